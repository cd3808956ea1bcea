import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { err, ok } from "#domain/kernel/result.ts";
import { DEFAULT_MAPPING, RtMapping } from "#domain/mapping/rt-mapping.ts";
import { openMappings } from "#main/accounts/mappings.ts";
import { remap } from "#main/accounts/remap.ts";
import type { Clock, Connector } from "#main/sync/ports.ts";
import { createMemoryCache } from "#test/support/memory-cache.ts";
import { ticketRow } from "#test/support/cache-rows.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "mappings-"));
  folders.push(folder);
  return path.join(folder, "mappings.json");
}
const changed = RtMapping.parse({ newTicketQueue: "Billing" });
const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

test("a mapping is kept for its account and waits to be applied until it was", async () => {
  const file = await newFile();
  const mappings = await openMappings(file, () => 0);
  expect([mappings.of("a"), mappings.isPending("a")]).toEqual([DEFAULT_MAPPING, false]);
  await mappings.set("a", changed);
  const again = await openMappings(file, () => 0);
  expect([again.of("a"), again.isPending("a"), again.of("b")]).toEqual([
    changed,
    true,
    DEFAULT_MAPPING,
  ]);
  await again.applied("a", changed);
  // It was read back from the file, so this is another object than the one that is applied.
  expect(again.isPending("a")).toBe(true);
  await again.applied("a", again.of("a"));
  expect(again.isPending("a")).toBe(false);
  await again.remove("a");
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ accounts: {} });
});

test("a file that cannot be read is put aside, and the defaults hold", async () => {
  const file = await newFile();
  await writeFile(file, '{"accounts":{"a":{"mapping":{"statuses":3},"applied":true}}}');
  const mappings = await openMappings(file, () => 0);
  expect(mappings.broken).not.toBeNull();
  expect(mappings.of("a")).toEqual(DEFAULT_MAPPING);
});

test("everything kept is read again in steps, failures are tried again, a stop says so", async () => {
  const cache = createMemoryCache();
  await cache.commitChanges(
    "a1",
    { tickets: Array.from({ length: 250 }, (_, n) => ticketRow(n + 1, { status: "open" })) },
    [],
  );
  let calls = 0;
  const connector = {
    pull: () =>
      Promise.resolve(
        ok({
          changes: { groups: [{ id: "a1:9", accountId: "a1", name: "Money" }] },
          setAside: [],
          cursor: "",
          end: true,
          total: null,
        }),
      ),
    readMany: (ids: readonly string[]) => {
      calls += 1;
      if (calls === 2) return Promise.resolve(err({ kind: "offline", detail: "" } as const));
      const tickets = ids.map((id) => ticketRow(id.slice(3), { status: "pending" }));
      return Promise.resolve(ok({ changes: { tickets }, setAside: [], missing: [] }));
    },
  } as unknown as Connector;
  const options = { accountId: "a1", connector, cache, clock, mayUseNetwork: () => true };
  expect(await remap(options, new AbortController().signal)).toBe(true);
  expect([...cache.records.ticket.values()].filter((one) => one.status === "pending")).toHaveLength(
    250,
  );
  expect(cache.records.group.get("a1:9")?.name).toBe("Money");
  expect(await remap(options, AbortSignal.abort())).toBe(false);
});
