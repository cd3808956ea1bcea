import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtInQuery, BUILT_IN_QUERIES } from "#domain/search/built-in.ts";
import { compileQuery, type EvalContext, type SearchRow } from "#domain/search/evaluate.ts";
import { explainQuery } from "#domain/search/explain.ts";
import { parseQuery } from "#domain/search/parse-query.ts";
import { printQuery } from "#domain/search/print-query.ts";
import type { Query } from "#domain/search/query.ts";
import { fromRemoteView } from "#domain/search/remote-view.ts";
import { CHANNELS, PRIORITIES, TICKET_STATUSES } from "#domain/ticket/ticket.ts";

const NOW = new Date(2027, 2, 10, 15, 0, 0).getTime();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const groups = new Map([
  ["a1:1", "Billing"],
  ["a1:2", "Returns"],
]);
const agents = new Map([
  ["a1:900", "Amira Haddad"],
  ["a1:901", "Ben"],
]);

const companies = new Map([
  ["a1:40", { tags: ["b2b", "key account"], fields: { contract: "care_plus" } }],
  ["a1:41", {}],
]);

const named = (names: ReadonlyMap<string, string>, written: string) =>
  new Set(
    [...names]
      .filter(([id, name]) => id === written || name.toLowerCase() === written.toLowerCase())
      .map(([id]) => id),
  );
const context: EvalContext<SearchRow> = {
  now: NOW,
  me: new Set(["a1:900"]),
  myGroups: new Set(["a1:1"]),
  idsNamed: (kind, written) =>
    named(kind === "agent" ? agents : kind === "group" ? groups : new Map(), written),
  fieldIds: (key) => (key === "plan" ? ["a1:7", "a2:7"] : key === "delivery" ? ["a1:8"] : []),
  isDate: (id) => id === "a1:8",
  labelsOf: (id) => (id === "a1:7" ? new Map([["gold", "Gold plan"]]) : undefined),
  organisation: (id) => companies.get(id),
  textOf: (row) => `${row.id.slice(3)} ${row.line.subject} ${row.requesterName}`.toLowerCase(),
};

/** A day so many days before (or after) the one of `NOW`, as helpdesks write it. */
const dayText = (back: number): string => {
  const day = new Date(2027, 2, 10 - back);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};
const daysBack = (r: SearchRow): number | null => {
  const written = r.line.customFields["a1:8"];
  if (typeof written !== "string") return null;
  for (let back = -20; back <= 20; back += 1) if (dayText(back) === written) return back;
  return null;
};

const age = fc.option(fc.integer({ min: 0, max: 40 * 24 }), { nil: null });
const row: fc.Arbitrary<SearchRow> = fc
  .record({
    n: fc.nat(99),
    status: fc.constantFrom(...TICKET_STATUSES),
    priority: fc.constantFrom(null, ...PRIORITIES),
    channel: fc.constantFrom(...CHANNELS),
    assignee: fc.constantFrom(null, ...agents.keys()),
    group: fc.constantFrom(null, ...groups.keys()),
    tags: fc.subarray(["vip", "spam", "late"]),
    created: fc.integer({ min: 0, max: 60 * 24 }),
    solved: age,
    waiting: age,
    left: fc.option(fc.integer({ min: -300, max: 300 }), { nil: null }),
    subject: fc.constantFrom("Refund missing", "Parcel damaged"),
    name: fc.constantFrom("Zoé Martin", "Bob"),
    locale: fc.constantFrom(null, "ar", "de", "de-AT"),
    plan: fc.constantFrom(null, "gold", "3", "12"),
    delivery: fc.option(fc.integer({ min: -20, max: 20 }), { nil: null }),
    level: fc.constantFrom(null, 0, 1, 2, 3),
    points: fc.option(fc.nat(4000), { nil: null }),
    zone: fc.constantFrom(null, "Europe/Berlin", "Asia/Amman"),
    company: fc.constantFrom(null, ...companies.keys()),
    person: fc.boolean(),
  })
  .map((f) => ({
    id: `a1:${f.n}`,
    status: f.status,
    priority: f.priority,
    createdAt: NOW - f.created * HOUR,
    waitingSince: f.waiting === null ? null : NOW - f.waiting * HOUR,
    breachAt: f.left === null ? null : NOW + f.left * 60_000,
    pending: "none" as const,
    requesterName: f.name,
    value: f.level,
    requester: {
      identity: "z@example.invalid",
      // The organisation is told by the ticket or by who asked.
      organisationId: f.person ? f.company : null,
      locale: f.locale,
      timeZone: f.zone,
      tags: [],
      fields: f.points === null ? {} : { loyalty_points: f.points },
    },
    line: {
      subject: f.subject,
      channel: f.channel,
      kind: null,
      assigneeId: f.assignee,
      groupId: f.group,
      organisationId: f.person ? null : f.company,
      tags: f.tags,
      customFields: {
        ...(f.plan !== null && { "a1:7": f.plan }),
        ...(f.delivery !== null && { "a1:8": dayText(f.delivery) }),
      },
      updatedAt: NOW - f.created * HOUR,
      solvedAt: f.solved === null ? null : NOW - f.solved * HOUR,
      dueAt: null,
      satisfaction: null,
    },
  }));

/** Each condition with what it means, said a second time without the language. */
const weight = (p: string | null) => (p === null ? 0 : 1 + PRIORITIES.indexOf(p as never));
const unsolved = (r: SearchRow) => r.status !== "solved" && r.status !== "closed";
const startOfToday = new Date(2027, 2, 10).getTime();
const companyOf = (r: SearchRow) => r.line.organisationId ?? r.requester?.organisationId ?? null;
const pointsOf = (r: SearchRow) => r.requester?.fields?.["loyalty_points"] as number | undefined;
const LEAVES: readonly (readonly [string, (r: SearchRow) => boolean])[] = [
  ["status:open,pending", (r) => r.status === "open" || r.status === "pending"],
  ["status<solved", unsolved],
  ["status>=pending", (r) => ["pending", "on-hold", "solved", "closed"].includes(r.status)],
  ["priority>=high", (r) => weight(r.priority) >= 3],
  ["priority:none", (r) => r.priority === null],
  ["priority<normal", (r) => weight(r.priority) < 2],
  ["is:unsolved", unsolved],
  ["is:breached", (r) => r.breachAt !== null && r.breachAt <= NOW && unsolved(r)],
  ["assignee:me", (r) => r.line.assigneeId === "a1:900"],
  ["assignee:ben", (r) => r.line.assigneeId === "a1:901"],
  ["assignee:none", (r) => r.line.assigneeId === null],
  ["group:mine", (r) => r.line.groupId === "a1:1"],
  ['group:"a1:2"', (r) => r.line.groupId === "a1:2"],
  ["group:nobody", () => false],
  ["tag:vip", (r) => r.line.tags.includes("vip")],
  ["tag:v*,late", (r) => r.line.tags.includes("vip") || r.line.tags.includes("late")],
  ["channel:chat", (r) => r.line.channel === "chat"],
  ["waiting>2h", (r) => r.waitingSince !== null && NOW - r.waitingSince > 2 * HOUR],
  ["waiting:none", (r) => r.waitingSince === null],
  ["sla<30m", (r) => r.breachAt !== null && r.breachAt - NOW < HOUR / 2],
  ["created<7d", (r) => NOW - r.createdAt < 7 * DAY],
  ["created>7d", (r) => NOW - r.createdAt > 7 * DAY],
  ["created:today", (r) => r.createdAt >= startOfToday && r.createdAt < startOfToday + DAY],
  ["created>=2027-03-01", (r) => r.createdAt >= new Date(2027, 2, 1).getTime()],
  ["created<2027-03-01", (r) => r.createdAt < new Date(2027, 2, 1).getTime()],
  ["created>2027-03-01", (r) => r.createdAt >= new Date(2027, 2, 2).getTime()],
  ["solved:none", (r) => r.line.solvedAt === null],
  [
    "solved:yesterday",
    (r) =>
      r.line.solvedAt !== null &&
      r.line.solvedAt < startOfToday &&
      r.line.solvedAt >= startOfToday - DAY,
  ],
  ["lang:de", (r) => r.requester?.locale === "de" || r.requester?.locale === "de-AT"],
  ["customer:zoe", (r) => r.requesterName === "Zoé Martin"],
  ["customer:EXAMPLE.invalid", () => true],
  ["subject:DAMAGED", (r) => r.line.subject === "Parcel damaged"],
  ["cf.plan:gold", (r) => r.line.customFields["a1:7"] === "gold"],
  [
    "cf.plan>5",
    (r) => r.line.customFields["a1:7"] === "12" || r.line.customFields["a1:7"] === "gold",
  ],
  ["cf.plan:none", (r) => r.line.customFields["a1:7"] === undefined],
  ['cf.plan:"Gold plan"', (r) => r.line.customFields["a1:7"] === "gold"],
  ["cf.plan:GOLD*", (r) => r.line.customFields["a1:7"] === "gold"],
  ['customer."Loyalty points">1000', (r) => (pointsOf(r) ?? 0) > 1000],
  ["customer.loyalty_points<=1000", (r) => (pointsOf(r) ?? 4000) <= 1000],
  ["customer.loyalty-points:none", (r) => pointsOf(r) === undefined],
  ["customer.unheard_of:x", () => false],
  ["org.contract:care_plus", (r) => companyOf(r) === "a1:40"],
  ["org.contract:none", (r) => companyOf(r) !== "a1:40"],
  ["orgtag:b2b", (r) => companyOf(r) === "a1:40"],
  ['orgtag:"KEY account"', (r) => companyOf(r) === "a1:40"],
  ["org:none", (r) => companyOf(r) === null],
  ["zone:europe/*", (r) => r.requester?.timeZone === "Europe/Berlin"],
  ["value:top,none", (r) => r.value === 3 || r.value === null],
  ["value>=standard", (r) => [1, 2, 3].includes(r.value ?? -1)],
  ["cf.delivery:today", (r) => daysBack(r) === 0],
  ["cf.delivery:yesterday", (r) => daysBack(r) === 1],
  ["cf.delivery<7d", (r) => daysBack(r) !== null && (daysBack(r) ?? 0) <= 6.8],
  ["cf.delivery>7d", (r) => (daysBack(r) ?? 0) >= 7],
  ["cf.delivery>=2027-03-01", (r) => daysBack(r) !== null && (daysBack(r) ?? 99) <= 9],
  ["cf.delivery:2027-03-01", (r) => daysBack(r) === 9],
  ["cf.delivery:none", (r) => daysBack(r) === null],
  ["id:7", (r) => r.id === "a1:7"],
  ["refund", (r) => r.line.subject === "Refund missing"],
  ['"parcel damaged"', (r) => r.line.subject === "Parcel damaged"],
];
type Checked = { readonly text: string; readonly naive: (r: SearchRow) => boolean };
const { tree } = fc.letrec<{ tree: Checked }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...LEAVES.map(([text, naive]) => ({ text, naive }))),
    fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((list) => ({
      text: `(${list.map(({ text }) => text).join(" ")})`,
      naive: (r: SearchRow) => list.every(({ naive }) => naive(r)),
    })),
    fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((list) => ({
      text: `(${list.map(({ text }) => text).join(" OR ")})`,
      naive: (r: SearchRow) => list.some(({ naive }) => naive(r)),
    })),
    tie("tree").map(({ text, naive }) => ({
      text: `-(${text})`,
      naive: (r: SearchRow) => !naive(r),
    })),
  ),
}));

const holds = (text: string, one: SearchRow) => {
  const { query, errors } = parseQuery(text);
  expect(errors).toEqual([]);
  return compileQuery(query, context).holds(one);
};

describe("evaluating", () => {
  test("equals a naive reading of every condition, alone and put together", () => {
    fc.assert(
      fc.property(tree, fc.array(row, { minLength: 1, maxLength: 20 }), ({ text, naive }, rows) => {
        fc.pre(text.length < 1500);
        for (const one of rows) expect(holds(text, one)).toBe(naive(one));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(LEAVES)("%s means what it says", (text, naive) => {
    fc.assert(
      fc.property(row, (one) => {
        expect(holds(text, one)).toBe(naive(one));
      }),
      { numRuns: 200 },
    );
  });

  test("says which names nothing is called, and what changes with time", () => {
    const compile = (text: string) => compileQuery(parseQuery(text).query, context);
    expect(compile("group:Nirvana,Billing cf.what:1").unknown).toEqual([
      { field: "group", name: "Nirvana" },
      { field: "cf", name: "what" },
    ]);
    expect(
      ["sla<1h", "created<7d", "solved:today", "is:breached", "cf.delivery:today"].map(
        (text) => compile(text).timed,
      ),
    ).toEqual([true, true, true, true, true]);
    expect(
      ["status:open", "created>2026-01-01", "waiting:none"].map((text) => compile(text).timed),
    ).toEqual([false, false, false]);
  });

  test("the built-in views are queries without a mistake", () => {
    for (const [id, text] of Object.entries(BUILT_IN_QUERIES)) {
      expect(parseQuery(text).errors).toEqual([]);
      expect(printQuery(builtInQuery(id) as Query)).toBe(text);
    }
  });
});

describe("why", () => {
  test("each part says whether it holds, and the whole agrees with the evaluator", () => {
    fc.assert(
      fc.property(tree, row, ({ text }, one) => {
        fc.pre(text.length < 1500);
        const { query } = parseQuery(text);
        const reason = explainQuery(query, one, context);
        expect(reason.holds).toBe(compileQuery(query, context).holds(one));
        const parts = reason.of.map((part) => part.holds);
        if (reason.kind === "all") expect(reason.holds).toBe(parts.every(Boolean));
        if (reason.kind === "any") expect(reason.holds).toBe(parts.some(Boolean));
        if (reason.kind === "not") expect(reason.holds).toBe(!parts[0]);
      }),
    );
  });
});

describe("a view of the helpdesk", () => {
  const convert = (
    all: readonly (readonly [string, string, string])[],
    any: readonly (readonly [string, string, string])[] = [],
  ) => {
    const conditions = (list: typeof all) =>
      list.map(([field, operator, value]) => ({ field, operator, value }));
    const { query, unsupported } = fromRemoteView({
      id: "a1:5",
      accountId: "a1",
      title: "V",
      position: 1,
      conditions: { all: conditions(all), any: conditions(any) },
    });
    return { text: printQuery(query), unsupported: unsupported.map(({ field }) => field) };
  };

  test.each([
    [
      [
        ["status", "less_than", "solved"],
        ["assignee_id", "is", "current_user"],
      ],
      [],
      "status<solved assignee:me",
    ],
    [
      [
        ["group_id", "is", "12"],
        ["priority", "greater_than", "normal"],
      ],
      [],
      'group:"a1:12" priority>normal',
    ],
    [[["group_id", "is_not", "current_groups"]], [], "-group:mine"],
    [
      [["status", "is", "hold"]],
      [
        ["current_tags", "includes", "vip late"],
        ["assignee_id", "is", ""],
      ],
      "status:on-hold (tag:vip,late OR assignee:none)",
    ],
    [
      [
        ["current_tags", "not_includes", "spam"],
        ["updated_at", "less_than", "24"],
      ],
      [],
      "-tag:spam updated<24h",
    ],
    [[["custom_fields_77", "is", "gold"]], [], "cf.77:gold"],
  ] as const)("%j becomes a query", (all, any, text) => {
    const converted = convert(all, any);
    expect(converted.unsupported).toEqual([]);
    expect(parseQuery(converted.text)).toMatchObject({ errors: [] });
    expect(converted.text.replaceAll('"', "")).toBe(text.replaceAll('"', ""));
  });

  test("says what it cannot answer here, and answers the rest", () => {
    const { text, unsupported } = convert([
      ["brand_id", "is", "9"],
      ["NEW", "greater_than", "24"],
      ["status", "is", "new"],
      ["assignee_id", "changed", ""],
    ]);
    expect(text).toBe("status:new");
    expect(unsupported).toEqual(["brand_id", "NEW", "assignee_id"]);
  });
});
