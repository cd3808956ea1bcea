import { expect, test } from "vitest";
import type { Draft } from "#domain/sync/draft.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { LedgerEntry } from "#main/demo/ledger.ts";
import { reply } from "#test/support/sim/outbox-fixtures.ts";
import { AgentRecord, type Kept } from "#test/torture/record.ts";

const NOTHING: Kept = { outbox: [], drafts: [], history: [] };
const line = (body: string, op = ""): LedgerEntry => ({
  seq: 1,
  at: 0,
  ticketId: 1,
  auditId: 1,
  authorId: 1,
  public: true,
  body,
  attachments: [],
  metadata: { op },
  fields: {},
  via: "api",
  creates: false,
});
const draft = (key: string, text: string): Draft => ({
  key,
  accountId: "demo",
  ticketId: null,
  text,
  fields: {},
  files: [],
  seen: null,
  savedAt: 0,
});

test("an acknowledged reply that is nowhere is lost", () => {
  const record = new AgentRecord();
  record.write("op1", "[a]").queued = "yes";
  expect(record.compare([line("other")], NOTHING).lost).toEqual([
    expect.stringMatching(/^\[a\], submitted at /),
  ]);
});

test("a reply that was never acknowledged may be missing, or arrive", () => {
  const record = new AgentRecord();
  record.write("op1", "[a]");
  expect(record.compare([], NOTHING).lost).toEqual([]);
  expect(record.compare([line("x [a]")], NOTHING).recovered).toBe(1);
});

test("a reply that arrived twice is told, fields that arrived twice are not", () => {
  const record = new AgentRecord();
  record.write("op1", "[a]").queued = "yes";
  record.write("op2", null).queued = "yes";
  const ledger = [line("[a]"), line("[a]"), line("", "op2"), line("", "op2")];
  expect(record.compare(ledger, NOTHING).duplicates).toEqual(["[a]: 2 times"]);
});

test("what was taken back and arrives all the same is told", () => {
  const record = new AgentRecord();
  const one = record.write("op1", "[a]");
  one.queued = "yes";
  one.ended = "yes";
  expect(record.compare([line("[a]", "op1")], NOTHING).revived).toEqual(["[a]"]);
  // Given back as a draft, written on, and sent anew.
  expect(record.compare([line("[a] and more", "op2")], NOTHING).revived).toEqual([]);
});

test("what asks a person or was given back as a draft is not lost", () => {
  const record = new AgentRecord();
  record.write("op1", "[a]").queued = "yes";
  record.write("op2", "[b]").queued = "yes";
  const asking = { intent: { ...reply(1), opId: "op1" }, state: "needs-human" } as OutboxEntry;
  const kept = { ...NOTHING, outbox: [asking], drafts: [draft("reply/demo:1", "Given back [b]")] };
  const verdict = record.compare([], kept);
  expect(verdict.lost).toEqual([]);
  expect(verdict.asking).toBe(1);
});

test("the last saved version of a draft must be there or among the earlier ones", () => {
  const record = new AgentRecord();
  record.saving("k");
  record.saved("k", "[a]");
  expect(record.lostDrafts(NOTHING)).toEqual(["draft k: [a]"]);
  expect(record.lostDrafts({ ...NOTHING, drafts: [draft("k", "text [a]")] })).toEqual([]);
  expect(record.lostDrafts({ ...NOTHING, history: [draft("k", "text [a]")] })).toEqual([]);
});

test("a reply that arrived without its file is told", () => {
  const record = new AgentRecord();
  const one = record.write("op1", "[a]");
  one.queued = "yes";
  one.files = 1;
  expect(record.compare([line("[a]")], NOTHING).lost).toEqual(["[a]: arrived without its file"]);
  const whole = { ...line("[a]"), attachments: ["torture.bin"] };
  expect(record.compare([whole], NOTHING).lost).toEqual([]);
});
