import { compileQuery, type EvalContext, type SearchRow } from "#domain/search/evaluate.ts";
import { printQuery } from "#domain/search/print-query.ts";
import type { Query } from "#domain/search/query.ts";

/** One condition with its answer for one ticket. */
export type Reason = {
  readonly kind: Query["kind"];
  /** The condition as it is written. */
  readonly text: string;
  readonly holds: boolean;
  /** What it is made of; empty for a term or a word. */
  readonly of: readonly Reason[];
};

/** Answers every condition of a query for one row: why it is, or is not, in a view. */
export function explainQuery<R extends SearchRow>(
  query: Query,
  row: R,
  context: EvalContext<R>,
): Reason {
  const parts =
    query.kind === "all" || query.kind === "any"
      ? query.of
      : query.kind === "not"
        ? [query.of]
        : [];
  return {
    kind: query.kind,
    text: printQuery(query),
    holds: compileQuery(query, context).holds(row),
    of: parts.map((part) => explainQuery(part, row, context)),
  };
}
