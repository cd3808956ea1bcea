// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Intent } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { forgetPressed } from "#renderer/actions/bases.ts";
import { changeDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { type Acting, updateIntent } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { undoLast } from "#renderer/actions/undo.ts";
import { useUndoStore } from "#renderer/actions/undo-store.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { useNotices } from "#renderer/workspace/notices-store.ts";
import { setOutbox } from "#renderer/workspace/outbox-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { entryRow } from "#test/support/cache-rows.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  bridge.install();
  setOutbox([]);
  useDrafts.setState({ drafts: new Map() });
  useUndoStore.setState({ batches: [] });
  useNotices.setState({ notices: [] });
  useWorkspace.setState({ openTicketId: null, composer: "none" });
  useAccounts.setState({ me: [{ accountId: "a", agentId: "a:5" }] });
});
afterEach(() => forgetPressed(bridge.submitted));

const acting: Acting = {
  authors: new Map([["a", "a:5"]]),
  now: 1_000,
  newOpId: () => crypto.randomUUID(),
  undoSeconds: 10,
};
const solved = { status: { base: "open", value: "solved" } } as const;
const said = (text: string) => ({ audience: "public", text, files: [] }) as const;
const replyAndSolve = (id: string, text: string): Intent =>
  updateIntent(acting, "a:5", { id, accountId: "a" }, { comment: said(text), edits: solved });
const listed = (intents: readonly Intent[], over: Partial<OutboxEntry>) =>
  setOutbox(intents.map((intent) => ({ ...entryRow(intent.action, over), intent })));
const told = () => useNotices.getState().notices.map(({ key, values }) => [key, values?.["count"]]);

test("a reply that is sent stays said; the status that went with it is turned back, with its base", async () => {
  const sent = replyAndSolve("a:1", "Done.");
  await submitIntents([sent]);
  listed([sent], { state: "done", attempts: 1 });
  await undoLast();
  expect(bridge.cancelled).toEqual([]);
  expect(bridge.submitted.at(-1)?.action).toMatchObject({
    ticketId: "a:1",
    comment: null,
    edits: { status: { base: "solved", value: "open" } },
  });
  expect(told()).toEqual([
    ["actions.undo.done", 1],
    ["actions.undo.sent", 1],
  ]);
  // Undoing once more does not turn the reversal around.
  await undoLast();
  expect(told().at(-1)?.[0]).toBe("actions.undo.nothing");
});

test("replies to many that have not left are taken back, each text a draft of its ticket, none of them opened", async () => {
  const many = Array.from({ length: 120 }, (_, n) => replyAndSolve(`a:${n}`, `Dear ${n}`));
  await submitIntents(many);
  listed(many, { state: "queued" });
  await undoLast();
  expect(new Set(bridge.cancelled)).toEqual(new Set(many.map(({ opId }) => opId)));
  expect(bridge.drafts.size).toBe(120);
  expect(bridge.drafts.get("reply/a:7")?.text).toBe("Dear 7");
  expect(useWorkspace.getState().openTicketId).toBeNull();
  expect(told()).toEqual([["actions.undo.done", 120]]);
});

test("a thousand changes are taken back with one call", async () => {
  const many = Array.from({ length: 1_000 }, (_, n) => replyAndSolve(`a:${n}`, `Dear ${n}`));
  await submitIntents(many);
  listed(many, { state: "queued" });
  const before = bridge.calls.length;
  await undoLast();
  expect(bridge.calls.slice(before)).toEqual(["outbox.takeBack", "drafts.list"]);
  expect(bridge.cancelled.length).toBe(1_000);
  expect(told()).toEqual([["actions.undo.done", 1_000]]);
});

test("what left in the same moment is told as too late, the rest is taken back", async () => {
  const many = [replyAndSolve("a:1", "One"), replyAndSolve("a:2", "Two")];
  await submitIntents(many);
  listed(many, { state: "queued" });
  bridge.left.add(many[0]?.opId ?? "");
  await undoLast();
  expect(bridge.cancelled).toEqual([many[1]?.opId]);
  expect(told().map(([key]) => key)).toEqual(["actions.undo.tooLate", "actions.undo.done"]);
});

test("a reply taken back opens its ticket, joined with what was being written there", async () => {
  const one = replyAndSolve("a:1", "One");
  await submitIntents([one]);
  listed([one], { state: "queued" });
  changeDraft({
    key: "reply/a:1",
    accountId: "a",
    ticketId: "a:1",
    text: "and more",
    fields: {},
    files: [],
    seen: null,
    savedAt: 1,
  });
  await undoLast();
  expect(useDrafts.getState().drafts?.get("reply/a:1")?.text).toBe("One\n\nand more");
  expect(useWorkspace.getState()).toMatchObject({ openTicketId: "a:1", composer: "reply" });
});

test("of many, those that left are turned back and those that did not are taken back", async () => {
  const many = [replyAndSolve("a:1", "One"), replyAndSolve("a:2", "Two")];
  await submitIntents(many);
  const [left, here] = many;
  if (left === undefined || here === undefined) throw new Error("two were made");
  setOutbox([
    { ...entryRow(left.action, { state: "done", attempts: 1 }), intent: left },
    { ...entryRow(here.action, { state: "queued" }), intent: here },
  ]);
  await undoLast();
  expect(bridge.cancelled).toEqual([here.opId]);
  expect(bridge.submitted.at(-1)?.action).toMatchObject({ ticketId: "a:1", comment: null });
  expect(told()).toEqual([
    ["actions.undo.done", 2],
    ["actions.undo.sent", 1],
  ]);
});
