import { parseQuery } from "#domain/search/parse-query.ts";
import type { Query } from "#domain/search/query.ts";

/** The views that every agent has, written in the query language. */
export const BUILT_IN_QUERIES = {
  mine: "is:unsolved assignee:me",
  unassigned: "is:unsolved assignee:none",
  "my-groups": "is:unsolved group:mine",
  "all-open": "is:unsolved",
  "breaching-soon": "is:unsolved sla<=60m",
  "waiting-for-customer": "status:pending",
  "solved-today": "solved:today",
  /** What I asked to be reminded of: by a reminder of mine, or by the due time of a ticket of mine. */
  "follow-ups": "is:unsolved is:followup",
} as const;

const parsed = new Map<string, Query>(
  Object.entries(BUILT_IN_QUERIES).map(([id, text]) => [id, parseQuery(text).query]),
);
/** @returns null for a view that is not built in. */
export const builtInQuery = (viewId: string): Query | null => parsed.get(viewId) ?? null;
