import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "#main/sync/journal/journal.ts";
import { RESERVE_BYTES, ensureReserve, openNodeJournalFile } from "#main/sync/journal/node-file.ts";
import { JOURNAL_KEY, journalPorts } from "#test/support/sim/outbox-fixtures.ts";
import { createRng } from "#test/support/sim/rng.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchboard-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rng = createRng(4);
const openFile = (path: string) =>
  openNodeJournalFile({ path, reservePath: null, onSpaceLow: () => {} });
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

test("what is appended, cut, kept aside and replaced is on the disk", async () => {
  const path = join(folder, "acme.journal");
  const file = await openFile(path);
  await file.append(bytes("one"));
  await file.append(bytes("two"));
  await file.truncate(3, bytes("two"));
  await file.append(bytes("three"));
  expect(await readFile(path, "utf8")).toBe("onethree");
  expect(await readFile(`${path}.aside`, "utf8")).toBe("two");
  await file.replace(bytes("new"));
  await file.append(bytes("er"));
  expect(Buffer.from(await file.readAll()).toString()).toBe("newer");
  await file.close();
});

test("the reserve is as large as it says, and is made again when it was cut short", async () => {
  const path = join(folder, "reserve");
  expect(await ensureReserve(path, rng.bytes)).toBe(true);
  expect((await stat(path)).size).toBe(RESERVE_BYTES);
  await truncate(path, 10);
  expect(await ensureReserve(path, rng.bytes)).toBe(true);
  expect((await stat(path)).size).toBe(RESERVE_BYTES);
});

test("without a place for it there is simply no reserve", async () => {
  await writeFile(join(folder, "file"), "");
  expect(await ensureReserve(join(folder, "file", "reserve"), rng.bytes)).toBe(false);
});

/** Starts a writer, kills it in the middle of its work, and gives the last number it acknowledged. */
function killOnce(path: string, start: number, afterAnswers: number): Promise<number | null> {
  const script = fileURLToPath(new URL("./kill-writer.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, path, String(start)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split("\n").length > afterAnswers) child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", () => {
      const numbers = output.slice(0, output.lastIndexOf("\n") + 1).match(/^\d+$/gmu) ?? [];
      const last = numbers.at(-1);
      resolve(last === undefined ? null : Number(last));
    });
  });
}

test(
  "nothing acknowledged is lost when the writer is killed again and again",
  { timeout: 60_000 },
  async () => {
    const path = join(folder, "acme.journal");
    let next = 0;
    let acknowledged = 0;
    for (let round = 0; round < 5; round += 1) {
      const last = await killOnce(path, next, 15 + round * 11);
      const file = await openFile(path);
      const opened = await openJournal(file, JOURNAL_KEY, journalPorts(rng.bytes));
      if (!opened.ok) throw new Error(JSON.stringify(opened.error));
      expect(opened.value.report.damagedBytes).toBe(0);
      const numbers = opened.value.events.flatMap((event) =>
        event.kind === "draft.saved" ? [Number.parseInt(event.draft.text, 10)] : [],
      );
      if (last !== null) {
        acknowledged += last - next + 1;
        expect(numbers.at(-1)).toBeGreaterThanOrEqual(last);
      }
      // Without gaps: compaction keeps the newest, and every later one follows.
      for (let at = 1; at < numbers.length; at += 1) {
        expect(numbers[at]).toBe((numbers[at - 1] ?? 0) + 1);
      }
      next = (numbers.at(-1) ?? next - 1) + 1;
      await opened.value.journal.close();
    }
    expect(acknowledged).toBeGreaterThan(50);
  },
);
