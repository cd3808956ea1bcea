import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const LOCALES = ["en", "de", "ar"] as const;
const PLURAL = /_(zero|one|two|few|many|other)$/;
/** Forms each language needs for a key that counts. Source: CLDR plural rules. */
const FORMS = {
  en: ["one", "other"],
  de: ["one", "other"],
  ar: ["zero", "one", "two", "few", "many", "other"],
} as const;

function leavesOf(tree: object, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? leavesOf(value as object, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value)] as const],
  );
}

const areasOf = (locale: string) =>
  readdirSync(path.join(root, "resources/locales", locale))
    .map((file) => file.replace(/\.json$/, ""))
    .toSorted();

function textsOf(locale: string): ReadonlyMap<string, string> {
  return new Map(
    areasOf(locale).flatMap((area) => {
      const file = path.join(root, "resources/locales", locale, `${area}.json`);
      return leavesOf(JSON.parse(readFileSync(file, "utf8")) as object, `${area}.`);
    }),
  );
}

const texts = Object.fromEntries(LOCALES.map((locale) => [locale, textsOf(locale)]));
const baseKeys = (locale: string) =>
  [...new Set([...texts[locale]!.keys()].map((key) => key.replace(PLURAL, "")))].toSorted();
const counted = new Set(
  [...texts["en"]!.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, "")),
);
const valuesIn = (text: string) =>
  [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]!).toSorted();

function sourcesUnder(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
const source = ["renderer", "main", "preload"].flatMap(sourcesUnder).join("\n");
const quoted = new Set([...source.matchAll(/["'`]([\w-]+(?:\.[\w-]+)*)["'`]/g)].map((m) => m[1]!));
const prefixes = [
  ...new Set([...source.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map((m) => m[1]!)),
];
/** Areas whose keys are also named without the area: by main's own texts, its notices and remedies. */
const SHORT = ["main.", "notice.", "errors.remedy."];

function isUsed(key: string): boolean {
  if (quoted.has(key) || prefixes.some((prefix) => key.startsWith(prefix))) return true;
  const short = SHORT.find((prefix) => key.startsWith(prefix));
  if (short === undefined) return false;
  const rest = key.slice(short.length);
  return quoted.has(rest) || prefixes.some((prefix) => rest.startsWith(prefix));
}

describe.each(["de", "ar"] as const)("%s", (locale) => {
  test("has the same areas and keys as English", () => {
    expect(areasOf(locale)).toEqual(areasOf("en"));
    expect(baseKeys(locale)).toEqual(baseKeys("en"));
  });

  test("uses the same values as English in every text", () => {
    const wrong = [...texts[locale]!].filter(([key, text]) => {
      const base = key.replace(PLURAL, "");
      if (counted.has(base)) return false;
      return valuesIn(text).join() !== valuesIn(texts["en"]!.get(key) ?? "").join();
    });
    expect(wrong).toEqual([]);
  });

  test("adds no values of its own to plurals", () => {
    const wrong = [...texts[locale]!].filter(([key, text]) => {
      const base = key.replace(PLURAL, "");
      if (!counted.has(base)) return false;
      const known = valuesIn(texts["en"]!.get(`${base}_other`) ?? "");
      return valuesIn(text).some((value) => !known.includes(value) && value !== "count");
    });
    expect(wrong).toEqual([]);
  });
});

test.each(LOCALES)("%s has every plural form its grammar needs", (locale) => {
  const missing = [...counted].flatMap((base) =>
    FORMS[locale]
      .filter((form) => !texts[locale]!.has(`${base}_${form}`))
      .map((f) => `${base}_${f}`),
  );
  expect(missing).toEqual([]);
});

test("no text is empty but a plural that is never shown", () => {
  const empty = LOCALES.flatMap((locale) =>
    [...texts[locale]!]
      .filter(([key, text]) => text.trim() === "" && !key.endsWith("_zero"))
      .map(([key]) => `${locale}: ${key}`),
  );
  expect(empty).toEqual([]);
});

test("every text is used somewhere", () => {
  expect(baseKeys("en").filter((key) => !isUsed(key))).toEqual([]);
});

test("the check for unused texts finds one", () => {
  expect(isUsed("settings.nobodyNamesThis")).toBe(false);
  expect(isUsed("common.status.open")).toBe(true);
});
