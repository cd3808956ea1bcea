import { expect, test } from "vitest";
import { movedEntries } from "#domain/sync/gate.ts";
import type { GateEntry } from "#domain/sync/gate.ts";
import type { IntentAction } from "#domain/sync/intent.ts";

const update = (audience: "public" | "internal" | null, seenAt: number | null): IntentAction => ({
  kind: "update-ticket",
  ticketId: "a:1",
  comment: audience === null ? null : { audience, text: "Hi", files: [] },
  edits: {},
  macroIds: [],
  seen: seenAt === null ? null : { interactionId: "a:10", at: seenAt },
});
const entry = (change: Partial<GateEntry>): GateEntry => ({
  id: "11",
  authorId: "a:customer",
  authorName: "Ada",
  authorKind: "customer",
  at: 200,
  kind: "message",
  text: "Any news?",
  ...change,
});
const moved = (
  action: IntentAction,
  entries: readonly GateEntry[],
  confirmedUpTo: string | null = null,
): number =>
  movedEntries({
    action,
    authorId: "a:me",
    entries,
    confirmedUpTo,
    isAfter: (a, b) => Number(a) > Number(b),
  }).length;

const colleague = { authorId: "a:other", authorKind: "agent" } as const;

test.each<[string, IntentAction, GateEntry, number]>([
  ["a customer's message since then holds a reply", update("public", 100), entry({}), 1],
  ["a colleague's reply holds it too", update("public", 100), entry(colleague), 1],
  ["my own reply does not", update("public", 100), entry({ ...colleague, authorId: "a:me" }), 0],
  ["a colleague's note does not", update("public", 100), entry({ ...colleague, kind: "note" }), 0],
  ["a field change does not", update("public", 100), entry({ ...colleague, kind: "change" }), 0],
  ["a robot's message does not", update("public", 100), entry({ authorKind: "system" }), 0],
  ["what the agent had seen does not", update("public", 200), entry({ id: "10" }), 0],
  ["a later one in the same second does", update("public", 200), entry({}), 1],
  ["a note never waits", update("internal", 100), entry({}), 0],
  ["a field change never waits", update(null, 100), entry({}), 0],
  ["with nothing known to be seen, nothing is held", update("public", null), entry({}), 0],
])("%s", (_name, action, one, expected) => {
  expect(moved(action, [one])).toBe(expected);
});

test("what was shown and confirmed is not asked again; what came after it is", () => {
  const action = update("public", 100);
  expect(moved(action, [entry({ id: "11" })], "11")).toBe(0);
  expect(moved(action, [entry({ id: "11" }), entry({ id: "12" })], "11")).toBe(1);
});
