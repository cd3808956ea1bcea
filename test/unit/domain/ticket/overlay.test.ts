import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TicketEdits } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { isInThread, overlaySummary, pendingComments } from "#domain/ticket/overlay-thread.ts";
import {
  applyEdits,
  editsHold,
  hasArrived,
  overlayTicket,
  pendingOf,
  provisionalTicket,
} from "#domain/ticket/overlay.ts";
import { PRIORITIES, TICKET_STATUSES, type Ticket } from "#domain/ticket/ticket.ts";
import { summarise, waitingSince } from "#domain/ticket/waiting.ts";
import {
  byAgent,
  entryRow,
  ME,
  messageRow,
  T0,
  ticketRow,
  updateAction,
} from "#test/support/cache-rows.ts";

const STORED = { stamp: "s1", writtenAt: T0 };
const edit = <T>(base: T, value: T) => ({ base, value });
const solve = (): OutboxEntry =>
  entryRow(updateAction(1, { status: edit("open", "solved") }, { text: "Done." }));

const edits: fc.Arbitrary<TicketEdits> = fc
  .record(
    {
      status: fc.constantFrom(...TICKET_STATUSES).map((value) => edit(value, value)),
      priority: fc.option(fc.constantFrom(...PRIORITIES)).map((value) => edit(value, value)),
      assigneeId: fc.option(fc.constantFrom("a1:1", "a1:2")).map((value) => edit(value, value)),
      groupId: fc.option(fc.constantFrom("a1:8", "a1:9")).map((value) => edit(value, value)),
      subject: fc.string().map((value) => edit("", value)),
      tags: fc
        .uniqueArray(fc.constantFrom("a", "b", "c", "d"))
        .map((tags) => ({ add: tags.slice(0, 2), remove: tags.slice(2) })),
      customFields: fc.dictionary(
        fc.constantFrom("f1", "f2"),
        fc.nat().map((n) => edit(null, n)),
      ),
    },
    { requiredKeys: [] },
  )
  .map((record) => record as TicketEdits);

describe("applying edits", () => {
  test("makes them hold, once and again", () => {
    fc.assert(
      fc.property(edits, (change) => {
        const once = applyEdits(ticketRow(1, { tags: ["a", "d"] }), change, T0);
        expect(editsHold(once, change)).toBe(true);
        expect(applyEdits(once, change, T0 + 9)).toEqual(once);
      }),
    );
  });
  test("leaves every field alone that it does not name", () => {
    const before = ticketRow(1, { tags: ["x"] });
    expect(applyEdits(before, {}, T0)).toEqual(before);
    expect(applyEdits(before, { priority: edit(null, "low") }, T0)).toEqual({
      ...before,
      priority: "low",
    });
  });
  test("of a solved ticket gives it its time and stops its clocks", () => {
    const before = ticketRow(1, {
      slaClocks: [{ metric: "next-reply", stage: "active", breachAt: T0 + 1 }],
    });
    const after = applyEdits(before, { status: edit("open", "solved") }, T0 + 5);
    expect(after).toMatchObject({ status: "solved", solvedAt: T0 + 5 });
    expect(after.slaClocks[0]?.stage).toBe("achieved");
    expect(applyEdits(after, { status: edit("solved", "open") }, T0 + 9).solvedAt).toBeNull();
  });
});

describe("a ticket with local intents", () => {
  test("shows them in the order of queuing", () => {
    const first = entryRow(
      updateAction(1, { priority: edit(null, "low"), status: edit("open", "pending") }),
    );
    const second = entryRow(updateAction(1, { priority: edit("low", "urgent") }));
    expect(overlayTicket(ticketRow(1), STORED, [first, second])).toMatchObject({
      priority: "urgent",
      status: "pending",
    });
  });
  test("without entries is the helpdesk's truth", () => {
    const server: Ticket = ticketRow(1);
    expect(overlayTicket(server, STORED, [])).toBe(server);
  });
  test("does not show what needs a person: a ticket to be solved must stay in the queue", () => {
    const held: OutboxEntry = { ...solve(), state: "needs-human" };
    expect(overlayTicket(ticketRow(1), STORED, [held]).status).toBe("open");
    expect(pendingOf([solve(), held])).toBe("attention");
  });
  test("goes back when the intent is cancelled", () => {
    expect(overlayTicket(ticketRow(1), STORED, [{ ...solve(), state: "cancelled" }])).toEqual(
      ticketRow(1),
    );
  });
  test("keeps showing an accepted change until the row that proves it has arrived", () => {
    const done: OutboxEntry = {
      ...solve(),
      state: "done",
      pin: { base: "", stamp: "s1" },
      lastAttemptAt: T0 + 100,
    };
    expect(overlayTicket(ticketRow(1), STORED, [done]).status).toBe("solved");
    // A late copy of the row as it was before the change.
    expect(hasArrived(done, { stamp: "s1", writtenAt: T0 + 500 })).toBe(false);
    expect(hasArrived(done, { stamp: "s0", writtenAt: T0 + 50 })).toBe(false);
    const proof = { stamp: "s2", writtenAt: T0 + 500 };
    // A colleague opened it again since: the row is the truth.
    expect(overlayTicket(ticketRow(1), proof, [done]).status).toBe("open");
  });
  test("ends the customer's wait as soon as the reply is queued", () => {
    const summary = summarise([messageRow(1, 1, { at: T0 + 10 })]);
    const shown = overlaySummary(summary, STORED, [solve()]);
    expect(waitingSince(shown, "open", T0)).toBeNull();
    const note = entryRow(updateAction(1, {}, { text: "n", audience: "internal" }));
    expect(waitingSince(overlaySummary(summary, STORED, [note]), "open", T0)).toBe(T0 + 10);
  });
});

describe("a text on its way", () => {
  const entry = entryRow(updateAction(1, {}, { text: "Hello  there\n" }));
  const done: OutboxEntry = { ...entry, state: "done", changedAt: T0 + 6000 };
  const arrived = (over: object) =>
    messageRow(5, 1, { author: byAgent, at: T0 + 5500, text: "Hello there", ...over });

  test("is shown until the thread holds it", () => {
    expect(pendingComments([entry], [], STORED, false, "email")).toHaveLength(1);
    expect(isInThread(entry, [arrived({ marker: entry.intent.opId, text: "altered" })])).toBe(true);
    expect(isInThread({ ...done, remoteId: "5" }, [arrived({ text: "altered" })])).toBe(true);
  });
  test("is recognised by author, audience and text only once it was accepted", () => {
    expect(isInThread(entry, [arrived({})])).toBe(false);
    expect(isInThread(done, [arrived({})])).toBe(true);
    expect(isInThread(done, [arrived({ kind: "note" })])).toBe(false);
    expect(isInThread(done, [arrived({ author: { kind: "agent", id: "a1:5", name: null } })])).toBe(
      false,
    );
    expect(isInThread(done, [arrived({ at: T0 - 3_600_000 })])).toBe(false);
  });
  test("accepted and missing from a complete later reading is no longer shown", () => {
    const proof = { stamp: "s2", writtenAt: T0 + 7000 };
    expect(pendingComments([done], [], proof, false, "email")).toHaveLength(1);
    expect(pendingComments([done], [], proof, true, "email")).toHaveLength(0);
  });
});

test("a new ticket is shown as it will be, by its author's words", () => {
  const entry = entryRow({
    kind: "create-ticket",
    ticketId: "a1:new-x",
    subject: "Lost parcel",
    requester: { name: "Ada", email: "ada@example.invalid" },
    comment: { audience: "public", text: "We look into it", files: [] },
    fields: { assigneeId: ME, tags: ["t"] },
  });
  expect(provisionalTicket(entry, "a1:100")).toMatchObject({
    id: "a1:new-x",
    status: "open",
    requesterId: "a1:100",
    assigneeId: ME,
    tags: ["t"],
  });
  expect(provisionalTicket({ ...entry, state: "cancelled" }, null)).toBeNull();
});
