/** The words that occur, each with its number: found whole, by their beginning, and with typing mistakes. */
export interface Dictionary {
  readonly size: () => number;
  readonly get: (word: string) => number | undefined;
  /** @param term Number of a word that is not in it yet. */
  readonly add: (word: string, term: number) => void;
  /** Words that begin with this one, itself excluded. */
  readonly startingWith: (prefix: string, most: number) => readonly Found[];
  /** Words with at most `edits` letters wrong, missing, extra or swapped; the first letter is taken to be right. */
  readonly near: (word: string, edits: number, most: number) => readonly Found[];
  /** Puts words that came lately in order; does a part of the work of later questions. */
  readonly settle: () => void;
}
export type Found = { readonly word: string; readonly term: number };

/** Words that came since the order was made; beyond, they are merged into it. */
const MOST_LOOSE = 4000;

export function createDictionary(): Dictionary {
  const terms = new Map<string, number>();
  let sorted: readonly string[] = [];
  let loose: string[] = [];

  /** Index of the first sorted word that is not before `word`. */
  function lowerBound(word: string): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? "") < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function settle(): void {
    if (loose.length === 0) return;
    const fresh = loose.sort();
    loose = [];
    const merged: string[] = [];
    let next = 0;
    for (const word of sorted) {
      for (let one = fresh[next]; one !== undefined && one < word; one = fresh[next]) {
        merged.push(one);
        next += 1;
      }
      merged.push(word);
    }
    for (; next < fresh.length; next += 1) merged.push(fresh[next] ?? "");
    sorted = merged;
  }
  function* from(prefix: string): Generator<string> {
    for (let i = lowerBound(prefix); i < sorted.length; i += 1) {
      const word = sorted[i] ?? "";
      if (!word.startsWith(prefix)) break;
      yield word;
    }
    for (const word of loose) if (word.startsWith(prefix)) yield word;
  }
  const found = (word: string): Found => ({ word, term: terms.get(word) ?? 0 });

  return {
    size: () => terms.size,
    get: (word) => terms.get(word),
    add: (word, term) => {
      terms.set(word, term);
      loose.push(word);
      if (loose.length > MOST_LOOSE) settle();
    },
    startingWith: (prefix, most) => {
      const words: Found[] = [];
      for (const word of from(prefix)) {
        if (word === prefix) continue;
        words.push(found(word));
        if (words.length >= most) break;
      }
      return words;
    },
    near: (word, edits, most) => {
      const words: Found[] = [];
      const [first = ""] = word;
      for (const other of from(first)) {
        if (other === word || Math.abs(other.length - word.length) > edits) continue;
        if (editsBetween(word, other, edits) <= edits) words.push(found(other));
        if (words.length >= most) break;
      }
      return words;
    },
    settle,
  };
}

/**
 * Letters to change to make one word of another; two neighbours swapped count as one (optimal string alignment).
 *
 * @returns More than `limit` as soon as it must be more.
 */
export function editsBetween(a: string, b: string, limit: number): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
      );
      const isSwap =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (isSwap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return least;
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
