import { EventEmitter } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CacheRequests, MainToHost } from "#contract/cache-protocol.ts";
import { createCacheClient } from "#main/ipc/cache-client.ts";
import { type CacheKeeper, createCacheKeeper } from "#main/ipc/cache-keeper.ts";
import { CACHE_EPOCH, CachePointer, FIRST_POINTER, databaseName } from "#main/ipc/cache-pointer.ts";
import { type JsonStore, openJsonStore } from "#main/settings/json-store.ts";
import { EPOCH } from "#renderer/cache/epochs/e1/tables.ts";

/** What the disk of the fake hosts holds: databases by name, as the real host would see them. */
type Disk = Map<string, { cacheId: string; seq: number; damaged: boolean }>;
type OpenAnswer = CacheRequests["open"]["output"];

class FakeHost {
  readonly port = new EventEmitter() as EventEmitter & {
    postMessage(message: MainToHost): void;
    start(): void;
    close(): void;
  };
  destroyed = false;
  silent = false;
  glimpse: string | null = null;
  readonly opened: string[] = [];
  private readonly disk: Disk;
  readonly die: (reason: string) => void;

  constructor(disk: Disk, die: (reason: string) => void) {
    this.disk = disk;
    this.die = die;
    this.port.start = () => undefined;
    this.port.close = () => undefined;
    this.port.postMessage = (message) => {
      if (this.silent || this.destroyed) return;
      const value = this.answer(message);
      queueMicrotask(() =>
        this.port.emit("message", {
          data: { type: "reply", id: message.id, result: { ok: true, value } },
        }),
      );
    };
  }
  private answer(message: MainToHost): unknown {
    if (message.name === "glimpse") return this.glimpse;
    if (message.name === "open") return this.open(message.input as CacheRequests["open"]["input"]);
    if (message.name === "deleteDatabase") {
      this.disk.delete((message.input as { databaseName: string }).databaseName);
    }
    return null;
  }
  private open({ databaseName: name, expect: known }: CacheRequests["open"]["input"]): OpenAnswer {
    this.opened.push(name);
    const found = this.disk.get(name);
    const base = { rows: {}, detail: null };
    if (found === undefined) {
      const made = { cacheId: `id-of-${name}-${this.disk.size}`, seq: 0, damaged: false };
      this.disk.set(name, made);
      return { ...base, cacheId: made.cacheId, seq: 0, health: known === null ? "fresh" : "lost" };
    }
    const lost =
      found.damaged ||
      (known !== null && (known.cacheId !== found.cacheId || known.seq > found.seq));
    return { ...base, cacheId: found.cacheId, seq: found.seq, health: lost ? "lost" : "good" };
  }
}

let folder = "";
let pointer: JsonStore<CachePointer>;
let keeper: CacheKeeper;
let disk: Disk;
let hosts: FakeHost[] = [];
let openings: boolean[] = [];
let space = true;
let kept: readonly string[] = [];
const host = (): FakeHost => hosts.at(-1)!;

async function begin(): Promise<void> {
  pointer = await openJsonStore(
    path.join(folder, "cache.json"),
    CachePointer,
    FIRST_POINTER,
    () => 0,
  );
  const client = createCacheClient((detail) => keeper.replace(detail));
  keeper = createCacheKeeper({
    client,
    pointer,
    key: new Uint8Array(32),
    openHost: (onGone) => {
      const made = new FakeHost(disk, onGone);
      hosts = [...hosts, made];
      return {
        loaded: Promise.resolve(),
        issuePort: () => made.port as never,
        destroy: () => void (made.destroyed = true),
      };
    },
    onHost: () => undefined,
    onOpen: (lost) => void (openings = [...openings, lost]),
    hasSpace: () => space,
    onGlimpse: async (text) => void (kept = [...kept, text]),
    log: () => undefined,
    crash: () => undefined,
  });
  await keeper.start();
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-keeper-"));
  disk = new Map();
  hosts = [];
  openings = [];
  space = true;
  kept = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await (keeper as CacheKeeper | undefined)?.close();
  await rm(folder, { recursive: true });
});

test("main and the cache host mean the same epoch", () => {
  expect(CACHE_EPOCH).toBe(EPOCH);
});

test("the first start makes a database and remembers its id", async () => {
  await begin();
  expect(openings).toEqual([false]);
  expect(pointer.get().cacheId).toBe(disk.get("cache-e1-g1")?.cacheId);
});

test("what stands on the screen is kept when the console ends, unless it is kept already", async () => {
  await begin();
  host().glimpse = "the queue";
  await keeper.close();
  expect(kept).toEqual(["the queue"]);
  await begin();
  await keeper.close();
  expect(kept).toEqual(["the queue"]);
});

test("a later start opens the same database and is not told that anything was lost", async () => {
  await begin();
  keeper.committed(5);
  disk.get("cache-e1-g1")!.seq = 5;
  await keeper.close();
  openings = [];
  await begin();
  expect(openings).toEqual([false]);
  expect(host().opened).toEqual(["cache-e1-g1"]);
  expect(pointer.get().seq).toBe(5);
});

test.each([
  ["was wiped", () => disk.clear()],
  ["is damaged", () => void (disk.get("cache-e1-g1")!.damaged = true)],
  ["is older than what was committed", () => void (disk.get("cache-e1-g1")!.seq = 2)],
  ["is another one", () => void (disk.get("cache-e1-g1")!.cacheId = "stranger")],
])(
  "a database that %s is replaced under a new name, told once, and deleted",
  async (_why, harm) => {
    await begin();
    keeper.committed(5);
    disk.get("cache-e1-g1")!.seq = 5;
    await keeper.close();
    harm();
    openings = [];
    await begin();
    expect(openings).toEqual([true]);
    expect(databaseName(pointer.get())).toBe("cache-e1-g2");
    await vi.waitFor(() => expect(pointer.get().stale).toEqual([]));
    expect([...disk.keys()]).toEqual(["cache-e1-g2"]);
  },
);

test("a host that dies is started again on the same database", async () => {
  await begin();
  vi.useFakeTimers();
  host().die("crashed");
  await vi.runOnlyPendingTimersAsync();
  await keeper.whenOpen();
  expect(hosts).toHaveLength(2);
  expect(hosts[0]?.destroyed).toBe(true);
  expect(host().opened).toEqual(["cache-e1-g1"]);
  expect(openings).toEqual([false, false]);
});

test("a host that falls silent is replaced after three missed pings", async () => {
  vi.useFakeTimers();
  await begin();
  host().silent = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(hosts.length).toBeGreaterThan(1);
  expect(hosts[0]?.destroyed).toBe(true);
});

test("a broken database is not replaced before the disk has room", async () => {
  vi.useFakeTimers();
  await begin();
  space = false;
  keeper.replace("QuotaExceededError");
  await vi.advanceTimersByTimeAsync(120_000);
  expect(hosts).toHaveLength(1);
  space = true;
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(openings).toEqual([false, true]));
  expect(host().opened).toEqual(["cache-e1-g2"]);
});

test("while the disk is full nothing is written, but questions are answered", async () => {
  await begin();
  space = false;
  await expect(keeper.whenWritable()).rejects.toMatchObject({ error: { kind: "storage" } });
  await expect(keeper.whenOpen()).resolves.toBeUndefined();
});

test("a commit of the last seconds is not counted on after a power cut", async () => {
  vi.useFakeTimers();
  await begin();
  keeper.committed(7);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(pointer.get().seq).toBe(0);
  await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(pointer.get().seq).toBe(7));
});
