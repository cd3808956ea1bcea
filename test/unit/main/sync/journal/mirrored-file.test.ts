import { expect, test } from "vitest";
import type { JournalEvent } from "#main/sync/journal/journal-event.ts";
import { openJournal, type OpenedJournal } from "#main/sync/journal/journal.ts";
import { mergeCopies, mirrorJournalFile } from "#main/sync/journal/mirrored-file.ts";
import { encodeRecord } from "#main/sync/journal/record.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import { draft, JOURNAL_KEY, journalPorts } from "#test/support/sim/outbox-fixtures.ts";
import { createRng } from "#test/support/sim/rng.ts";

const rng = createRng(9);
const ports = journalPorts(rng.bytes);
const event = (text: string): JournalEvent => ({ kind: "draft.saved", draft: draft(text) });
const textsOf = (opened: OpenedJournal): readonly string[] =>
  opened.events.map((one) => (one.kind === "draft.saved" ? one.draft.text : one.kind));

class Copy extends MemoryFile {
  removed = 0;
  remove(): Promise<void> {
    this.removed += 1;
    this.bytes = new Uint8Array();
    return Promise.resolve();
  }
}
type Pair = { readonly file: MemoryFile; readonly copy: Copy; repaired: number; lost: number };
const pair = (): Pair => ({ file: new MemoryFile(), copy: new Copy(), repaired: 0, lost: 0 });

async function open(both: Pair): Promise<OpenedJournal> {
  const mirrored = mirrorJournalFile({
    file: both.file,
    copy: both.copy,
    onRepaired: (records) => {
      both.repaired += records;
    },
    onCopyLost: () => {
      both.lost += 1;
    },
  });
  const opened = await openJournal(mirrored, JOURNAL_KEY, ports);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}
async function write(both: Pair, texts: readonly string[]): Promise<OpenedJournal> {
  const opened = await open(both);
  for (const text of texts) await opened.journal.append([event(text)], () => undefined);
  await opened.journal.close();
  return opened;
}
function flip(file: MemoryFile, at: number): void {
  file.bytes[at] = (file.bytes[at] ?? 0) ^ 0x40;
}

test("both files hold the same, and neither is rewritten by a start", async () => {
  const both = pair();
  await write(both, ["a", "b"]);
  await write(both, ["c"]);
  expect(textsOf(await open(both))).toEqual(["a", "b", "c"]);
  expect(Buffer.compare(both.file.bytes, both.copy.bytes)).toBe(0);
  expect(both.repaired).toBe(0);
});

test("a flipped byte anywhere in either file costs nothing, and both are whole again", async () => {
  const both = pair();
  await write(both, ["a", "b", "c", "d"]);
  const whole = both.file.bytes.slice();
  for (let at = 0; at < whole.length; at += 1) {
    for (const side of ["file", "copy"] as const) {
      flip(both[side], at);
      const opened = await open(both);
      expect(textsOf(opened)).toEqual(["a", "b", "c", "d"]);
      expect(opened.report).toMatchObject({ tornBytes: 0, damagedBytes: 0 });
      await opened.journal.close();
      expect(Buffer.compare(both.file.bytes, whole)).toBe(0);
      expect(Buffer.compare(both.copy.bytes, whole)).toBe(0);
    }
  }
  expect(both.repaired).toBe(whole.length);
});

test("damage to different records of both files costs nothing", async () => {
  const both = pair();
  await write(both, ["a", "b", "c", "d"]);
  const { length } = both.file.bytes;
  flip(both.file, Math.floor(length * 0.4));
  flip(both.copy, Math.floor(length * 0.6));
  expect(textsOf(await open(both))).toEqual(["a", "b", "c", "d"]);
});

test("damage to the same record of both costs that record, and is told", async () => {
  const both = pair();
  await write(both, ["a", "b", "c", "d"]);
  const at = Math.floor(both.file.bytes.length * 0.4);
  flip(both.file, at);
  flip(both.copy, at);
  const opened = await open(both);
  expect(textsOf(opened)).toEqual(["a", "c", "d"]);
  expect(opened.report.damagedBytes).toBeGreaterThan(0);
});

test("a missing file is made from the other", async () => {
  const both = pair();
  await write(both, ["a", "b"]);
  both.file.bytes = new Uint8Array();
  expect(textsOf(await open(both))).toEqual(["a", "b"]);
  both.copy.bytes = new Uint8Array();
  const opened = await open(both);
  await opened.journal.close();
  expect(Buffer.compare(both.file.bytes, both.copy.bytes)).toBe(0);
});

test("a torn end is cut in both", async () => {
  const both = pair();
  await write(both, ["a", "b"]);
  both.file.bytes = new Uint8Array(Buffer.concat([both.file.bytes, rng.bytes(70)]));
  const opened = await open(both);
  expect(opened.report.tornBytes).toBe(70);
  await opened.journal.append([event("c")], () => undefined);
  await opened.journal.close();
  expect(textsOf(await open(both))).toEqual(["a", "b", "c"]);
  expect(Buffer.compare(both.file.bytes, both.copy.bytes)).toBe(0);
});

test("a copy from before the last rewriting is not mixed in", async () => {
  const both = pair();
  const { journal } = await open(both);
  await journal.append([event("old")], () => undefined);
  await journal.append([event("older")], () => undefined);
  const before = both.copy.bytes.slice();
  await journal.compact(() => [event("new")]);
  await journal.close();
  both.copy.bytes = before;
  const again = await open(both);
  expect(textsOf(again)).toEqual(["new"]);
  await again.journal.close();
  expect(Buffer.compare(both.file.bytes, both.copy.bytes)).toBe(0);
});

test("an append that failed is not brought back by the copy", async () => {
  const both = pair();
  const { journal } = await open(both);
  await journal.append([event("a")], () => undefined);
  both.file.failAppends = 1;
  expect((await journal.append([event("refused")], () => undefined)).ok).toBe(false);
  await journal.append([event("b")], () => undefined);
  await journal.close();
  expect(textsOf(await open(both))).toEqual(["a", "b"]);
});

test("a copy that cannot be written is given up, and the journal goes on", async () => {
  const both = pair();
  const { journal } = await open(both);
  await journal.append([event("a")], () => undefined);
  both.copy.failAppends = 1;
  expect((await journal.append([event("b")], () => undefined)).ok).toBe(true);
  expect((await journal.append([event("c")], () => undefined)).ok).toBe(true);
  await journal.close();
  expect([both.lost, both.copy.removed, both.copy.bytes.length]).toEqual([1, 1, 0]);
  expect(textsOf(await open(both))).toEqual(["a", "b", "c"]);
});

test("a copy whose records lie elsewhere is not mixed in", () => {
  const frames = ["a", "b", "c"].map((text) =>
    encodeRecord(JSON.stringify(event(text)), JOURNAL_KEY, "acme", rng.bytes(12)),
  );
  const [a = new Uint8Array(), b = new Uint8Array(), c = new Uint8Array()] = frames;
  const all = new Uint8Array(Buffer.concat([a, b, c]));
  const shorter = new Uint8Array(Buffer.concat([a, c]));
  expect(mergeCopies(shorter, all)).toBeNull();
  expect(mergeCopies(new Uint8Array(Buffer.concat([a, new Uint8Array(b.length), c])), all)).toEqual(
    {
      bytes: all,
      taken: 1,
    },
  );
});
