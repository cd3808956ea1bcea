import type { Query } from "#domain/search/query.ts";

const PLAIN_WORD = /^[^\s()",:<>=-][^\s()",:<>=]*$/u;
/** What begins with two strokes would be read as an address. */
const PLAIN_VALUE = /^(?!\/\/)[^\s,()"<>=\\]+$/u;
const PLAIN_KEY = /^[\p{L}\p{N}_-]+$/u;

const quote = (text: string): string => `"${text.replace(/["\\]/gu, "\\$&")}"`;
const word = (text: string): string =>
  PLAIN_WORD.test(text) && text !== "OR" ? text : quote(text);
const value = (text: string): string =>
  PLAIN_VALUE.test(text) && text !== "" ? text : quote(text);

/** Writes a query so that reading it gives the same query again. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case "all":
      return query.of
        .map((one) => (one.kind === "any" ? `(${printQuery(one)})` : printQuery(one)))
        .join(" ");
    case "any":
      return query.of.map(printQuery).join(" OR ");
    case "not":
      return query.of.kind === "all" || query.of.kind === "any"
        ? `-(${printQuery(query.of)})`
        : `-${printQuery(query.of)}`;
    case "word":
      return word(query.text);
    case "term": {
      const { field, key, compare, values } = query;
      const name = key === null ? field : `${field}.${PLAIN_KEY.test(key) ? key : quote(key)}`;
      return `${name}${compare === "is" ? ":" : compare}${values.map(value).join(",")}`;
    }
  }
}
