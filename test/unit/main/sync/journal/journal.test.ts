import { expect, test } from "vitest";
import type { JournalEvent } from "#main/sync/journal/journal-event.ts";
import { openJournal } from "#main/sync/journal/journal.ts";
import type { OpenedJournal } from "#main/sync/journal/journal.ts";
import { encodeRecord } from "#main/sync/journal/record.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import { JOURNAL_KEY, draft, journalPorts } from "#test/support/sim/outbox-fixtures.ts";
import { createRng } from "#test/support/sim/rng.ts";

const rng = createRng(8);
const ports = journalPorts(rng.bytes);
const event = (text: string): JournalEvent => ({ kind: "draft.saved", draft: draft(text) });
const textsOf = (opened: OpenedJournal): readonly string[] =>
  opened.events.map((one) => (one.kind === "draft.saved" ? one.draft.text : one.kind));

async function open(file: MemoryFile, onFailure?: () => void): Promise<OpenedJournal> {
  const opened = await openJournal(file, JOURNAL_KEY, ports, onFailure);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

test("appends made together share one sync and stay in order", async () => {
  const file = new MemoryFile();
  const { journal } = await open(file);
  const order: string[] = [];
  await Promise.all(
    ["a", "b", "c"].map((text) => journal.append([event(text)], () => order.push(text))),
  );
  expect(file.syncs).toBe(1);
  expect(order).toEqual(["a", "b", "c"]);
  expect(textsOf(await open(file))).toEqual(["a", "b", "c"]);
});

test("a torn end is cut before anything is appended behind it", async () => {
  const file = new MemoryFile();
  const first = await open(file);
  await first.journal.append([event("a"), event("b")], () => {});
  file.bytes = file.bytes.slice(0, -5);
  const second = await open(file);
  expect(textsOf(second)).toEqual(["a"]);
  expect(second.report.tornBytes).toBeGreaterThan(0);
  expect(file.aside.length).toBe(1);
  await second.journal.append([event("c")], () => {});
  const third = await open(file);
  expect(textsOf(third)).toEqual(["a", "c"]);
  expect(third.report.tornBytes).toBe(0);
});

test("after damage in the middle the records behind it are saved and the damage is reported once", async () => {
  const file = new MemoryFile();
  const first = await open(file);
  for (const text of ["a", "b", "c"]) await first.journal.append([event(text)], () => {});
  const middle = Math.floor(file.bytes.length / 2);
  file.bytes[middle] = (file.bytes[middle] ?? 0) ^ 1;
  const second = await open(file);
  expect(textsOf(second)).toEqual(["a", "c"]);
  expect(second.report.damagedBytes).toBeGreaterThan(0);
  expect((await open(file)).report.damagedBytes).toBe(0);
});

test("a failed write fails everything decided on top of it, and leaves no trace", async () => {
  const file = new MemoryFile();
  const failures: string[] = [];
  const { journal } = await open(file, () => failures.push("stepped back"));
  await journal.append([event("kept")], () => {});
  file.failAppends = 1;
  const refused = await Promise.all([
    journal.append([event("lost")], () => failures.push("durable")),
    journal.append([event("lost too")], () => failures.push("durable")),
  ]);
  expect(refused.map((result) => result.ok)).toEqual([false, false]);
  expect(failures).toEqual(["stepped back"]);
  expect((await journal.append([event("next")], () => {})).ok).toBe(true);
  expect(textsOf(await open(file))).toEqual(["kept", "next"]);
});

test("with another key nothing opens and nothing is changed", async () => {
  const file = new MemoryFile();
  await (await open(file)).journal.append([event("a")], () => {});
  const before = file.bytes.slice();
  const opened = await openJournal(file, new Uint8Array(32), ports);
  expect(opened.ok).toBe(false);
  expect(file.bytes).toEqual(before);
});

test("compaction keeps what this release cannot read", async () => {
  const news = encodeRecord(
    JSON.stringify({ kind: "op.snoozed", until: 5 }),
    JOURNAL_KEY,
    "acme",
    rng.bytes(12),
  );
  const file = new MemoryFile(news);
  const first = await open(file);
  expect(first.report.unknown).toBe(1);
  await first.journal.append([event("a"), event("b")], () => {});
  const before = file.bytes.length;
  await first.journal.compact(() => [event("b")]);
  expect(file.bytes.length).toBeLessThan(before);
  const second = await open(file);
  expect(textsOf(second)).toEqual(["b"]);
  expect(second.report.unknown).toBe(1);
});

test("what is appended while a long compaction rests between slices comes after it", async () => {
  const file = new MemoryFile();
  let pauses = 0;
  const appended: Promise<unknown>[] = [];
  const opened = await openJournal(file, JOURNAL_KEY, {
    ...ports,
    pause: () => {
      pauses += 1;
      if (opened.ok && pauses === 1)
        appended.push(opened.value.journal.append([event("news")], () => {}));
      return new Promise((resolve) => void setImmediate(resolve));
    },
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const kept = Array.from({ length: 600 }, (_, n) => `text ${n}`);
  await opened.value.journal.compact(() => kept.map(event));
  await Promise.all(appended);
  expect(pauses).toBe(2);
  expect(textsOf(await open(file))).toEqual([...kept, "news"]);
});

test("a compaction that fails changes nothing", async () => {
  const file = new MemoryFile();
  const { journal } = await open(file);
  await journal.append([event("a"), event("b")], () => {});
  file.failReplaces = 1;
  expect((await journal.compact(() => [event("b")])).ok).toBe(false);
  await journal.append([event("c")], () => {});
  expect(textsOf(await open(file))).toEqual(["a", "b", "c"]);
});
