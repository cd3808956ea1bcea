/** The words that occur, each with its number: found whole, by their beginning, and with typing mistakes. */
export interface Dictionary {
  readonly size: () => number;
  readonly get: (word: string) => number | undefined;
  /** @param term Number of a word that is not in it yet. */
  readonly add: (word: string, term: number) => void;
  /** All words. In no order. */
  readonly all: () => Iterable<Found>;
  /** Words that begin with this one, itself excluded. In no order. */
  readonly startingWith: (prefix: string, most: number) => readonly Found[];
  /** Words with at most `edits` letters wrong, missing, extra or swapped; the first letter is taken to be right. */
  readonly near: (word: string, edits: number, most: number) => readonly Found[];
}
export type Found = { readonly word: string; readonly term: number };

/** Words with one beginning: in order, and those that came since. Many small lists grow in many small steps. */
type Bucket = { readonly terms: Map<string, number>; sorted: readonly string[]; loose: string[] };

const KEY_LENGTH = 2;
/** Most words that wait for being put in order, as a share of those that are. */
const LOOSE_SHARE = 1 / 8;
const FEW_LOOSE = 64;

export function createDictionary(): Dictionary {
  let size = 0;
  const buckets = new Map<string, Bucket>();

  /** Words of a bucket that begin with `prefix`. */
  function* within({ sorted, loose }: Bucket, prefix: string): Generator<string> {
    for (let i = lowerBound(sorted, prefix); i < sorted.length; i += 1) {
      const word = sorted[i] ?? "";
      if (!word.startsWith(prefix)) break;
      yield word;
    }
    for (const word of loose) if (word.startsWith(prefix)) yield word;
  }
  function* from(prefix: string): Generator<string> {
    const key = prefix.slice(0, KEY_LENGTH);
    const own = buckets.get(key);
    if (own !== undefined) yield* within(own, prefix);
    if (prefix.length >= KEY_LENGTH) return;
    for (const [other, bucket] of buckets) {
      if (other !== key && other.startsWith(prefix)) yield* within(bucket, prefix);
    }
  }
  const get = (word: string): number | undefined =>
    buckets.get(word.slice(0, KEY_LENGTH))?.terms.get(word);
  const found = (word: string): Found => ({ word, term: get(word) ?? 0 });

  function* all(): Generator<Found> {
    for (const { terms } of buckets.values())
      for (const [word, term] of terms) yield { word, term };
  }

  return {
    size: () => size,
    get,
    all,
    add: (word, term) => {
      size += 1;
      const key = word.slice(0, KEY_LENGTH);
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, { terms: new Map([[word, term]]), sorted: [word], loose: [] });
        return;
      }
      bucket.terms.set(word, term);
      bucket.loose.push(word);
      if (bucket.loose.length > FEW_LOOSE + bucket.sorted.length * LOOSE_SHARE) {
        bucket.sorted = merged(bucket.sorted, bucket.loose.sort());
        bucket.loose = [];
      }
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
  };
}

/** Index of the first word that is not before `word`. */
function lowerBound(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merged(a: readonly string[], b: readonly string[]): readonly string[] {
  const words: string[] = [];
  let next = 0;
  for (const word of a) {
    for (let one = b[next]; one !== undefined && one < word; one = b[next]) {
      words.push(one);
      next += 1;
    }
    words.push(word);
  }
  for (; next < b.length; next += 1) words.push(b[next] ?? "");
  return words;
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
    if (least > limit && i > 1) return least;
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
