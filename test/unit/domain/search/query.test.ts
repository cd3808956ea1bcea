import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeQuery, NO_WORDS, type QueryWords } from "#domain/search/complete.ts";
import { MAX_QUERY, parseQuery } from "#domain/search/parse-query.ts";
import { printQuery } from "#domain/search/print-query.ts";
import {
  allOf,
  anyOf,
  FIELD_NAMES,
  fieldKind,
  isKeyed,
  not,
  type Query,
} from "#domain/search/query.ts";

const text = fc
  .oneof(
    fc.constantFrom(
      "refund",
      "OR",
      "status:open",
      "a b",
      'say "hi"',
      "back\\slash",
      "-x",
      "مرحبا",
      "#12",
      "(a)",
      "x,y",
    ),
    fc.string({ minLength: 1, maxLength: 12 }),
  )
  .map((one) => one.trim())
  .filter((one) => one !== "");

const term: fc.Arbitrary<Query> = fc.constantFrom(...FIELD_NAMES).chain((field) => {
  const kind = fieldKind(field);
  const make = (
    values: fc.Arbitrary<string>,
    compares: readonly ("is" | "<" | "<=" | ">" | ">=")[],
    key: fc.Arbitrary<string | null> = fc.constant(null),
  ) =>
    fc
      .record({
        compare: fc.constantFrom(...compares),
        list: fc.array(values, { minLength: 1, maxLength: 3 }),
        key,
      })
      .map(({ compare, list, key: named }): Query => ({
        kind: "term",
        field,
        key: named,
        compare,
        values: compare === "is" ? list : list.slice(0, 1),
      }));
  const orders = ["<", "<=", ">", ">="] as const;
  const keyed = make(text, ["is", ...orders], text);
  const length = fc
    .tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom("s", "m", "h", "d", "w"))
    .map((p) => p.join(""));
  switch (kind.is) {
    case "choice":
      return make(fc.constantFrom(...kind.of), kind.ordered ? ["is", ...orders] : ["is"]);
    case "duration":
      return fc.oneof(make(length, orders), make(fc.constantFrom(...kind.also), ["is"]));
    case "instant":
      return make(fc.oneof(length, fc.constantFrom("today", "yesterday", "2026-02-28")), [
        "is",
        ...orders,
      ]);
    case "name":
      return fc.oneof(
        ...(isKeyed(field) ? [keyed] : []),
        make(
          fc.oneof(
            text.filter((one) => !(kind.also as readonly string[]).includes(one.toLowerCase())),
            fc.constantFrom(...kind.also),
          ),
          ["is"],
        ),
      );
    case "text":
      return isKeyed(field) ? fc.oneof(keyed, make(text, ["is"])) : make(text, ["is"]);
    case "custom":
      return keyed;
  }
});
const { query } = fc.letrec<{ query: Query; leaf: Query }>((tie) => ({
  leaf: fc.oneof(
    term,
    text.map((one): Query => ({ kind: "word", text: one })),
  ),
  query: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    tie("leaf"),
    fc.array(tie("query"), { minLength: 1, maxLength: 4 }).map(allOf),
    fc.array(tie("query"), { minLength: 1, maxLength: 4 }).map(anyOf),
    tie("query").map(not),
  ),
}));

describe("the query language", () => {
  test("reads back what it prints, whatever the query", () => {
    fc.assert(
      fc.property(query, (one) => {
        const printed = printQuery(one);
        fc.pre(printed.length <= MAX_QUERY);
        expect(parseQuery(printed)).toEqual({ query: one, errors: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test("a value that looks like an address is read as it was printed", () => {
    const one: Query = {
      kind: "term",
      field: "customer",
      key: null,
      compare: "is",
      values: ["//shop", "b"],
    };
    expect(parseQuery(printQuery(one))).toEqual({ query: one, errors: [] });
  });

  test("answers any text, and what it makes of it prints to something it reads the same", () => {
    const pieces = fc.constantFrom(
      "status:",
      "open",
      "(",
      ")",
      "-",
      "OR",
      '"',
      "cf.",
      ":",
      "a",
      " ",
      ",",
      ">=",
      "\\",
      "sla<2h",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join("")),
        ),
        (typed) => {
          const { query: read } = parseQuery(typed);
          expect(parseQuery(printQuery(read))).toEqual({ query: read, errors: [] });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["status:open priority>=high", "status:open priority>=high"],
    ['group:"Billing",Returns  refund', "group:Billing,Returns refund"],
    ["-tag:spam (a OR b c)", "-tag:spam (a OR b c)"],
    ["STATUS:Open,PENDING", "status:open,pending"],
    ["created:>2026-03-01", "created>2026-03-01"],
    ['cf."Order number":12*', 'cf."Order number":12*'],
    ["Re: refund", '"Re:" refund'],
    ["https://example.invalid/a?b=c", '"https://example.invalid/a?b=c"'],
    ["12:30", '"12:30"'],
    ["", ""],
  ])("reads %j", (typed, printed) => {
    const { query: read, errors } = parseQuery(typed);
    expect(errors).toEqual([]);
    expect(printQuery(read)).toBe(printed);
  });

  test.each([
    ["statis:open", "unknown-field", 0, { field: "statis", near: "status" }],
    ["a status:opne", "bad-choice", 9, { field: "status", value: "opne" }],
    ["sla<soon", "bad-duration", 4, { value: "soon" }],
    ["created>2026-02-30", "bad-date", 8, { value: "2026-02-30" }],
    ["tag>vip", "bad-compare", 0, { field: "tag" }],
    ["status: open", "missing-value", 0, { field: "status" }],
    ["cf:1", "missing-key", 0, {}],
    ["status.x:open", "missing-key", 0, { field: "status" }],
    ['customer."":x', "missing-key", 0, { field: "customer" }],
    ["customer>x", "bad-compare", 0, { field: "customer" }],
    ["value:gold", "bad-choice", 6, { field: "value" }],
    ['group:"Bill', "unclosed-quote", 6, {}],
    ["(a OR b", "unclosed-group", 0, {}],
    ["a) b", "stray-close", 1, {}],
    ["a OR", "stray-or", 2, {}],
    ["OR a", "stray-or", 0, {}],
    ["(".repeat(100), "too-deep", 20, {}],
    ["a ".repeat(300), "too-many", 400, {}],
  ])("says what is wrong with %j, and where", (typed, code, at, values) => {
    expect(parseQuery(typed).errors[0]).toMatchObject({ code, at, values });
  });

  test("goes on after a mistake", () => {
    const { query: read, errors } = parseQuery("status:opne tag:vip refund");
    expect(errors).toHaveLength(1);
    expect(printQuery(read)).toBe("tag:vip refund");
  });

  test("refuses ten megabytes with the reason, without reading them", () => {
    const pasted = "status:open ".repeat(900_000);
    const { query: read, errors } = parseQuery(pasted);
    expect(read).toEqual({ kind: "all", of: [] });
    expect(errors).toMatchObject([
      { code: "too-long", values: { length: pasted.length, limit: MAX_QUERY } },
    ]);
  });
});

describe("completion", () => {
  const words: QueryWords = {
    ...NO_WORDS,
    agents: ["Amira Haddad"],
    groups: ["Billing", "Back office"],
    tags: ["vip"],
    fields: ["Order number", "Reason"],
    customerFields: ["loyalty_points", "plan"],
    organisationFields: ["contract type"],
    organisationTags: ["b2b"],
    zones: ["Europe/Berlin"],
    values: { "cf.Reason": ["Refund", "Return wanted"], "customer.plan": ["gold"] },
  };
  const complete = (typed: string) => completeQuery(typed, typed.length, words);
  const after = (typed: string, n = 0) => {
    const one = complete(typed)[n];
    return one === undefined ? null : typed.slice(0, one.from) + one.insert;
  };

  test.each([
    ["stat", "status:"],
    ["a -ta", "a -tag:"],
    ["status:o", "status:open"],
    ["status:open,p", "status:open,pending"],
    ["group:bil", "group:Billing"],
    ["group:bac", 'group:"Back office"'],
    ['group:"back o', 'group:"Back office"'],
    ["assignee:m", "assignee:me"],
    ["waiting>", "waiting>30m"],
    ["cf.ord", 'cf."Order number":'],
    ["(tag:v", "(tag:vip"],
    ["cf.rea", "cf.Reason:"],
    ["cf.Reason:ret", 'cf.Reason:"Return wanted"'],
    ["cf.reason:no", "cf.reason:none"],
    ["custom", "customer:"],
    ["customer.", "customer.loyalty_points:"],
    ["customer.pl", "customer.plan:"],
    ["customer.plan:", "customer.plan:gold"],
    ["org.con", 'org."contract type":'],
    ["orgtag:b", "orgtag:b2b"],
    ["zone:eu", "zone:Europe/Berlin"],
    ["value>=v", "value>=valued"],
  ])("%j becomes %j", (typed, completed) => {
    expect(after(typed)).toBe(completed);
  });

  test("offers nothing where nothing fits", () => {
    expect(complete("refund now ")).toEqual([]);
    expect(complete("nonsense:x")).toEqual([]);
  });
});
