// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Intent } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { asMeant, forgetPressed } from "#renderer/actions/bases.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { editTickets, editWhole } from "#renderer/actions/ticket-actions.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { setOutbox } from "#renderer/workspace/outbox-store.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";

const shown: TicketFacts = {
  id: "a:1",
  accountId: "a",
  status: "open",
  priority: null,
  assigneeId: null,
  groupId: null,
  tags: ["vip"],
};
let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  bridge.install();
  setOutbox([]);
  useAccounts.setState({ me: [{ accountId: "a", agentId: "a:5" }] });
});
afterEach(() => forgetPressed(bridge.submitted));

const toEntry = (intent: Intent, state: OutboxEntry["state"]): OutboxEntry => ({
  intent,
  seq: 1,
  state,
  pin: null,
  attempts: 0,
  lastAttemptAt: null,
  waitingFor: null,
  reason: null,
  remoteId: null,
  createdId: null,
  confirmed: false,
  changedAt: 1,
});
const last = (): Intent => {
  const intent = bridge.submitted.at(-1);
  if (intent === undefined) throw new Error("nothing was submitted");
  return intent;
};
const statusOf = (intent: Intent) =>
  intent.action.kind === "update-ticket" ? intent.action.edits.status : undefined;

test("a status pressed right after another one is based on it, whatever the screen still shows", async () => {
  const first = editTickets([shown], { field: "status", value: "solved" });
  const second = editTickets([shown], { field: "status", value: "pending" });
  await Promise.all([first, second]);
  expect(bridge.submitted.map(statusOf)).toEqual([
    { base: "open", value: "solved" },
    { base: "solved", value: "pending" },
  ]);
});

test("a field changed twice in a row is based on the change before, the subject too", async () => {
  const whole = { ...shown, subject: "Old", customFields: { "a:f": "red" } };
  const set = (value: string) => editWhole([whole], { field: "custom", fieldId: "a:f", value });
  await Promise.all([
    set("blue"),
    set("green"),
    editWhole([whole], { field: "subject", value: "New" }),
    editWhole([whole], { field: "subject", value: "Newer" }),
  ]);
  expect(
    bridge.submitted.map(({ action }) => (action.kind === "update-ticket" ? action.edits : null)),
  ).toEqual([
    { customFields: { "a:f": { base: "red", value: "blue" } } },
    { customFields: { "a:f": { base: "blue", value: "green" } } },
    { subject: { base: "Old", value: "New" } },
    { subject: { base: "New", value: "Newer" } },
  ]);
});

test("a press that changes nothing more makes no second change", async () => {
  await editTickets([shown], { field: "status", value: "solved" });
  await editTickets([shown], { field: "status", value: "solved" });
  expect(bridge.submitted.length).toBe(1);
});

test("what main lists counts while it is unsent, and no longer once a person must decide or it is over", async () => {
  await editTickets([shown], { field: "tags", add: ["late"], remove: ["vip"] });
  const intent = last();
  setOutbox([toEntry(intent, "sending")]);
  expect(asMeant([shown])[0]?.tags).toEqual(["late"]);
  for (const state of ["needs-human", "cancelled", "done"] as const) {
    setOutbox([toEntry(intent, state)]);
    expect(asMeant([shown])[0]?.tags).toEqual(["vip"]);
  }
  setOutbox([]);
  expect(asMeant([shown])[0]?.tags).toEqual(["vip"]);
});

test("what could not be handed in counts for nothing", async () => {
  await editTickets([shown], { field: "status", value: "solved" });
  const intent = last();
  setOutbox([toEntry(intent, "cancelled")]);
  bridge.fail({ kind: "storage", detail: "full" });
  await submitIntents([{ ...intent, opId: "00000000-0000-4000-8000-000000000009" }]);
  expect(asMeant([shown])[0]?.status).toBe("open");
});
