/** Letters without case, accents and marks, so that "café" is found by "cafe" and «أمر» by «امر». */
export const fold = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();

const WORD = /[\p{L}\p{N}]+/gu;
const LONGEST_QUERY = 100;

/** Whether one edit (a letter wrong, missing, extra, or two swapped) turns `typed` into a beginning of `word`. */
export function isNearStart(typed: string, word: string): boolean {
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) at += 1;
  if (at === typed.length) return true;
  const rest = typed.slice(at + 1);
  return (
    word.startsWith(rest, at + 1) ||
    word.startsWith(typed.slice(at), at + 1) ||
    word.startsWith(rest, at) ||
    (typed[at] === word[at + 1] &&
      typed[at + 1] === word[at] &&
      word.startsWith(typed.slice(at + 2), at + 2))
  );
}

/** Whether the letters appear in this order, and how tightly: 0 (scattered) to 1 (in one run). null: they do not. */
function tightness(letters: string, text: string): number | null {
  let from = 0;
  let first = -1;
  for (const letter of letters) {
    const found = text.indexOf(letter, from);
    if (found < 0) return null;
    if (first < 0) first = found;
    from = found + letter.length;
  }
  return letters.length / Math.max(letters.length, from - first);
}

/** Scores from here on are sure matches; below, scattered letters. */
const SURE = 40;
const SCATTERED = 20;

/** Best first; scattered matches only where there is no sure one. */
export function bestFirst<T extends { readonly score: number }>(
  scored: readonly T[],
): readonly T[] {
  const sorted = scored.toSorted((a, b) => b.score - a.score);
  const least = (sorted[0]?.score ?? 0) >= SURE ? SCATTERED : 0;
  return sorted.filter(({ score }) => score >= least);
}

/**
 * How well a typed text names something.
 *
 * @param typed As typed.
 * @param name  As shown.
 * @returns     Higher is better, above 0; null when it does not match. An empty text matches all alike.
 */
export function matchScore(typed: string, name: string): number | null {
  const query = fold(typed).slice(0, LONGEST_QUERY);
  if (query === "") return 1;
  const text = fold(name);
  const shortness = 1 / (1 + text.length / 100);
  if (text.startsWith(query)) return 100 + shortness;
  const words = text.match(WORD) ?? [];
  const typedWords = query.match(WORD) ?? [];
  if (typedWords.length > 0) {
    const start = (part: string) => words.some((word) => word.startsWith(part));
    if (typedWords.every(start)) return 80 + shortness;
    if (text.includes(query)) return 60 + shortness;
    const near = (part: string) =>
      start(part) || (part.length >= 4 && words.some((word) => isNearStart(part, word)));
    if (typedWords.every(near)) return 40 + shortness;
  }
  const letters = query.replace(/\s+/g, "");
  if (letters.length < 2) return text.includes(query) ? 20 + shortness : null;
  const initials = words.map((word) => word[0] ?? "").join("");
  if (initials.startsWith(letters)) return 50 + shortness;
  const tight = tightness(letters, text);
  return tight === null || tight < 0.3 ? null : 10 * tight + shortness;
}
