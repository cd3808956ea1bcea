import type { Shown } from "#renderer/cache/memory/shown.ts";

/** What one level of an order looks at. Without a key a row comes last, in both directions. */
export type Level = {
  /** @param place Of the row among all, by id: for orders in which the id decides. */
  readonly key: (shown: Shown, place: number) => number | string | null;
  readonly descending: boolean;
};

/**
 * Sorts many rows without comparing them two by two: each level gives every row a small number, and rows are dealt out
 * by these, the last level first.
 *
 * @param rows   By id, ascending: what all levels call equal stays in this order.
 * @param levels The first decides before the second.
 * @returns      The same rows in the new order.
 */
export function sortRows(rows: readonly Shown[], levels: readonly Level[]): Shown[] {
  let order = new Uint32Array(rows.length);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  for (const level of levels.toReversed()) order = dealtOut(order, ranksOf(rows, level));
  const sorted: Shown[] = [];
  for (const place of order) sorted.push(rows[place] as Shown);
  return sorted;
}

type Ranks = { readonly of: Uint32Array<ArrayBuffer>; readonly count: number };

/** Stable: equal ranks keep their order. */
function dealtOut(order: Uint32Array<ArrayBuffer>, { of, count }: Ranks): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(count + 1);
  for (const rank of of) next[rank + 1] = (next[rank + 1] ?? 0) + 1;
  for (let rank = 1; rank <= count; rank += 1)
    next[rank] = (next[rank] ?? 0) + (next[rank - 1] ?? 0);
  const dealt = new Uint32Array(order.length);
  for (const place of order) {
    const rank = of[place] ?? 0;
    const at = next[rank] ?? 0;
    dealt[at] = place;
    next[rank] = at + 1;
  }
  return dealt;
}

/** The place of each row's key among all keys; one more than the last for rows without a key. */
function ranksOf(rows: readonly Shown[], { key, descending }: Level): Ranks {
  const numbers = new Float64Array(rows.length);
  const texts = new Map<string, number>();
  const none: number[] = [];
  let size = 0;
  for (const [place, row] of rows.entries()) {
    let value = key(row, place);
    if (typeof value === "string") {
      let number = texts.get(value);
      if (number === undefined) texts.set(value, (number = texts.size));
      value = number;
    } else if (value === null) none.push(place);
    else size += 1;
    numbers[place] = value ?? Number.NaN;
  }
  const { of, count } = texts.size > 0 ? byText(numbers, texts) : byNumber(numbers, size);
  if (descending) for (const [place, rank] of of.entries()) of[place] = count - 1 - rank;
  for (const place of none) of[place] = count;
  return { of, count: count + 1 };
}

function byText(numbers: Float64Array, texts: ReadonlyMap<string, number>): Ranks {
  const rankOf = new Uint32Array(texts.size);
  // Without a comparison of ours texts are ordered by their code units, as `<` does.
  const sorted = [...texts.keys()].sort();
  for (const [rank, text] of sorted.entries()) rankOf[texts.get(text) ?? 0] = rank;
  const of = new Uint32Array(numbers.length);
  for (let i = 0; i < of.length; i += 1) of[i] = rankOf[numbers[i] ?? 0] ?? 0;
  return { of, count: texts.size };
}

/** @param size How many are numbers; those that are not sort last. */
function byNumber(numbers: Float64Array, size: number): Ranks {
  const sorted = numbers.toSorted();
  let count = 0;
  for (let i = 0; i < size; i += 1) {
    const number = sorted[i] ?? 0;
    if (count > 0 && number === sorted[count - 1]) continue;
    sorted[count] = number;
    count += 1;
  }
  const of = new Uint32Array(numbers.length);
  for (let i = 0; i < of.length; i += 1) {
    const number = numbers[i] ?? 0;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    of[i] = low;
  }
  return { of, count };
}
