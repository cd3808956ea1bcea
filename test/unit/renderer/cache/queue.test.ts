import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AskInput, BUILT_IN_VIEWS, QUEUE_SORTS, type QueueRow } from "#contract/asks.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import {
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
  readonly createdAgo: number;
  readonly solvedAgo: number;
  readonly word: string;
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
  createdAgo: fc.nat(500),
  solvedAgo: fc.nat(2000),
  word: fc.constantFrom(...WORDS),
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
    createdAt: NOW - one.createdAgo * MINUTE,
    updatedAt: NOW - one.createdAgo * MINUTE + one.version,
    solvedAt: unsolved(one.status) ? null : NOW - one.solvedAgo * MINUTE,
    slaClocks:
      one.breachIn === null
        ? []
        : [{ metric: "next-reply", stage: "active", breachAt: NOW + one.breachIn * MINUTE }],
    version: one.version,
  });
}
const toTalk = (one: Fact): readonly Interaction[] =>
  one.talk.map(({ ago, agent }, i) =>
    messageRow(`${one.n}-${one.version}-${i}`, one.n, {
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
  return ticket.solvedAt !== null && ticket.solvedAt >= midnight;
}
const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Sort keys as lists, compared element by element; null is last in both directions. */
function sortKey(sort: string, one: Naive): readonly (number | string | null)[] {
  const { ticket } = one;
  const weight = ticket.priority === null ? 0 : PRIORITIES.indexOf(ticket.priority) + 1;
  if (sort === "rank") {
    return [
      unsolved(ticket.status) ? 0 : 1,
      one.breachAt,
      one.waitingSince,
      -weight,
      ticket.createdAt,
    ];
  }
  if (sort === "updated") return [ticket.updatedAt];
  if (sort === "created") return [ticket.createdAt];
  if (sort === "priority") return [weight];
  if (sort === "status") return [TICKET_STATUSES.indexOf(ticket.status)];
  if (sort === "waiting") return [one.waitingSince];
  if (sort === "sla") return [one.breachAt];
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
    const left = sortKey(input.sort, a);
    const right = sortKey(input.sort, b);
    for (const [i, x] of left.entries()) {
      const y = right[i] ?? null;
      if (x === y) continue;
      if (input.sort === "rank") {
        const sign = input.descending ? -1 : 1;
        return (x ?? Infinity) < (y ?? Infinity) ? -sign : sign;
      }
      if (x === null) return 1;
      if (y === null) return -1;
      return x < y === input.descending ? 1 : -1;
    }
    const sign = input.sort === "rank" && input.descending ? -1 : 1;
    return a.ticket.id < b.ticket.id ? -sign : sign;
  };
  return found.toSorted(compare).map(({ ticket }) => ticket.id);
}

const question = fc.record({
  viewId: fc.constantFrom(...BUILT_IN_VIEWS),
  me: fc.constant(me),
  sort: fc.constantFrom(...QUEUE_SORTS),
  descending: fc.boolean(),
  text: fc.constantFrom("", "", "inv", "GROSSE 1", "größe", "tag1 customer", "#12", "c103@", "zzz"),
  from: fc.constant(0),
  to: fc.constant(1000),
  anchorId: fc.constant(null),
});
const commitSize = fc.constantFrom(1, 3, 150);

async function startQueue() {
  const cache = createInProcessCache({ now: () => NOW });
  await cache.open();
  const { client, close } = cache.connectClient();
  const people: Changes = {
    agents: [agentRow(900, { groupIds: ["a1:51"] }), agentRow(901)],
    customers: [100, 101, 102, 103, 104, 105].map((n) => customerRow(n)),
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
        async (facts, size, questions) => {
          const { cache, client, stop } = await startQueue();
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
