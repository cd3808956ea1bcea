/** Keeps the first of many in an order, without ordering the rest. */
export interface Best<T> {
  readonly offer: (one: T) => void;
  /** The last of those that are kept, once there are as many as wanted: what comes after it is not. */
  readonly last: () => T | undefined;
  /** In order; of equal ones the one that was offered first. */
  readonly list: () => readonly T[];
}

/** @param most How many are kept, at least 1. */
export function createBest<T>(most: number, compare: (a: T, b: T) => number): Best<T> {
  const best: T[] = [];
  return {
    offer: (one) => {
      const last = best.at(-1);
      if (best.length >= most && last !== undefined) {
        if (compare(one, last) >= 0) return;
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
    },
    last: () => (best.length < most ? undefined : best.at(-1)),
    list: () => best,
  };
}
