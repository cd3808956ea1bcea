import fc from "fast-check";
import { expect, test } from "vitest";
import { ok } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import { pullToEnd } from "#main/sync/pull.ts";
import { createProgress } from "#main/sync/progress.ts";
import { createBell } from "#main/sync/bell.ts";
import { createGate } from "#main/sync/gate.ts";
import { createVirtualClock, settle } from "#test/support/fixed-clock.ts";
import { createMemoryCache, type MemoryCache } from "#test/support/memory-cache.ts";
import {
  ACCOUNT,
  createScripted,
  spec,
  ticketOf,
  type Scripted,
} from "#test/unit/main/sync/engine/scripted-connector.ts";

const never = new AbortController().signal;

/** A remote over a changing set of tickets: position = how far in the log of changes. */
function logRemote(
  log: readonly { readonly id: string; readonly version: number }[],
  pageSize: number,
): Scripted {
  const remote = createScripted([spec("log", "history")]);
  Object.assign(remote, {
    pull: async (_stream: string, cursor: string | null) => {
      await Promise.resolve();
      const from = Number(cursor ?? "0");
      const rows = log.slice(from, from + pageSize);
      const page: Page = {
        changes: { tickets: rows.map((row) => ticketOf(row.id, row.version)) },
        setAside: [],
        cursor: String(from + rows.length),
        end: from + rows.length >= log.length,
        total: null,
      };
      return ok(page);
    },
  });
  return remote;
}

/** The cache, ended by a crash before or after the n-th commit. */
function crashing(cache: MemoryCache, at: number, before: boolean): MemoryCache {
  let count = 0;
  return {
    ...cache,
    commitPage: async (...args) => {
      count += 1;
      if (count === at && before) throw new Error("crash");
      const report = await cache.commitPage(...args);
      if (count === at) throw new Error("crash");
      return report;
    },
  };
}

const history = fc
  .array(
    fc.record({
      id: fc.integer({ min: 1, max: 12 }).map((n) => `a:${n}`),
      gap: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let version = 1;
    return rows.map(({ id, gap }) => ({ id, version: (version += gap) }));
  });

test("whatever the page size and wherever it crashes, the cache ends as the newest state of the log", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { maxLength: 8 }),
      async (log, pageSize, crashes) => {
        const cache = createMemoryCache();
        const remote = logRemote(log, pageSize);
        const options = { connector: remote, streamId: "log", onPage: () => undefined };
        for (const [at, before] of crashes) {
          await pullToEnd({ ...options, cache: crashing(cache, at, before) }, never).catch(
            () => null,
          );
          const position = Number(await cache.cursor(ACCOUNT, "log"));
          const seen = new Set(log.slice(0, position).map((row) => row.id));
          expect(new Set(cache.records.ticket.keys())).toEqual(seen); // rows and cursor moved together
        }
        const done = await pullToEnd({ ...options, cache }, never);
        expect(done.ok).toBe(true);
        const newest = new Map(log.map((row) => [row.id, row.version]));
        expect(new Map([...cache.records.ticket].map(([id, row]) => [id, row.version]))).toEqual(
          newest,
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("a connector that never moves on is not asked for ever", async () => {
  const remote = createScripted([spec("stuck", "history")]);
  let pulls = 0;
  Object.assign(remote, {
    pull: async () => {
      pulls += 1;
      return Promise.resolve(
        ok({ changes: {}, setAside: [], cursor: "same", end: false, total: null }),
      );
    },
  });
  const pulled = await pullToEnd(
    { connector: remote, cache: createMemoryCache(), streamId: "stuck", onPage: () => undefined },
    never,
  );
  expect(pulled).toEqual(ok({ streamId: "stuck", cursor: "same" }));
  expect(pulls).toBe(2);
});

test("a page that was fetched before the cache was lost leaves no hole in the next one", async () => {
  const log = Array.from({ length: 30 }, (_, n) => ({ id: `a:${n}`, version: n + 1 }));
  for (let lostAt = 1; lostAt <= 10; lostAt += 1) {
    const cache = createMemoryCache();
    const remote = logRemote(log, 3);
    let commits = 0;
    const losing: MemoryCache = {
      ...cache,
      commitPage: async (...args) => {
        commits += 1;
        if (commits === lostAt) cache.wipe();
        return cache.commitPage(...args);
      },
    };
    const pulled = await pullToEnd(
      { connector: remote, cache: losing, streamId: "log", onPage: () => undefined },
      never,
    );
    expect(pulled).toEqual(ok({ streamId: "log", cursor: "30" }));
    expect(cache.records.ticket.size).toBe(30);
  }
});

test("a position to begin at instead of the stored one counts only while one is stored", async () => {
  const log = Array.from({ length: 9 }, (_, n) => ({ id: `a:${n}`, version: n + 1 }));
  const cache = createMemoryCache();
  const pulled = await pullToEnd(
    {
      connector: logRemote(log, 2),
      cache,
      streamId: "log",
      from: { cursor: "6" },
      onPage: () => undefined,
    },
    never,
  );
  expect(pulled.ok).toBe(true);
  expect(cache.records.ticket.size).toBe(9);
});

test("stopping in the middle commits nothing more", async () => {
  const remote = createScripted([spec("big", "history")]);
  remote.pages.set("big", 100);
  const cache = createMemoryCache();
  const stop = new AbortController();
  const pulled = await pullToEnd(
    {
      connector: remote,
      cache,
      streamId: "big",
      onPage: (page) => (page.cursor === "3" ? stop.abort() : undefined),
    },
    stop.signal,
  );
  expect(pulled.ok ? "ok" : pulled.error.kind).toBe("cancelled");
  expect(cache.records.ticket.size).toBeLessThanOrEqual(4);
  expect(await cache.cursor(ACCOUNT, "big")).toBe(String(cache.records.ticket.size));
});

test("progress tells share and time left, and slows down when nothing comes", async () => {
  const clock = createVirtualClock();
  const own = spec("history", "history");
  const progress = createProgress(clock, () => [own]);
  const page = (done: number): Page => ({
    changes: { tickets: [ticketOf(`a:${done}`)] },
    setAside: [],
    cursor: "",
    end: false,
    total: 1000,
    done,
  });
  expect(progress.view()).toMatchObject({
    share: null,
    secondsLeft: null,
    workable: false,
    complete: false,
  });
  for (let n = 1; n <= 10; n += 1) {
    progress.page(own, page(n * 50));
    await clock.advance(1_000);
  }
  expect(progress.view().share).toBe(0.5);
  const left = progress.view().secondsLeft ?? 0;
  expect(left).toBeGreaterThan(5);
  await clock.advance(30_000);
  expect(progress.view().secondsLeft ?? 0).toBeGreaterThan(left);
  progress.ended(own);
  expect(progress.view()).toMatchObject({ share: 1, secondsLeft: 0, complete: true });
});

test("a bell ends a wait early, a signal too, and both are told apart", async () => {
  const clock = createVirtualClock();
  const bell = createBell(clock);
  const stop = new AbortController();
  const waits = [
    bell.wait(Number.POSITIVE_INFINITY, never),
    bell.wait(500, never),
    bell.wait(Number.POSITIVE_INFINITY, stop.signal),
  ];
  await clock.advance(500);
  stop.abort();
  bell.ring();
  expect(await Promise.all(waits)).toEqual(["rung", "time", "stopped"]);
});

test("a gate lets few in at once, in order, and nobody who gave up", async () => {
  const gate = createGate(2);
  const log: string[] = [];
  const doors: (() => void)[] = [];
  const work = (name: string) => async (): Promise<string> => {
    log.push(name);
    await new Promise<void>((resolve) => doors.push(resolve));
    return name;
  };
  const stop = new AbortController();
  const all = [
    gate.pass(work("a"), never),
    gate.pass(work("b"), never),
    gate.pass(work("c"), stop.signal),
    gate.pass(work("d"), never),
  ];
  await settle();
  expect(log).toEqual(["a", "b"]);
  stop.abort();
  doors[0]?.();
  await settle();
  expect(log).toEqual(["a", "b", "d"]);
  doors[1]?.();
  doors[2]?.();
  expect(await Promise.all(all)).toEqual(["a", "b", null, "d"]);
});
