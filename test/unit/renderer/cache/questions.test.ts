import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Macro } from "#domain/macro/macro.ts";
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
} from "#test/support/cache-rows.ts";
import { createInProcessCache, valueOf } from "#test/support/in-process-cache.ts";

const MINUTE = 60_000;
const NOW = T0 + 600 * MINUTE;
const me = [{ accountId: ACCOUNT, agentId: ME }];
const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});
async function start() {
  const cache = createInProcessCache({ now: () => NOW });
  await cache.open();
  const { client, close } = cache.connectClient();
  opened.push(close, cache.close);
  return { cache, client };
}
const clock = (inMinutes: number) =>
  [{ metric: "next-reply", stage: "active", breachAt: NOW + inMinutes * MINUTE }] as const;
const ago = (minutes: number) => NOW - minutes * MINUTE;

test("the board counts what a supervisor would count by hand", async () => {
  const { cache, client } = await start();
  await cache.commitChanges(
    ACCOUNT,
    {
      agents: [agentRow(900, { name: "Kim" })],
      groups: [{ id: "a1:50", accountId: ACCOUNT, name: "Billing" }],
      tickets: [
        ticketRow(1, {
          assigneeId: ME,
          groupId: "a1:50",
          priority: "urgent",
          createdAt: ago(100),
          slaClocks: clock(-5),
        }),
        ticketRow(2, { status: "pending", assigneeId: ME, channel: "chat", createdAt: ago(200) }),
        ticketRow(3, { status: "new", priority: null, createdAt: ago(300), slaClocks: clock(30) }),
        ticketRow(4, {
          status: "on-hold",
          groupId: "a1:50",
          createdAt: ago(400),
          slaClocks: clock(500),
        }),
        ticketRow(5, { status: "solved", assigneeId: ME, solvedAt: NOW - 1, createdAt: T0 - 9e8 }),
        ticketRow(6, { status: "solved", solvedAt: NOW - 2 * 86_400_000, createdAt: T0 - 9e8 }),
      ],
      interactions: [
        messageRow(11, 1, { at: ago(90) }),
        messageRow(12, 4, { at: ago(350) }),
        messageRow(13, 2, { at: ago(20) }),
        messageRow(14, 2, { at: ago(10), author: byAgent }),
      ],
    },
    [],
  );
  await cache.mirrorOutbox([
    entryRow({
      kind: "update-ticket",
      ticketId: "a1:1",
      comment: null,
      edits: {},
      macroIds: [],
      seen: null,
    }),
  ]);
  const board = valueOf(await client.ask("board.get", { me }));
  expect(board).toMatchObject({
    asOf: NOW,
    backlog: 4,
    actionable: 2,
    queueDepth: 3,
    unassigned: 2,
    breached: 1,
    longestWait: { ticketId: "a1:4", since: ago(350) },
    solvedToday: 1,
    unsentHere: 1,
    backlogAge: { medianMs: 200 * MINUTE, p90Ms: 400 * MINUTE },
    priorities: [
      { key: "urgent", label: "urgent", count: 1 },
      { key: "normal", label: "normal", count: 2 },
      { key: "", label: "", count: 1 },
    ],
    channels: [
      { key: "email", label: "email", count: 3, longestWaitSince: ago(350) },
      { key: "chat", label: "chat", count: 1, longestWaitSince: null },
    ],
    agents: [
      {
        agentId: ME,
        name: "Kim",
        open: 1,
        pending: 1,
        onHold: 0,
        solvedToday: 1,
        longestWaitSince: ago(90),
      },
    ],
  });
  expect(board.groups.find(({ key }) => key === "a1:50")).toEqual({
    key: "a1:50",
    label: "Billing",
    count: 2,
    longestWaitSince: ago(350),
  });
  expect(board.breachingSoon.map(({ ticketId }) => ticketId)).toEqual(["a1:1", "a1:3"]);
});

test("what happened while away is told once per ticket, newest first", async () => {
  const { cache, client } = await start();
  const old = { createdAt: T0, updatedAt: T0 };
  await cache.commitChanges(
    ACCOUNT,
    {
      tickets: [1, 2, 3, 4].map((n) => ticketRow(n, old)),
      customers: [customerRow(100, { name: "Ada" })],
    },
    [],
  );
  const at = (n: number) => T0 + n * MINUTE;
  await cache.commitChanges(
    ACCOUNT,
    {
      tickets: [
        ticketRow(1, { ...old, updatedAt: at(20), version: 2 }),
        ticketRow(2, { ...old, updatedAt: at(30), assigneeId: ME, version: 2 }),
        ticketRow(3, {
          ...old,
          updatedAt: at(40),
          solvedAt: at(40),
          status: "solved",
          assigneeId: "a1:901",
          version: 2,
        }),
        ticketRow(5, { createdAt: at(50), updatedAt: at(50) }),
      ],
      interactions: [messageRow(11, 1, { at: at(20) })],
    },
    [],
  );
  const away = valueOf(await client.ask("away.get", { me, since: at(10) }));
  expect(away).toMatchObject({
    newTickets: 1,
    repliesByCustomers: 1,
    solvedByOthers: 1,
    assignedToMe: 1,
  });
  expect(away.items.map(({ ticketId, what }) => [ticketId, what])).toEqual([
    ["a1:5", "new"],
    ["a1:3", "solved"],
    ["a1:2", "assigned-to-me"],
    ["a1:1", "customer-replied"],
  ]);
  expect(away.items[3]?.who).toBe("Ada");
});

test("what happened while away is the same whether it was watched or is asked at the end", async () => {
  const minute = fc.nat(30).map((n) => T0 + n * MINUTE);
  const step = fc.oneof(
    fc.record({ kind: fc.constant("ticket" as const), n: fc.nat(5), at: minute }),
    fc.record({ kind: fc.constant("message" as const), n: fc.nat(5), at: minute }),
    fc.record({ kind: fc.constant("remove" as const), n: fc.nat(5), at: minute }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), minute, async (steps, since) => {
      const { cache, client } = await start();
      let version = 1;
      for (const { kind, n, at } of steps) {
        version += 1;
        const stone = { kind: "ticket", id: `a1:${n}`, why: "deleted", mergedInto: null } as const;
        await cache.commitChanges(
          ACCOUNT,
          kind === "ticket"
            ? { tickets: [ticketRow(n, { createdAt: T0, updatedAt: at, version })] }
            : kind === "message"
              ? { interactions: [messageRow(version, n, { at })] }
              : { tombstones: [{ ...stone, version }] },
          [],
        );
        await client.ask("away.get", { me, since });
      }
      const watched = valueOf(await client.ask("away.get", { me, since }));
      // Another instant in between: everything is looked at again.
      await client.ask("away.get", { me, since: since + 1 });
      expect(valueOf(await client.ask("away.get", { me, since }))).toEqual(watched);
    }),
    { numRuns: 40 },
  );
});

describe("a customer", () => {
  test("is told with all their tickets", async () => {
    const { cache, client } = await start();
    await cache.commitChanges(
      ACCOUNT,
      {
        organisations: [
          {
            id: "a1:7",
            accountId: ACCOUNT,
            name: "Acme",
            domains: [],
            notes: "",
            details: "",
            tags: [],
            version: 1,
          },
        ],
        customers: [customerRow(100, { organisationId: "a1:7" }), customerRow(101)],
        tickets: [
          ticketRow(1, { createdAt: at(5), satisfaction: { score: "good", comment: null } }),
          ticketRow(2, { createdAt: at(3), status: "solved", channel: "chat", updatedAt: at(9) }),
          ticketRow(3, { requesterId: "a1:101" }),
        ],
        interactions: [messageRow(11, 1, { at: at(8) })],
      },
      [],
    );
    expect(valueOf(await client.ask("customer.get", { customerId: "a1:100" }))).toMatchObject({
      organisation: { name: "Acme" },
      ticketCounts: { unsolved: 1, total: 2 },
      firstSeenAt: at(3),
      lastContactAt: at(8),
      satisfaction: { good: 1, bad: 0 },
      channels: ["email", "chat"],
    });
    const tickets = valueOf(
      await client.ask("customer.tickets", { customerId: "a1:100", last: 1 }),
    );
    expect(tickets.total).toBe(2);
    expect(tickets.rows.map(({ id }) => id)).toEqual(["a1:2"]);
    const lines = valueOf(await client.ask("customer.list", { text: "ACME", from: 0, to: 10 }));
    expect(lines.rows).toMatchObject([{ id: "a1:100", organisationName: "Acme", unsolved: 1 }]);
    expect(valueOf(await client.ask("customer.get", { customerId: "a1:999" }))).toBeNull();
  });
  const at = (n: number) => T0 + n * MINUTE;

  test("has one timeline over all tickets: its newest entries, as a naive merge gives them", async () => {
    const entry = fc.record({ ticket: fc.nat(6), at: fc.nat(30) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 40 }),
        fc.integer({ min: 0, max: 12 }),
        async (entries, last) => {
          const { cache, client } = await start();
          const interactions = entries.map((one, i) =>
            messageRow(i, one.ticket, { at: at(one.at) }),
          );
          await cache.commitChanges(
            ACCOUNT,
            { tickets: [0, 1, 2, 3, 4, 5, 6].map((n) => ticketRow(n)), interactions },
            [],
          );
          const timeline = valueOf(
            await client.ask("customer.timeline", { customerId: "a1:100", last }),
          );
          const sorted = interactions.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
          expect(timeline.total).toBe(interactions.length);
          expect(timeline.entries.map(({ interaction }) => interaction.id)).toEqual(
            last === 0 ? [] : sorted.slice(-last).map(({ id }) => id),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("gaps are told in the order in which an agent needs them", async () => {
  const { cache } = await start();
  const row = (n: number, over: object) => ticketRow(n, { updatedAt: T0 + n, ...over });
  await cache.commitChanges(
    ACCOUNT,
    {
      agents: [agentRow(900, { groupIds: ["a1:50"] })],
      tickets: [
        row(1, { assigneeId: "a1:901" }),
        row(2, { assigneeId: ME }),
        row(3, { assigneeId: ME }),
        row(4, {}),
        row(5, { assigneeId: "a1:901", groupId: "a1:50" }),
        row(6, { status: "solved" }),
        row(7, { status: "closed", updatedAt: NOW - 91 * 24 * 60 * MINUTE }),
        row(8, { assigneeId: ME }),
      ],
      wholeThreads: ["a1:8"],
    },
    [],
  );
  const order = [3, 2, 5, 4, 1, 6].map((n) => `a1:${n}`);
  expect(await cache.threadGaps(ACCOUNT, ME, 10)).toEqual(order);
  expect(await cache.threadGaps(ACCOUNT, ME, 2)).toEqual(order.slice(0, 2));
  expect(await cache.ticketIds(ACCOUNT, "a1:6", 10)).toEqual(["a1:7", "a1:8"]);
});

test("gaps are those of the tickets one by one, whatever came, left or was read as a whole", async () => {
  const step = fc.record({
    ticket: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom("newer", "whole", "part", "gone", "marked", "account"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { cache, client } = await start();
      let version = 1;
      for (const { ticket, kind } of steps) {
        version += 1;
        const id = `a1:${ticket}`;
        if (kind === "marked")
          await cache.markThreadsWhole(ACCOUNT, { streamId: "s", cursor: null });
        else if (kind === "account") await cache.dropAccount(ACCOUNT);
        else
          await cache.commitChanges(
            ACCOUNT,
            {
              ...(kind === "newer" && { tickets: [ticketRow(ticket, { version })] }),
              ...(kind === "part" && { interactions: [messageRow(version, ticket)] }),
              ...(kind === "whole" && { wholeThreads: [id] }),
              ...(kind === "gone" && {
                tombstones: [{ kind: "ticket", id, why: "deleted", mergedInto: null, version }],
              }),
            },
            [],
          );
        const gaps = await cache.threadGaps(ACCOUNT, ME, 10);
        const alone: string[] = [];
        for (const one of await cache.ticketIds(ACCOUNT, null, 10)) {
          const thread = valueOf(await client.ask("ticket.thread", { ticketId: one, last: 1 }));
          if (thread?.whole === false) alone.push(one);
        }
        expect(gaps.toSorted()).toEqual(alone);
      }
    }),
    { numRuns: 40 },
  );
});

test("macros show what the agent saved before the helpdesk knows it", async () => {
  const { cache, client } = await start();
  const macro = (n: number | string, over: Partial<Macro> = {}): Macro => ({
    id: `a1:${n}`,
    accountId: ACCOUNT,
    title: `Macro ${n}`,
    description: "",
    active: true,
    position: 1,
    restriction: null,
    actions: [],
    updatedAt: T0,
    version: 1,
    ...over,
  });
  await cache.commitChanges(ACCOUNT, { macros: [macro(1), macro(2), macro(3)] }, []);
  const made = entryRow({
    kind: "save-macro",
    base: null,
    macro: macro("new-x", { title: "Mine" }),
  });
  const changed = entryRow({
    kind: "save-macro",
    base: macro(1),
    macro: macro(1, { title: "Better" }),
  });
  const deleted = entryRow({ kind: "delete-macro", base: macro(2) });
  const titles = async () =>
    valueOf(await client.ask("macro.list", { text: "" })).map(({ title }) => title);
  await cache.mirrorOutbox([made, changed, deleted]);
  expect(await titles()).toEqual(["Better", "Macro 3", "Mine"]);
  await cache.mirrorOutbox([{ ...made, state: "done", createdId: "a1:9" }]);
  expect(await titles()).toEqual(["Macro 1", "Macro 2", "Macro 3", "Mine"]);
  await cache.commitChanges(ACCOUNT, { macros: [macro(9, { title: "Mine" })] }, []);
  expect(await titles()).toEqual(["Macro 1", "Macro 2", "Macro 3", "Mine"]);
  expect(valueOf(await client.ask("macro.get", { macroId: "a1:new-x" }))?.id).toBe("a1:9");
});
