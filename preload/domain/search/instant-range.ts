import type { Compare } from "#domain/search/query.ts";
import { daySpan, readInstant } from "#domain/search/values.ts";

/** Instants from `from` on and before `to`, ms epoch; null: open at that end. */
export type InstantRange = { readonly from: number | null; readonly to: number | null };

/**
 * What a written point in time asks for, for helpdesks that take only instants. `7d` is an age: `created<7d` asks for
 * what is younger.
 *
 * @param now ms epoch.
 * @returns   null when the text is no point in time.
 */
export function instantRange(compare: Compare, value: string, now: number): InstantRange | null {
  const written = readInstant(value);
  if (written === null) return null;
  if (written.kind === "age") {
    const at = now - written.ms;
    return compare === ">" || compare === ">=" ? { from: null, to: at } : { from: at, to: null };
  }
  const [from, to] = daySpan(written, now);
  switch (compare) {
    case "is":
      return { from, to };
    case "<":
      return { from: null, to: from };
    case "<=":
      return { from: null, to };
    case ">":
      return { from: to, to: null };
    case ">=":
      return { from, to: null };
  }
}
