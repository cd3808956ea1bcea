import { fold } from "#domain/search/fold.ts";

/** A word of a text: what it is found by, and where it stands. */
export type Word = { readonly term: string; readonly at: number; readonly length: number };

const RUN = /[\p{L}\p{M}\p{N}]+/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Digits with what people put between them, as telephone numbers are written. */
const NUMBER = /\+?\(?\d[\d\s().\-/\u00a0]{5,22}\d/gu;
const MAX_TERM = 40;
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;

const toTerm = (run: string): string => fold(run).replaceAll("ß", "ss").slice(0, MAX_TERM);

/**
 * The words of a text in their order. Scripts without spaces give pairs of characters, so that any part of a
 * sentence can be found.
 */
export function* wordsOf(text: string): Generator<Word> {
  for (const match of text.matchAll(RUN)) {
    const run = match[0];
    if (!UNSPACED.test(run)) {
      const term = toTerm(run);
      if (term !== "") yield { term, at: match.index, length: run.length };
      continue;
    }
    const characters = Array.from(run);
    let at = match.index;
    for (let i = 0; i < characters.length; i += 1) {
      const one = characters[i] ?? "";
      const pair = `${one}${characters[i + 1] ?? ""}`;
      if (i === 0 || i + 1 < characters.length)
        yield { term: toTerm(pair), at, length: pair.length };
      at += one.length;
    }
  }
}

/** Telephone-like numbers of a text, digits only. */
export function* numbersOf(text: string): Generator<{
  readonly digits: string;
  readonly at: number;
  readonly length: number;
}> {
  for (const match of text.matchAll(NUMBER)) {
    const digits = match[0].replace(/\D/gu, "");
    if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) continue;
    yield { digits, at: match.index, length: match[0].length };
  }
}

const BACKWARDS = "~";
const backwards = (digits: string): string => Array.from(digits).reverse().join("");
/**
 * Terms under which a telephone number is kept: as it is, and from its end, so that it is found with or without
 * country and area code.
 */
export const numberTerms = (digits: string): readonly [forwards: string, backwards: string] => [
  digits,
  BACKWARDS + backwards(digits),
];

/** Beginnings of kept terms that a typed number fits: `+49 30 1234`, `0049 30…`, `030 1234…`. */
export function numberPrefixes(typed: string): readonly string[] {
  const digits = typed.replace(/\D/gu, "");
  if (digits.length < FEWEST_DIGITS - 2) return [];
  const bare = digits.replace(/^0+/, "");
  if (bare.length < FEWEST_DIGITS - 2) return [];
  return [...new Set([digits, bare, BACKWARDS + backwards(bare)])];
}
