import type { Settings } from "#contract/settings.ts";
import ar from "#resources/locales/ar/main.json" with { type: "json" };
import de from "#resources/locales/de/main.json" with { type: "json" };
import en from "#resources/locales/en/main.json" with { type: "json" };

/** Texts of what main itself shows: menu and native dialogs. The pages have their own. */
export type MainTexts = typeof en;
const ALL: Readonly<Record<"en" | "de" | "ar", MainTexts>> = { en, de, ar };

/**
 * @param locale        The agent's choice.
 * @param systemLocale  BCP 47, e.g. `de-AT`; used when the choice is `system`.
 */
export function mainTexts(locale: Settings["locale"], systemLocale: string): MainTexts {
  if (locale !== "system") return ALL[locale];
  const language = systemLocale.split("-")[0];
  return language === "de" || language === "ar" ? ALL[language] : ALL.en;
}

/** Puts values in place of `{{name}}`. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}
