import { expect, test } from "vitest";
import { listEntries, stepsFor } from "#renderer/features/outbox/outbox-facts.ts";
import { AT, comment, entry } from "#test/unit/renderer/outbox/entries.ts";

const reply = { comment: comment("public") } as const;

test("what has not left the machine can be changed and taken back", () => {
  expect(stepsFor(entry(reply))).toEqual(["edit", "cancel", "copy", "open"]);
  expect(stepsFor(entry({ edits: { status: { base: "open", value: "solved" } } }))).toEqual([
    "cancel",
    "open",
  ]);
});

test("once an attempt was made nothing can be taken back silently", () => {
  expect(stepsFor(entry(reply, { state: "sending", attempts: 1 }))).toEqual(["copy", "open"]);
  expect(stepsFor(entry(reply, { state: "done", attempts: 1 }))).toEqual(["copy", "open"]);
});

test("a moved conversation and a conflict are confirmed, everything else is tried again", () => {
  const stuck = (reason: Parameters<typeof entry>[1]) =>
    stepsFor(entry(reply, { state: "needs-human", ...reason }));
  expect(stuck({ reason: { kind: "conversation-moved", entries: [] } })).toEqual([
    "confirm",
    "edit",
    "discard",
    "copy",
    "open",
  ]);
  expect(stuck({ attempts: 2, reason: { kind: "undecided" } })).toEqual([
    "retry",
    "discard",
    "copy",
    "open",
  ]);
});

test("a closed ticket offers a follow-up, a merged one the ticket it became", () => {
  const stuck = (reason: Parameters<typeof entry>[1]) =>
    stepsFor(entry(reply, { state: "needs-human", attempts: 1, ...reason }));
  const rest = ["discard", "copy", "open"];
  expect(stuck({ reason: { kind: "ticket-closed" } })).toEqual(["followUp", ...rest]);
  expect(stuck({ reason: { kind: "ticket-merged", into: "a:9" } })).toEqual(["toMerged", ...rest]);
  expect(stuck({ reason: { kind: "ticket-gone" } })).toEqual(["retry", ...rest]);
  expect(stuck({ reason: { kind: "access-lost" } })).toEqual(["retry", ...rest]);
});

test("unsent entries stand in the order of sending, those that need the agent first", () => {
  const first = entry();
  const second = entry({}, { state: "needs-human", reason: { kind: "undecided" } });
  const third = entry();
  const sent = entry({}, { state: "done" });
  const all = [first, second, third, sent];
  expect(listEntries(all, "unsent", AT)).toEqual([second, first, third]);
  expect(listEntries(all, "attention", AT)).toEqual([second]);
});

test("done today ends at local midnight, the latest first", () => {
  const midnight = new Date(AT).setHours(0, 0, 0, 0);
  const yesterday = entry({}, { state: "done", changedAt: midnight - 1 });
  const early = entry({}, { state: "done", changedAt: midnight });
  const late = entry({}, { state: "cancelled", changedAt: AT });
  expect(listEntries([yesterday, early, late], "done", AT)).toEqual([late, early]);
});
