import { expect, test } from "vitest";
import type { TicketEdits } from "#domain/sync/intent.ts";
import type { PushOutcome } from "#main/sync/ports.ts";
import {
  fakeRt,
  json,
  list,
  ticket,
  transaction,
  type FakeRt,
  type Reply,
  type Seen,
} from "#test/support/fake-rt.ts";

const never = new AbortController().signal;
const MONDAY = Date.UTC(2026, 11, 7, 9);
const FRIDAY = Date.UTC(2026, 11, 11, 9);
const iso = (at: number): string => new Date(at).toISOString().replace(".000", "");

/** A desk with ticket 7, which is due by its SLA. */
const answer = (one: Seen): Reply => {
  const query = one.query.get("query") ?? "";
  if (one.path === "/REST/2.0/ticket/7") {
    return json(200, { id: 7, Status: "open", Type: "ticket" }, { etag: '"20"' });
  }
  if (one.path !== "/REST/2.0/tickets" || query.startsWith("Type=")) return null;
  if (query.startsWith("Lifecycle")) return list([ticket(3, { Status: "resolved" })]);
  return query === "id=7" || query.startsWith("id > 0") ? list([ticket(7)]) : list([]);
};

async function remind(
  rt: FakeRt,
  base: number | null,
  value: number | null,
  more: TicketEdits = {},
): Promise<PushOutcome> {
  await rt.connector.probe(never);
  const intent = {
    opId: "0193f2aa-0000-4000-8000-000000000009",
    accountId: "rt",
    authorId: "rt:43",
    createdAt: 0,
    sendAfter: 0,
    action: {
      kind: "update-ticket",
      ticketId: "rt:7",
      comment: null,
      edits: { followUpAt: { base, value }, ...more },
      macroIds: [],
      seen: null,
    },
  } as const;
  const frozen = rt.connector.freeze(intent, { base: "20", stamp: "20" }, new Map());
  return rt.connector.send(frozen, never);
}
const writes = (rt: FakeRt): readonly (readonly [string, unknown])[] =>
  rt.seen
    .filter((one) => one.method !== "GET")
    .map((one) => [`${one.method} ${one.path.replace("/REST/2.0", "")}`, one.body]);
async function pullTickets(rt: FakeRt, stream: string, cursor: string | null = null) {
  const page = await rt.connector.pull(stream, cursor, never);
  if (!page.ok) throw new Error(JSON.stringify(page.error));
  const { tickets = [], interactions = [], tombstones = [] } = page.value.changes;
  const told = tickets.map((one) => [one.id, one.followUpAt]);
  return { told, interactions, tombstones, cursor: page.value.cursor };
}

test("being reminded makes a reminder of mine and leaves the ticket's own due time alone", async () => {
  const rt = fakeRt(answer);
  const outcome = await remind(rt, null, MONDAY);
  expect(outcome).toMatchObject({
    kind: "accepted",
    changes: { tickets: [{ id: "rt:7", dueAt: null, followUpAt: MONDAY }] },
  });
  expect(writes(rt)).toEqual([
    [
      "POST /ticket",
      {
        Type: "reminder",
        Queue: 3,
        Subject: "Ticket 7",
        Owner: 43,
        Due: "2026-12-07 09:00:00",
        RefersTo: 7,
      },
    ],
  ]);
});

test("another time moves the reminder, none resolves it", async () => {
  const rt = fakeRt(answer);
  rt.reminders.push({ id: 901, ticket: 7, due: iso(MONDAY), status: "new" });
  expect((await remind(rt, MONDAY, FRIDAY)).kind).toBe("accepted");
  expect(rt.reminders).toEqual([{ id: 901, ticket: 7, due: iso(FRIDAY), status: "new" }]);
  expect(await remind(rt, FRIDAY, null)).toMatchObject({
    kind: "accepted",
    changes: { tickets: [{ followUpAt: null }] },
  });
  expect(writes(rt)).toEqual([
    ["PUT /ticket/901", { Due: "2026-12-11 09:00:00" }],
    ["PUT /ticket/901", { Status: "resolved" }],
  ]);
});

test("a reminder made although its answer was lost is found by the look, and never made twice", async () => {
  let isBroken = true;
  const rt = fakeRt((one) => {
    if (one.method !== "POST" || !isBroken) return answer(one);
    isBroken = false;
    return "drop";
  });
  expect((await remind(rt, null, MONDAY)).kind).toBe("ambiguous");
  const look = await rt.connector.look("rt:7", "20", never);
  expect(look.ok && look.value.ticket.followUpAt).toBe(MONDAY);
  expect((await remind(rt, null, MONDAY)).kind).toBe("accepted");
  expect(rt.reminders).toHaveLength(1);
  expect(writes(rt)).toHaveLength(1);
});

test("what the server did not do although it answered 200 is refused", async () => {
  const rt = fakeRt((one) =>
    one.method === "PUT" ? json(200, ["Zugriff verweigert"]) : answer(one),
  );
  rt.reminders.push({ id: 901, ticket: 7, due: iso(MONDAY), status: "new" });
  expect(await remind(rt, MONDAY, FRIDAY)).toMatchObject({
    kind: "refused",
    error: { field: "followUpAt", detail: expect.stringContaining("Zugriff verweigert") },
  });
});

test("reminders come as the follow-ups of their tickets, the earliest of several", async () => {
  const rt = fakeRt(answer);
  await rt.connector.probe(never);
  rt.reminders.push({ id: 901, ticket: 7, due: iso(FRIDAY), status: "new" });
  rt.reminders.push({ id: 902, ticket: 7, due: iso(MONDAY), status: "new" });
  expect((await pullTickets(rt, "tickets")).told).toEqual([["rt:7", MONDAY]]);
  const first = await pullTickets(rt, "reminders");
  expect(first.told).toEqual([["rt:7", MONDAY]]);
  const quiet = await pullTickets(rt, "reminders", first.cursor);
  expect(quiet.told).toEqual([]);
  for (const one of rt.reminders) one.status = "resolved";
  expect((await pullTickets(rt, "reminders", quiet.cursor)).told).toEqual([["rt:7", null]]);
});

test("a reminder made on the web comes with the next look for changes, and is no ticket", async () => {
  const rt = fakeRt((one) =>
    one.path === "/REST/2.0/transactions" && !(one.query.get("query") ?? "").includes("Type='Take'")
      ? list([transaction(30, 901, { Type: "Create" })])
      : answer(one),
  );
  await rt.connector.probe(never);
  await pullTickets(rt, "tickets");
  rt.reminders.push({ id: 901, ticket: 7, due: iso(MONDAY), status: "new" });
  const { told, interactions, tombstones } = await pullTickets(
    rt,
    "changes",
    JSON.stringify({ floor: 20, known: [] }),
  );
  expect({ told, interactions, tombstones }).toEqual({
    told: [["rt:7", MONDAY]],
    interactions: [],
    tombstones: [],
  });
});

test("ending the first of several shows the next, and ending the first again leaves that one alone", async () => {
  const rt = fakeRt(answer);
  rt.reminders.push({ id: 901, ticket: 7, due: iso(FRIDAY), status: "new" });
  rt.reminders.push({ id: 902, ticket: 7, due: iso(MONDAY), status: "new" });
  for (const _ of ["first", "again, after a lost answer"]) {
    expect(await remind(rt, MONDAY, null)).toMatchObject({
      kind: "accepted",
      changes: { tickets: [{ followUpAt: FRIDAY }] },
    });
  }
  expect(rt.reminders.map((one) => [one.id, one.status])).toEqual([
    [901, "new"],
    [902, "resolved"],
  ]);
});

test("one that somebody ended or moved meanwhile is not moved: the agent decides again", async () => {
  const rt = fakeRt(answer);
  rt.reminders.push({ id: 901, ticket: 7, due: iso(FRIDAY), status: "new" });
  expect((await remind(rt, MONDAY, MONDAY + 3_600_000)).kind).toBe("stale-version");
  expect(writes(rt)).toEqual([]);
});
