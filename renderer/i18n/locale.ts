/** UI languages, each complete. */
export const LOCALES = ["en", "de", "ar"] as const;
export type Locale = (typeof LOCALES)[number];
export type Direction = "ltr" | "rtl";

const isLocale = (value: string): value is Locale => (LOCALES as readonly string[]).includes(value);

/**
 * The language to show.
 *
 * @param setting The agent's choice; `system` follows the machine.
 * @param system  BCP 47 of the machine, e.g. `de-AT`.
 */
export function resolveLocale(setting: Locale | "system", system: string): Locale {
  if (setting !== "system") return setting;
  const language = system.toLowerCase().split(/[-_]/)[0] ?? "";
  return isLocale(language) ? language : "en";
}

export const directionOf = (locale: Locale): Direction => (locale === "ar" ? "rtl" : "ltr");

/**
 * Tag for Intl. Latin digits in every language: ticket numbers, clocks and counts are read aloud and typed, and one
 * line must not mix two sets of digits.
 */
export const intlTag = (locale: Locale): string => (locale === "ar" ? "ar-u-nu-latn" : locale);
