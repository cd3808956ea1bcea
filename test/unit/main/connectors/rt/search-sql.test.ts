import { describe, expect, test } from "vitest";
import { parseQuery } from "#domain/search/parse-query.ts";
import { toSearchSql } from "#main/connectors/rt/search-sql.ts";

const write = (text: string) => toSearchSql(parseQuery(text).query);
const places = (text: string) =>
  `Subject LIKE '${text}' OR Content LIKE '${text}' OR Requestor.EmailAddress LIKE '${text}' OR Requestor.Name LIKE '${text}'`;

describe("a query as TicketSQL", () => {
  test.each([
    ["refund", `(${places("refund")})`],
    ["77", `(id=77 OR ${places("77")})`],
    ["is:unsolved assignee:me", "Status='__Active__' AND Owner='__CurrentUser__'"],
    [
      "(group:Sales OR group:Support) subject:x",
      "(Queue='Sales' OR Queue='Support') AND Subject LIKE 'x'",
    ],
    ["id:5,6", "(id=5 OR id=6)"],
  ])("%s", (query, sql) => {
    expect(write(query)).toEqual({ ok: true, sql });
  });

  test("a quote in a word stays inside the word", () => {
    expect(write("o'brien")).toEqual({ ok: true, sql: `(${places("o\\'brien")})` });
  });

  test.each([
    ["-tag:spam refund", ["-tag:spam"]],
    ["created<7d", ["created<7d"]],
    ["status:open", ["status:open"]],
  ])("%s cannot be asked, and says which part", (query, parts) => {
    expect(write(query)).toEqual({ ok: false, parts });
  });
});
