import { fold } from "#domain/search/fold.ts";

/** Longest filter that is looked at; what is beyond cannot narrow anything down. */
const MAX_FILTER = 500;

/** @returns The words of a typed filter, folded; empty for none. All of them must be found. */
export function filterWords(text: string): readonly string[] {
  return fold(text.slice(0, MAX_FILTER)).split(/\s+/).filter(Boolean);
}

export const matches = (haystack: string, words: readonly string[]): boolean =>
  words.every((word) => haystack.includes(word));
