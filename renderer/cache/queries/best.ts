/**
 * The first of many in an order, without ordering the rest.
 *
 * @param most How many, at least 0.
 * @returns    The same as sorting all and taking the first `most`.
 */
export function bestOf<T>(
  all: readonly T[],
  most: number,
  compare: (a: T, b: T) => number,
): readonly T[] {
  const best: T[] = [];
  let last: T | undefined;
  for (const one of all) {
    if (best.length >= most) {
      if (last === undefined || compare(one, last) >= 0) continue;
      best.pop();
    }
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(best[middle] as T, one) <= 0) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, one);
    last = best.at(-1);
  }
  return best;
}
