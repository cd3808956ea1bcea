import { printQuery } from "#domain/search/print-query.ts";
import type { Query, Term } from "#domain/search/query.ts";
import { quote } from "#main/connectors/rt/list.ts";

/** A query as TicketSQL, or the parts of it that have no words there. */
export type SearchSql =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly parts: readonly string[] };

const STATES: Readonly<Record<string, string>> = {
  unsolved: "Status='__Active__'",
  solved: "Status='__Inactive__'",
  mine: "Owner='__CurrentUser__'",
  unassigned: "Owner='Nobody'",
};

/**
 * Writes a query as TicketSQL. Only what was seen to work is said: dates depend on a time zone that the server does not
 * tell, statuses on each queue's own words, and `NOT` is not in the grammar. Source: rt-rest2 facts §4.
 */
export function toSearchSql(query: Query): SearchSql {
  const parts: string[] = [];
  const written: string[] = [];
  for (const part of query.kind === "all" ? query.of : [query]) {
    const sql = write(part);
    if (sql === null) parts.push(printQuery(part));
    else written.push(sql);
  }
  if (parts.length > 0) return { ok: false, parts };
  return { ok: true, sql: written.length === 0 ? "id > 0" : written.join(" AND ") };
}

/** null: it cannot be said there. */
function write(query: Query): string | null {
  switch (query.kind) {
    case "all":
    case "any": {
      const all = query.of.map(write);
      if (all.includes(null)) return null;
      return `(${all.join(query.kind === "all" ? " AND " : " OR ")})`;
    }
    case "not":
      return null;
    case "word":
      return writeWord(query.text);
    case "term":
      return writeTerm(query);
  }
}

/** Where the site does not index contents, that part finds nothing and the others still count. */
function writeWord(text: string): string {
  const number = /^#?(\d{1,15})$/.exec(text)?.[1];
  const like = quote(text);
  const places = ["Subject", "Content", "Requestor.EmailAddress", "Requestor.Name"];
  return `(${[
    ...(number === undefined ? [] : [`id=${number}`]),
    ...places.map((place) => `${place} LIKE ${like}`),
  ].join(" OR ")})`;
}

function writeTerm({ field, key, compare, values }: Term): string | null {
  if (compare !== "is" || key !== null) return null;
  const each = (write: (text: string) => string | null): string | null => {
    const all = values.map(write);
    if (all.includes(null)) return null;
    return all.length === 1 ? (all[0] ?? null) : `(${all.join(" OR ")})`;
  };
  switch (field) {
    case "is":
      return each((text) => STATES[text] ?? null);
    case "assignee":
      return each((text) =>
        text === "me" ? "Owner='__CurrentUser__'" : text === "none" ? "Owner='Nobody'" : null,
      );
    case "group":
      return each((text) => (text === "mine" || text === "none" ? null : `Queue=${quote(text)}`));
    case "subject":
      return each((text) => `Subject LIKE ${quote(text)}`);
    case "customer":
      return each(
        (text) =>
          `(Requestor.EmailAddress LIKE ${quote(text)} OR Requestor.Name LIKE ${quote(text)})`,
      );
    case "id":
      return each((text) => (/^#?\d{1,15}$/.test(text) ? `id=${text.replace("#", "")}` : null));
    case "status":
    case "priority":
    case "channel":
    case "kind":
    case "org":
    case "lang":
    case "tag":
    case "customertag":
    case "orgtag":
    case "zone":
    case "value":
    case "satisfaction":
    case "waiting":
    case "sla":
    case "created":
    case "updated":
    case "solved":
    case "due":
    case "cf":
      return null;
  }
}
