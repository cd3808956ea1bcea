import { describe, expect, test } from "vitest";
import type { OutboxEntry, OutboxState } from "#domain/sync/outbox.ts";
import { findTrace, planLanes, undoLeftMs } from "#domain/sync/outbox-rules.ts";
import type { Print, TraceEntry, TraceInput } from "#domain/sync/outbox-rules.ts";
import { ME, NOW, intentOf, newTicket, opId, reply } from "#test/support/sim/outbox-fixtures.ts";

function entry(n: number, state: OutboxState, change: { ticketId?: string; author?: string } = {}) {
  const intent = { ...reply(n, { ticketId: change.ticketId ?? "acme:1" }) };
  return {
    intent: { ...intent, authorId: change.author ?? ME },
    seq: n,
    state,
    pin: null,
    attempts: 0,
    lastAttemptAt: null,
    waitingFor: null,
    reason: null,
    remoteId: null,
    createdId: null,
    confirmed: false,
    changedAt: NOW,
  } satisfies OutboxEntry;
}

describe("lanes", () => {
  test("one entry per ticket is next, in order of queuing", () => {
    const entries = [
      entry(1, "done"),
      entry(2, "sending"),
      entry(3, "queued"),
      entry(4, "queued", { ticketId: "acme:2" }),
    ];
    expect(planLanes(entries, ME)).toMatchObject({ heads: [opId(2), opId(4)], behind: [opId(3)] });
  });

  test("what needs a person closes its own ticket and no other", () => {
    const entries = [
      entry(1, "needs-human"),
      entry(2, "queued"),
      entry(3, "queued", { ticketId: "acme:2" }),
    ];
    expect(planLanes(entries, ME)).toMatchObject({ heads: [opId(3)], behind: [opId(2)] });
  });

  test("another author's entries are parked and hold nobody up", () => {
    const entries = [entry(1, "sending", { author: "acme:9" }), entry(2, "queued")];
    expect(planLanes(entries, ME)).toMatchObject({ heads: [opId(2)], parked: [opId(1)] });
  });

  test("a change to a ticket that is still to be made waits for it, and is an orphan without it", () => {
    const create = { ...entry(1, "queued"), intent: newTicket(1) };
    const follow = entry(2, "queued", { ticketId: `acme:new-${opId(1)}` });
    expect(planLanes([create, follow], ME)).toMatchObject({
      heads: [opId(1)],
      behind: [opId(2)],
      orphans: [],
    });
    expect(planLanes([{ ...create, state: "cancelled" }, follow], ME).orphans).toEqual([opId(2)]);
  });

  test("a merge into a ticket that is still to be made waits for it too", () => {
    const create = { ...entry(1, "queued"), intent: newTicket(1) };
    const into = `acme:new-${opId(1)}`;
    const merge = {
      ...entry(2, "queued"),
      intent: intentOf(2, { kind: "merge-ticket", ticketId: "acme:100", into }),
    };
    expect(planLanes([create, merge], ME)).toMatchObject({ behind: [opId(2)], orphans: [] });
    expect(planLanes([{ ...create, state: "cancelled" }, merge], ME).orphans).toEqual([opId(2)]);
  });
});

test.each([
  [NOW - 3_600_000, 5_000],
  [NOW, 5_000],
  [NOW + 2_000, 3_000],
  [NOW + 3_600_000, 0],
])("the undo window at %d is %d ms, however far the clock jumped", (now, left) => {
  expect(undoLeftMs({ ...reply(1), sendAfter: NOW + 5_000 }, now)).toBe(left);
});

describe("the trace of an attempt", () => {
  const words = (fingerprint: string): Print => ({ fingerprint, values: new Map() });
  const remote = (id: string, change: Partial<TraceEntry> = {}): TraceEntry => ({
    id,
    authorId: ME,
    marker: null,
    fingerprint: "thanks",
    changes: [],
    ...change,
  });
  const input = (change: Partial<TraceInput>): TraceInput => ({
    opId: opId(1),
    authorId: ME,
    base: "10",
    print: words("thanks"),
    keepsMarker: false,
    entries: [],
    claimed: new Set(),
    unclaimed: [],
    isAfter: (a, b) => Number(a) > Number(b),
    ...change,
  });

  test("with markers only the marker counts", () => {
    const entries = [remote("11"), remote("12", { marker: opId(1), fingerprint: "other" })];
    expect(findTrace(input({ keepsMarker: true, entries }))).toBe("12");
    expect(findTrace(input({ keepsMarker: true, entries: [remote("11")] }))).toBeNull();
  });

  test("without, it is the first of my entries after the base with the same words", () => {
    const entries = [remote("9"), remote("11", { authorId: "acme:9" }), remote("12")];
    expect(findTrace(input({ entries }))).toBe("12");
  });

  test("an entry that belongs to another change is not taken", () => {
    const entries = [remote("11"), remote("12")];
    expect(findTrace(input({ entries, claimed: new Set(["11"]) }))).toBe("12");
  });

  test("an earlier change with the same words takes the oldest one first", () => {
    const unclaimed = [{ base: "5", print: words("thanks") }];
    expect(findTrace(input({ entries: [remote("11")], unclaimed }))).toBeNull();
    expect(findTrace(input({ entries: [remote("11"), remote("12")], unclaimed }))).toBe("12");
    expect(findTrace(input({ entries: [remote("8"), remote("12")], unclaimed }))).toBe("12");
  });

  test("a change of fields is known by the values that it wrote", () => {
    const print = { fingerprint: null, values: new Map([["status", "pending"]]) };
    const wrote = (to: string) =>
      remote("11", { fingerprint: null, changes: [{ field: "status", from: "open", to }] });
    expect(findTrace(input({ print, entries: [wrote("pending")] }))).toBe("11");
    expect(findTrace(input({ print, entries: [wrote("solved")] }))).toBeNull();
    const withWords = { ...wrote("pending"), fingerprint: "thanks" };
    expect(findTrace(input({ print, entries: [withWords] }))).toBeNull();
    // An earlier change of fields must not take the reply's own entry away from it.
    expect(findTrace(input({ entries: [withWords], unclaimed: [{ base: "5", print }] }))).toBe(
      "11",
    );
    const nothing = { fingerprint: null, values: new Map<string, string>() };
    expect(findTrace(input({ print: nothing, entries: [wrote("pending")] }))).toBeNull();
  });
});
