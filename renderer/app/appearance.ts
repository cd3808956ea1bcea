import type { Settings } from "#contract/settings.ts";
import { resolveLocale } from "#renderer/i18n/locale.ts";
import { currentText, setLocale } from "#renderer/i18n/text.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";

export type Theme = "light" | "dark" | "contrast";

/** The theme to draw: the agent's, or what the system asks for. */
export function resolveTheme(
  setting: Settings["theme"],
  system: { readonly dark: boolean; readonly moreContrast: boolean },
): Theme {
  if (setting !== "system") return setting;
  if (system.moreContrast) return "contrast";
  return system.dark ? "dark" : "light";
}

/** Puts theme, density, language and direction on the document and keeps them in step with settings and system. */
export function startAppearance(systemLocale: string): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const moreContrast = matchMedia("(prefers-contrast: more)");
  const apply = () => {
    const settings = useSettings.getState();
    const root = document.documentElement;
    root.dataset["theme"] = resolveTheme(settings.theme, {
      dark: dark.matches,
      moreContrast: moreContrast.matches,
    });
    root.dataset["density"] = settings.density;
    const locale = resolveLocale(settings.locale, systemLocale);
    if (locale !== currentText().locale) setLocale(locale);
    root.lang = locale;
    root.dir = currentText().dir;
  };
  apply();
  useSettings.subscribe(apply);
  dark.addEventListener("change", apply);
  moreContrast.addEventListener("change", apply);
}
