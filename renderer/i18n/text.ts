import i18next from "i18next";
import { useSyncExternalStore } from "react";
import type { TextKey } from "#renderer/i18n/areas.ts";
import { type Format, formatFor } from "#renderer/i18n/format.ts";
import { type Direction, LOCALES, type Locale, directionOf } from "#renderer/i18n/locale.ts";

export type TextValues = Readonly<Record<string, string | number>>;
/** The words of a key in the UI language; `count` picks the plural. */
export type Translate = (key: TextKey, values?: TextValues) => string;

/** Everything needed to speak to the agent in their language. The same object until the language changes. */
export type Text = {
  readonly locale: Locale;
  readonly dir: Direction;
  readonly t: Translate;
  readonly format: Format;
};

/** `resources/locales/<locale>/<area>.json` becomes `<area>.…` of one tree per language. */
const files = import.meta.glob<Readonly<Record<string, unknown>>>("#resources/locales/*/*.json", {
  eager: true,
  import: "default",
});

function treeOf(locale: Locale): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [path, content] of Object.entries(files)) {
    const [, language, area] = /\/([a-z]+)\/([a-z-]+)\.json$/.exec(path) ?? [];
    if (language === locale && area !== undefined) tree[area] = content;
  }
  return tree;
}

const engine = i18next.createInstance();
void engine.init({
  lng: "en",
  fallbackLng: "en",
  initAsync: false,
  returnNull: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(LOCALES.map((locale) => [locale, { translation: treeOf(locale) }])),
});

/** Names and numbers put into right-to-left words keep their own direction (Unicode isolates). */
const isolated = (values: TextValues): TextValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? `\u2068${value}\u2069` : value,
    ]),
  );

const texts = new Map<Locale, Text>();
const listeners = new Set<() => void>();
let current: Text = textFor("en");

/** The texts of a given language, whatever the UI shows. */
export function textFor(locale: Locale): Text {
  const known = texts.get(locale);
  if (known !== undefined) return known;
  const translate = engine.getFixedT(locale);
  const format = formatFor(locale);
  const dir = directionOf(locale);
  // Most words have no values in them; the same ones are asked for with every drawing.
  const plain = new Map<TextKey, string>();
  const made: Text = {
    locale,
    dir,
    t: (key, values) => {
      if (values === undefined) {
        const words = plain.get(key) ?? translate(key);
        plain.set(key, words);
        return words;
      }
      return translate(key, {
        ...(dir === "rtl" ? isolated(values) : values),
        ...(typeof values["count"] === "number" && { shown: format.number(values["count"]) }),
      });
    },
    format,
  };
  texts.set(locale, made);
  return made;
}

/** For code outside components; components call `useText`. */
export const currentText = (): Text => current;

export function setLocale(locale: Locale): void {
  current = textFor(locale);
  for (const listener of listeners) listener();
}

/** Whether a key that came from elsewhere (a notice, an error) has words. */
export const isTextKey = (key: string): key is TextKey => engine.exists(key, { count: 1 });

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Words and formats of the UI language; the component is drawn anew when it changes. */
export const useText = (): Text => useSyncExternalStore(subscribe, currentText);
