import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AskInput,
  BUILT_IN_VIEWS,
  GROUP_FIELDS,
  type GroupField,
  QUEUE_SORTS,
  type ShownExtra,
  type QueueItem,
  type QueueRow,
} from "#contract/asks.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { TicketField } from "#domain/directory/directory.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import {
  CHANNELS,
  PRIORITIES,
  type Priority,
  TICKET_STATUSES,
  type Ticket,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";
import {
  ACCOUNT,
  agentRow,
  byAgent,
  customerRow,
  entryRow,
  ME,
  messageRow,
  T0,
  ticketRow,
  updateAction,
} from "#test/support/cache-rows.ts";
import { createInProcessCache, valueOf } from "#test/support/in-process-cache.ts";

const MINUTE = 60_000;
const NOW = T0 + 600 * MINUTE;
const me = [{ accountId: ACCOUNT, agentId: ME }];
const NAMES: Readonly<Record<string, string>> = {
  [ME]: "Agent 900",
  "a1:901": "agent 100",
  "a1:51": "Zürich",
  "a1:52": "Aachen",
  "a1:o1": "Örtel & Co",
  "a1:o2": "oak",
};
const nameOf = (id: string) => plain(NAMES[id] ?? "");
const ORGANISATIONS: Readonly<Record<string, string>> = {
  "a1:100": "a1:o1",
  "a1:101": "a1:o1",
  "a1:102": "a1:o2",
};
/** From tags of the customer (vip) and of the organisation (gold, trial). */
const VALUES: Readonly<Record<string, number>> = { "a1:100": 3, "a1:101": 2, "a1:102": 0 };
const unsolved = (status: TicketStatus) => status !== "solved" && status !== "closed";

/** What the tests know of a ticket; everything is derived from it twice: by the cache, and naively here. */
type Fact = {
  readonly n: number;
  readonly status: TicketStatus;
  readonly priority: Priority | null;
  readonly mine: 0 | 1 | 2;
  readonly group: 0 | 1 | 2;
  readonly customer: number;
  readonly breachIn: number | null;
  readonly dueIn: number | null;
  readonly remindIn: number | null;
  readonly createdAgo: number;
  readonly solvedAgo: number;
  readonly word: string;
  readonly plan: string | null;
  readonly seats: number | string | null;
  readonly gift: boolean | null;
  readonly parts: readonly string[];
  readonly talk: readonly { readonly ago: number; readonly agent: boolean }[];
  readonly version: number;
};
const WORDS = ["Invoice", "refund", "Größe", "parcel", "login", "مرحبا"];
const fact: fc.Arbitrary<Fact> = fc.record({
  n: fc.nat(40),
  status: fc.constantFrom(...TICKET_STATUSES),
  priority: fc.option(fc.constantFrom(...PRIORITIES)),
  mine: fc.constantFrom(0, 1, 2),
  group: fc.constantFrom(0, 1, 2),
  customer: fc.integer({ min: 100, max: 105 }),
  breachIn: fc.option(fc.integer({ min: -100, max: 100 })),
  dueIn: fc.option(fc.integer({ min: -9, max: 9 })),
  remindIn: fc.option(fc.integer({ min: -9, max: 9 })),
  createdAgo: fc.nat(500),
  solvedAgo: fc.nat(2000),
  word: fc.constantFrom(...WORDS),
  plan: fc.constantFrom(null, "pro", "basic", "retired", ""),
  seats: fc.oneof(fc.constant(null), fc.nat(30), fc.nat(30).map(String)),
  gift: fc.option(fc.boolean(), { nil: null }),
  parts: fc.subarray(["lid", "box", "cup"]),
  talk: fc.array(fc.record({ ago: fc.nat(400), agent: fc.boolean() }), { maxLength: 4 }),
  version: fc.integer({ min: 1, max: 5 }),
});

function toTicket(one: Fact): Ticket {
  return ticketRow(one.n, {
    status: one.status,
    priority: one.priority,
    assigneeId: one.mine === 0 ? null : one.mine === 1 ? ME : "a1:901",
    groupId: one.group === 0 ? null : `a1:5${one.group}`,
    requesterId: `a1:${one.customer}`,
    subject: `${one.word} ${one.n % 7}`,
    tags: [`tag${one.n % 3}`],
    customFields: {
      ...(one.plan !== null && { "a1:f1": one.plan }),
      ...(one.seats !== null && { "a1:f2": one.seats }),
      ...(one.gift !== null && { "a1:f3": one.gift }),
      ...(one.parts.length > 0 && { "a1:f4": one.parts }),
    },
    createdAt: NOW - one.createdAgo * MINUTE,
    updatedAt: NOW - one.createdAgo * MINUTE + one.version,
    solvedAt: unsolved(one.status) ? null : NOW - one.solvedAgo * MINUTE,
    slaClocks:
      one.breachIn === null
        ? []
        : [{ metric: "next-reply", stage: "active", breachAt: NOW + one.breachIn * MINUTE }],
    dueAt: one.dueIn === null ? null : NOW + one.dueIn * MINUTE,
    followUpAt: one.remindIn === null ? null : NOW + one.remindIn * MINUTE,
    version: one.version,
  });
}
/** The time and the author of an entry never change: they are part of its name. */
const toTalk = (one: Fact): readonly Interaction[] =>
  one.talk.map(({ ago, agent }, i) =>
    messageRow(`${one.n}-${i}-${ago}-${agent}`, one.n, {
      at: NOW - ago * MINUTE,
      ...(agent ? { author: byAgent } : {}),
    }),
  );

/** Applies facts one by one to a plain map: the oracle. */
function naive(facts: readonly Fact[]) {
  const tickets = new Map<string, Ticket>();
  const talks = new Map<string, Map<string, Interaction>>();
  for (const one of facts) {
    const ticket = toTicket(one);
    if ((tickets.get(ticket.id)?.version ?? 0) <= ticket.version) tickets.set(ticket.id, ticket);
    for (const entry of toTalk(one)) {
      const talk = talks.get(ticket.id) ?? new Map<string, Interaction>();
      talks.set(ticket.id, talk.set(entry.id, entry));
    }
  }
  return [...tickets.values()].map((ticket) => {
    const talk = [...(talks.get(ticket.id)?.values() ?? [])];
    const lastAgent = Math.max(
      -1,
      ...talk.filter((t) => t.author.kind === "agent").map((t) => t.at),
    );
    const open = talk
      .filter((t) => t.author.kind === "customer" && t.at > lastAgent)
      .map((t) => t.at);
    const waits = open.length > 0 ? Math.min(...open) : null;
    const creation = ticket.status === "new" && lastAgent === -1 ? ticket.createdAt : null;
    return {
      ticket,
      name: `Customer ${ticket.requesterId.slice(3)}`,
      waitingSince: unsolved(ticket.status) ? (waits ?? creation) : null,
      breachAt: ticket.slaClocks[0]?.breachAt ?? null,
      value: VALUES[ticket.requesterId] ?? 1,
    };
  });
}
type Naive = ReturnType<typeof naive>[number];

function inView(viewId: string, { ticket, breachAt }: Naive): boolean {
  const midnight = new Date(NOW).setHours(0, 0, 0, 0);
  const open = unsolved(ticket.status);
  if (viewId === "mine") return open && ticket.assigneeId === ME;
  if (viewId === "unassigned") return open && ticket.assigneeId === null;
  if (viewId === "my-groups") return open && ticket.groupId === "a1:51";
  if (viewId === "all-open") return open;
  if (viewId === "breaching-soon")
    return open && breachAt !== null && breachAt <= NOW + 60 * MINUTE;
  if (viewId === "waiting-for-customer") return ticket.status === "pending";
  if (viewId === "follow-ups")
    return (
      open &&
      (typeof ticket.followUpAt === "number" || (ticket.assigneeId === ME && ticket.dueAt !== null))
    );
  return ticket.solvedAt !== null && ticket.solvedAt >= midnight;
}
const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Sort keys as lists, compared element by element; null is last in both directions. */
function sortKey(sort: string, one: Naive): readonly (number | string | null)[] {
  const { ticket } = one;
  const weight = ticket.priority === null ? 0 : PRIORITIES.indexOf(ticket.priority) + 1;
  if (sort === "rank") {
    const step = (at: number | null, minutes: number) =>
      at === null ? null : Math.floor(at / (minutes * MINUTE));
    return [
      unsolved(ticket.status) ? 0 : 1,
      step(one.breachAt, 5),
      step(one.waitingSince, 15),
      -weight,
      -one.value,
      one.waitingSince ?? ticket.createdAt,
    ];
  }
  if (sort === "updated") return [ticket.updatedAt];
  if (sort === "created") return [ticket.createdAt];
  if (sort === "priority") return [weight];
  if (sort === "status") return [TICKET_STATUSES.indexOf(ticket.status)];
  if (sort === "waiting") return [one.waitingSince];
  if (sort === "sla") return [one.breachAt];
  if (sort === "number") return [Number(ticket.id.slice(3))];
  if (sort === "channel") return [CHANNELS.indexOf(ticket.channel)];
  if (sort === "assignee") return [ticket.assigneeId === null ? null : nameOf(ticket.assigneeId)];
  if (sort === "group") return [ticket.groupId === null ? null : nameOf(ticket.groupId)];
  if (sort === "value") return [one.value];
  if (sort === "organisation") {
    const id = ORGANISATIONS[ticket.requesterId];
    return [id === undefined ? null : nameOf(id)];
  }
  const field = naiveField(sort, ticket);
  if (field !== null) return [field.key];
  return [plain(sort === "subject" ? ticket.subject : one.name)];
}
function naiveList(rows: readonly Naive[], input: AskInput<"queue.list">): readonly string[] {
  const words = plain(input.text).split(/\s+/).filter(Boolean);
  const found = rows.filter((one) => {
    const { ticket, name } = one;
    const identity = `c${ticket.requesterId.slice(3)}@example.invalid`;
    const text = plain(
      `#${ticket.id.slice(3)} ${ticket.subject} ${name} ${identity} ${ticket.tags.join(" ")}`,
    );
    return inView(input.viewId, one) && words.every((word) => text.includes(word));
  });
  const compare = (a: Naive, b: Naive): number => {
    if (input.viewId === "follow-ups" && input.sort === "rank") {
      const [left, right] = [a, b].map((one) => one.ticket.followUpAt ?? one.ticket.dueAt ?? 0);
      if (left !== right) return (left ?? 0) < (right ?? 0) === input.descending ? 1 : -1;
    }
    for (const { sort, descending } of [input, ...(input.thenBy ?? [])]) {
      const left = sortKey(sort, a);
      const right = sortKey(sort, b);
      for (const [i, x] of left.entries()) {
        const y = right[i] ?? null;
        if (x === y) continue;
        if (sort === "rank") {
          const sign = descending ? -1 : 1;
          return (x ?? Infinity) < (y ?? Infinity) ? -sign : sign;
        }
        if (x === null) return 1;
        if (y === null) return -1;
        return x < y === descending ? 1 : -1;
      }
      if (sort !== "rank") continue;
      return a.ticket.id < b.ticket.id === descending ? 1 : -1;
    }
    return a.ticket.id < b.ticket.id ? -1 : 1;
  };
  return found.toSorted(compare).map(({ ticket }) => ticket.id);
}

const PLANS = ["basic", "pro"];
const PARTS: Readonly<Record<string, string>> = { box: "Box", cup: "Teacup", lid: "Cover" };
const FIELD_KEYS = ["field/a1:f1", "field/a1:f2", "field/a1:f3", "field/a1:f4"] as const;
/** What a ticket has in a custom field: what it is grouped under, and what it is ordered by. null: no such field. */
function naiveField(
  sort: string,
  { customFields }: Ticket,
): { readonly group: string | null; readonly key: string | number | null } | null {
  const none = { group: null, key: null };
  const value = customFields[sort.replace("field/", "")];
  if (!sort.startsWith("field/")) return null;
  if (value === undefined || value === null || value === "") return none;
  if (sort === "field/a1:f1") {
    const at = PLANS.indexOf(String(value));
    return { group: String(value), key: at === -1 ? PLANS.length : at };
  }
  if (sort === "field/a1:f2") return { group: String(value), key: Number(value) };
  if (sort === "field/a1:f3") return { group: String(value), key: value === true ? 1 : 0 };
  const parts = value as readonly string[];
  const group = parts.toSorted().join(", ");
  return { group, key: parts.map((part) => PARTS[part]?.toLowerCase()).join(", ") };
}

function naiveGroupOf(field: GroupField, { ticket, value }: Naive): string {
  const known = VALUES[ticket.requesterId] === undefined ? null : String(value);
  const custom = naiveField(field, ticket);
  if (custom !== null) return custom.group ?? "";
  const values: Readonly<Record<string, string | null>> = {
    status: ticket.status,
    priority: ticket.priority,
    channel: ticket.channel,
    assignee: ticket.assigneeId,
    group: ticket.groupId,
    organisation: ORGANISATIONS[ticket.requesterId] ?? null,
    requester: ticket.requesterId,
    value: known,
    account: ticket.accountId,
  };
  return values[field] ?? "";
}
/** Where a group stands among its neighbours, as text that sorts; none last. */
function naiveGroupKey(field: GroupField, value: string): string {
  if (value === "") return "~";
  const order: Partial<Readonly<Record<GroupField, readonly string[]>>> = {
    status: TICKET_STATUSES,
    priority: ["urgent", "high", "normal", "low"],
    channel: CHANNELS,
    value: ["3", "2", "1", "0"],
  };
  if (field.startsWith("field/")) {
    const words =
      field === "field/a1:f4" ? value.split(", ").map((p) => PARTS[p]?.toLowerCase()) : [];
    const at = PLANS.indexOf(value);
    const key = {
      "field/a1:f1": at === -1 ? PLANS.length : at,
      "field/a1:f2": Number(value),
      "field/a1:f3": value === "true" ? 1 : 0,
    }[field as "field/a1:f1"];
    return `${key === undefined ? words.join(", ") : String(key).padStart(3, "0")}\u0000${value}`;
  }
  const at = order[field]?.indexOf(value);
  if (at !== undefined) return String(at).padStart(3, "0");
  const name = field === "requester" ? `customer ${value.slice(3)}` : nameOf(value);
  return `${name}\u0000${value}`;
}
/** Heads (with counts) and tickets as one list of words, made by going through all tickets again and again. */
function naiveGroups(
  rows: readonly Naive[],
  ids: readonly string[],
  fields: readonly GroupField[],
  folded: readonly string[],
  path = "group",
): readonly string[] {
  const [field, ...inner] = fields;
  if (field === undefined) return ids;
  const valueOfId = (id: string) => {
    const one = rows.find(({ ticket }) => ticket.id === id);
    return one === undefined ? "" : naiveGroupOf(field, one);
  };
  const values = [...new Set(ids.map(valueOfId))].toSorted((a, b) =>
    naiveGroupKey(field, a) < naiveGroupKey(field, b) ? -1 : 1,
  );
  return values.flatMap((value) => {
    const inside = ids.filter((id) => valueOfId(id) === value);
    const head = `${path}/${encodeURIComponent(value)}`;
    const rest = folded.includes(head) ? [] : naiveGroups(rows, inside, inner, folded, head);
    return [`${head} ${inside.length}`, ...rest];
  });
}
const itemWord = (item: QueueItem) => ("level" in item ? `${item.id} ${item.count}` : item.id);

const question = fc.record({
  viewId: fc.constantFrom(...BUILT_IN_VIEWS),
  me: fc.constant(me),
  sort: fc.constantFrom(...QUEUE_SORTS, ...FIELD_KEYS),
  descending: fc.boolean(),
  thenBy: fc.array(
    fc.record({ sort: fc.constantFrom(...QUEUE_SORTS, ...FIELD_KEYS), descending: fc.boolean() }),
    {
      maxLength: 2,
    },
  ),
  text: fc.constantFrom("", "", "inv", "GROSSE 1", "größe", "tag1 customer", "#12", "c103@", "zzz"),
  from: fc.constant(0),
  to: fc.constant(1000),
  anchorId: fc.constant(null),
  show: fc.subarray<ShownExtra>(["organisation", ...FIELD_KEYS]),
});
const commitSize = fc.constantFrom(1, 3, 150);

const fieldRow = (
  id: string,
  type: TicketField["type"],
  options: Readonly<Record<string, string>> = {},
): TicketField => ({
  id: `a1:${id}`,
  accountId: ACCOUNT,
  title: id,
  type,
  options: Object.entries(options).map(([value, label]) => ({ value, label })),
  requiredToSolve: false,
  active: true,
});

/** @param longList Rows from which on a list counts as long. */
async function startQueue(longList?: number) {
  const cache = createInProcessCache({
    now: () => NOW,
    ...(longList === undefined ? {} : { longList }),
  });
  await cache.open();
  const { client, close } = cache.connectClient();
  const people: Changes = {
    agents: [agentRow(900, { groupIds: ["a1:51"] }), agentRow(901, { name: "agent 100" })],
    groups: ["a1:51", "a1:52"].map((id) => ({ id, accountId: ACCOUNT, name: NAMES[id] ?? "" })),
    organisations: ["a1:o1", "a1:o2"].map((id) => ({
      id,
      accountId: ACCOUNT,
      name: NAMES[id] ?? "",
      domains: [],
      notes: "",
      details: "",
      tags: id === "a1:o1" ? ["gold"] : ["trial"],
      version: 1,
    })),
    fields: [
      fieldRow("f1", "choice", { basic: "Basic plan", pro: "Pro plan" }),
      fieldRow("f2", "number"),
      fieldRow("f3", "checkbox"),
      fieldRow("f4", "multichoice", PARTS),
    ],
    customers: [100, 101, 102, 103, 104, 105].map((n) =>
      customerRow(n, {
        organisationId: ORGANISATIONS[`a1:${n}`] ?? null,
        tags: n === 100 ? ["VIP"] : [],
      }),
    ),
  };
  await cache.commitChanges(ACCOUNT, people, []);
  return {
    cache,
    client,
    stop: () => {
      close();
      cache.close();
    },
  };
}

describe("lists", () => {
  test("equal a naive implementation, whatever came in, in whatever portions, asked before or after", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fact, { minLength: 1, maxLength: 200 }),
        commitSize,
        fc.array(question, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(undefined, 0, 5),
        async (facts, size, questions, longList) => {
          const { cache, client, stop } = await startQueue(longList);
          try {
            for (let i = 0; i < facts.length; i += size) {
              const part = facts.slice(i, i + size);
              await cache.commitChanges(
                ACCOUNT,
                { tickets: part.map(toTicket), interactions: part.flatMap(toTalk) },
                [],
              );
              // Asked early: from now on the list is kept in order, line by line.
              for (const input of questions) await client.ask("queue.list", input);
              await client.ask("queue.counts", { me });
            }
            const rows = naive(facts);
            for (const input of questions) {
              const page = valueOf(await client.ask("queue.list", input));
              expect(page.rows.map(({ id }) => id)).toEqual(naiveList(rows, input));
              for (const row of page.rows) {
                const oracle = rows.find(({ ticket }) => ticket.id === row.id);
                expect(row.waitingSince).toBe(oracle?.waitingSince);
                expect(row.breachAt).toBe(oracle?.breachAt);
                const told = input.show.filter((key) => key !== "organisation");
                expect("fields" in row).toBe(told.length > 0);
                for (const key of told) {
                  const id = key.replace("field/", "");
                  expect(row.fields?.[id] ?? "").toEqual(oracle?.ticket.customFields[id] ?? "");
                }
                const organisation = ORGANISATIONS[row.requesterId];
                expect(row.organisationName).toBe(
                  !input.show.includes("organisation")
                    ? undefined
                    : organisation === undefined
                      ? null
                      : NAMES[organisation],
                );
              }
            }
            const counts = valueOf(await client.ask("queue.counts", { me }));
            const expected = BUILT_IN_VIEWS.map((viewId) => ({
              viewId,
              count: rows.filter((one) => inView(viewId, one)).length,
            }));
            expect(counts).toEqual(expected);

            // The index on the disk holds the same.
            const { cacheId, seq } = await cache.stats();
            stop();
            const next = createInProcessCache({ now: () => NOW, indexedDB: cache.indexedDB });
            expect(await next.open({ expect: { cacheId, seq } })).toMatchObject({ health: "good" });
            await next.mirrorOutbox([]);
            const again = next.connectClient();
            for (const input of questions) {
              const page = valueOf(await again.client.ask("queue.list", input));
              expect(page.rows.map(({ id }) => id)).toEqual(naiveList(rows, input));
            }
            again.close();
            next.close();
          } finally {
            stop();
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});

const grouping = fc.record({
  fields: fc.uniqueArray(fc.constantFrom<GroupField[]>(...GROUP_FIELDS, ...FIELD_KEYS), {
    minLength: 1,
    maxLength: 3,
  }),
  /** Which of the heads are folded: by their place, so that some always exist. */
  folded: fc.array(fc.nat(30), { maxLength: 4 }),
  allFolded: fc.boolean(),
  from: fc.nat(60),
  size: fc.nat(40),
});

describe("groups", () => {
  test("equal a naive implementation: heads, counts, order, folding, windows, ranges", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fact, { minLength: 1, maxLength: 120 }),
        commitSize,
        question,
        fc.array(grouping, { minLength: 1, maxLength: 3 }),
        async (facts, size, input, groupings) => {
          const { cache, client, stop } = await startQueue();
          try {
            for (let i = 0; i < facts.length; i += size) {
              const part = facts.slice(i, i + size);
              const interactions = part.flatMap(toTalk);
              await cache.commitChanges(ACCOUNT, { tickets: part.map(toTicket), interactions }, []);
              for (const { fields } of groupings)
                await client.ask("queue.grouped", { ...input, groupBy: fields, folded: [] });
            }
            const rows = naive(facts);
            const flat = naiveList(rows, input);
            for (const one of groupings) {
              const { fields, folded: places, allFolded, from, size: length } = one;
              const open = naiveGroups(rows, flat, fields, []);
              const heads = open.flatMap((word) => word.split(" ").slice(0, -1));
              const folded = places.flatMap((place) => heads[place] ?? []);
              const shut = allFolded ? heads.filter((head) => !folded.includes(head)) : folded;
              const expected = naiveGroups(rows, flat, fields, shut);
              const asked = { ...input, groupBy: fields, folded, allFolded };
              const whole = valueOf(await client.ask("queue.grouped", asked));
              expect(whole.rows.map(itemWord)).toEqual(expected);
              expect(whole).toMatchObject({ total: expected.length, tickets: flat.length });
              const window = { from, to: from + length };
              const anchorId = expected.at(-1)?.split(" ")[0] ?? null;
              const part = valueOf(
                await client.ask("queue.grouped", { ...asked, ...window, anchorId }),
              );
              expect(part.rows.map(itemWord)).toEqual(expected.slice(from, from + length));
              expect(part.anchorIndex).toBe(expected.length - 1);
              // The heads above the window are the last ones before it, one for each level left open.
              if (from < expected.length) {
                const above: string[] = [];
                for (const word of expected.slice(0, from + 1)) {
                  if (!word.startsWith("group/")) continue;
                  above.length = word.split("/").length - 2;
                  above.push(word);
                }
                if (expected[from]?.startsWith("group/") === true) above.pop();
                expect(part.above.map(itemWord)).toEqual(above);
              }
              const range = { ...asked, ...window, unfolded: false, limit: 5000 };
              const ids = valueOf(await client.ask("queue.ids", range)).ids;
              expect(ids).toEqual(
                expected.slice(from, from + length).filter((word) => !word.startsWith("group/")),
              );
              const group = heads[from % Math.max(1, heads.length)];
              if (group !== undefined) {
                const inside = valueOf(await client.ask("queue.ids", { ...range, group }));
                const path = group.split("/").slice(1).map(decodeURIComponent);
                const expectedIds = flat.filter((id) => {
                  const one = rows.find(({ ticket }) => ticket.id === id);
                  return (
                    one !== undefined &&
                    path.every((value, i) => naiveGroupOf(fields[i] ?? "status", one) === value)
                  );
                });
                expect(inside).toEqual({ tickets: expectedIds.length, ids: expectedIds });
              }
              const all = { ...asked, from: 0, to: 9999, unfolded: true, limit: 7 };
              const some = valueOf(await client.ask("queue.ids", all));
              expect(some).toEqual({ tickets: flat.length, ids: flat.slice(0, 7) });
              const known = valueOf(await client.ask("queue.rows", { ids: [...ids, "a1:none"] }));
              expect(known.map(({ id }) => id)).toEqual(ids);
            }
          } finally {
            stop();
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  test("an organisation that becomes valued moves its customers' tickets", async () => {
    const { cache, client, stop } = await startQueue();
    const tickets = [
      ticketRow(1, { requesterId: "a1:103" }),
      ticketRow(2, { requesterId: "a1:102" }),
    ];
    await cache.commitChanges(ACCOUNT, { tickets }, []);
    const ids = async () => {
      const asked = { viewId: "all-open", me, sort: "rank", descending: false, text: "" } as const;
      const page = valueOf(
        await client.ask("queue.list", { ...asked, from: 0, to: 9, anchorId: null }),
      );
      return page.rows.map(({ id, value }) => `${id} ${value}`);
    };
    expect(await ids()).toEqual(["a1:1 null", "a1:2 0"]);
    const oak = {
      id: "a1:o2",
      accountId: ACCOUNT,
      name: "oak",
      domains: [],
      notes: "",
      details: "",
      tags: ["enterprise"],
      version: 2,
    };
    await cache.commitChanges(ACCOUNT, { organisations: [oak] }, []);
    expect(await ids()).toEqual(["a1:2 3", "a1:1 null"]);
    stop();
  });
});

describe("with local intents", () => {
  const list = (over: Partial<AskInput<"queue.list">> = {}): AskInput<"queue.list"> => ({
    viewId: "all-open",
    me,
    sort: "updated",
    descending: false,
    text: "",
    from: 0,
    to: 50,
    anchorId: null,
    ...over,
  });
  const edit = <T>(base: T, value: T) => ({ base, value });
  const byId = (rows: readonly QueueRow[], id: string) => rows.find((row) => row.id === id);

  test("a solved ticket leaves the list and comes back when the intent is taken back", async () => {
    const { cache, client, stop } = await startQueue();
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1), ticketRow(2)] }, []);
    const entry = entryRow(
      updateAction(1, { status: edit("open", "solved"), assigneeId: edit(null, ME) }),
    );
    const ids = async () =>
      valueOf(await client.ask("queue.list", list())).rows.map(({ id }) => id);
    const count = async (viewId: string) =>
      valueOf(await client.ask("queue.counts", { me })).find((one) => one.viewId === viewId)?.count;
    expect(await count("all-open")).toBe(2);
    await cache.mirrorOutbox([entry]);
    expect(await ids()).toEqual(["a1:2"]);
    expect(await count("all-open")).toBe(1);
    const view = valueOf(await client.ask("ticket.get", { ticketId: "a1:1" }));
    expect(view?.ticket.status).toBe("solved");
    expect(view?.server.status).toBe("open");
    expect(view?.pendingCount).toBe(1);
    await cache.mirrorOutbox([{ ...entry, state: "cancelled" }]);
    expect(await ids()).toEqual(["a1:1", "a1:2"]);
    expect(await count("all-open")).toBe(2);
    stop();
  });

  test("a new ticket is listed, opened and followed to the one it becomes", async () => {
    const { cache, client, stop } = await startQueue();
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1)] }, []);
    const create = entryRow({
      kind: "create-ticket",
      ticketId: "a1:new-x",
      subject: "Brand new",
      requester: { name: "Somebody", email: "C101@example.invalid" },
      comment: { audience: "public", text: "Hello", files: [] },
      fields: {},
    });
    const note = entryRow({
      ...updateAction(
        "new-x",
        { priority: edit(null, "urgent") },
        { text: "n", audience: "internal" },
      ),
    } as never);
    await cache.mirrorOutbox([create, note]);
    const row = byId(valueOf(await client.ask("queue.list", list())).rows, "a1:new-x");
    expect(row).toMatchObject({
      number: "new",
      subject: "Brand new",
      requesterName: "Customer 101",
      priority: "urgent",
      pending: "unsent",
    });
    const thread = valueOf(await client.ask("ticket.thread", { ticketId: "a1:new-x", last: 10 }));
    expect(thread?.pending.map(({ interaction }) => interaction.text)).toEqual(["Hello", "n"]);
    expect(valueOf(await client.ask("ticket.get", { ticketId: "a1:new-x" }))?.ticket.priority).toBe(
      "urgent",
    );

    const done: OutboxEntry = { ...create, state: "done", createdId: "a1:77" };
    await cache.mirrorOutbox([done, note]);
    const before = valueOf(await client.ask("queue.list", list())).rows.map(({ id }) => id);
    expect(before).toContain("a1:new-x");
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(77, { subject: "Brand new" })] }, []);
    const page = valueOf(await client.ask("queue.list", list({ anchorId: "a1:new-x" })));
    expect(page.rows.map(({ id }) => id).sort()).toEqual(["a1:1", "a1:77"]);
    expect(page.rows[page.anchorIndex]?.id).toBe("a1:77");
    const view = valueOf(await client.ask("ticket.get", { ticketId: "a1:new-x" }));
    expect(view?.ticket).toMatchObject({ id: "a1:77", priority: "urgent" });
    stop();
  });

  test("a reply stays in the thread from the key to the helpdesk's copy, without a gap or a double", async () => {
    const { cache, client, stop } = await startQueue();
    const tickets = [ticketRow(1)];
    await cache.commitChanges(ACCOUNT, { tickets, interactions: [messageRow(11, 1)] }, []);
    const entry = entryRow(updateAction(1, {}, { text: "Here you are" }));
    const texts = async () => {
      const thread = valueOf(await client.ask("ticket.thread", { ticketId: "a1:1", last: 10 }));
      return [
        ...(thread?.interactions ?? []).map(({ text }) => text),
        ...(thread?.pending ?? []).map(({ interaction }) => interaction.text),
      ];
    };
    const both = ["Text 11", "Here you are"];
    await cache.mirrorOutbox([entry]);
    expect(await texts()).toEqual(both);
    await cache.mirrorOutbox([{ ...entry, state: "sending", attempts: 1 }]);
    expect(await texts()).toEqual(both);
    const done: OutboxEntry = {
      ...entry,
      state: "done",
      attempts: 1,
      pin: { base: "", stamp: "s1" },
    };
    await cache.mirrorOutbox([done]);
    expect(await texts()).toEqual(both);
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 2, stamp: "s2" })] },
      [],
    );
    expect(await texts()).toEqual(both);
    const copy = messageRow(12, 1, {
      author: byAgent,
      text: "Here you are",
      at: T0 + 5001,
      marker: entry.intent.opId,
    });
    await cache.commitChanges(ACCOUNT, { interactions: [copy] }, []);
    expect(await texts()).toEqual(both);
    await cache.mirrorOutbox([]);
    expect(await texts()).toEqual(both);
    stop();
  });
});
