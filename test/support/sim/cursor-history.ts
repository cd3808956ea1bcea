import { globalId } from "#domain/kernel/ids.ts";
import { createZendeskConnector } from "#main/connectors/zendesk/connector.ts";
import { ENDPOINT_LIMITS } from "#main/connectors/zendesk/limits.ts";
import { createLimiter } from "#main/net/limiter.ts";
import { createServerClock } from "#main/net/server-clock.ts";
import { pullToEnd } from "#main/sync/pull.ts";
import type { Clock } from "#main/sync/ports.ts";
import { createRefresh } from "#main/sync/refresh.ts";
import { SWEEP_STREAM, runSweep } from "#main/sync/sweep.ts";
import { createMemoryCache } from "#test/support/memory-cache.ts";
import { ListServer } from "#test/support/sim/list-server.ts";
import { createRng } from "#test/support/sim/rng.ts";

const ACCOUNT = "a";
const T0 = 1_700_000_000_000;
const NOT_OURS = "is not ours to see";
const HOUR_MS = 3_600_000;
const MODES = {
  admin: ["recent", "tickets", "deleted"],
  agent: ["recent", "walk", "deleted"],
} as const;

export type CursorHistory = { readonly violations: readonly string[]; readonly tickets: number };

/**
 * One random history of an account followed by the real connector, pull, refresh and sweep: ties in one second larger
 * than a page, bulk updates, late commits, changes of the system, deletions, merges, lost access, clocks that are
 * wrong, crashes at commits and lost caches. After quiet the cache must equal what the agent may see.
 */
export async function runCursorHistory(seed: number): Promise<CursorHistory> {
  const rng = createRng(seed);
  let passed = 0;
  const skewMs = rng.pick([0, 0, 7_000, -7_000, HOUR_MS, -HOUR_MS]);
  const clock: Clock = {
    now: () => T0 + passed + skewMs,
    monotonic: () => passed,
    sleep: async (ms, signal) => {
      await Promise.resolve();
      if (signal?.aborted !== true && Number.isFinite(ms)) passed += Math.max(0, ms);
    },
  };
  const server = new ListServer(() => T0 + passed);
  const isAdmin = rng.chance(0.5);
  const streams = MODES[isAdmin ? "admin" : "agent"];
  const serverClock = createServerClock();
  const connector = createZendeskConnector({
    accountId: ACCOUNT,
    origin: "https://sim.example",
    authorization: "x",
    userAgent: "sim",
    http: server.http,
    limiter: createLimiter({
      clock,
      random: rng.next,
      accountPerMinute: 400,
      endpoints: ENDPOINT_LIMITS,
    }),
    clock,
    serverClock,
    historyMs: null,
  });
  const memory = createMemoryCache();
  let crashes = true;
  const cache = {
    ...memory,
    commitPage: async (...args: Parameters<typeof memory.commitPage>) => {
      const dice = crashes ? rng.next() : 1;
      if (dice < 0.03) memory.wipe();
      if (dice > 0.03 && dice < 0.1) throw new Error("the cache is gone");
      const report = await memory.commitPage(...args);
      if (dice > 0.1 && dice < 0.17) throw new Error("the answer is gone");
      return report;
    },
  };
  const never = new AbortController().signal;
  const poll = (streamId: string): Promise<unknown> =>
    pullToEnd({ connector, cache, streamId, onPage: () => change(0.2) }, never).catch(() => null);
  const refresh = createRefresh({
    accountId: ACCOUNT,
    connector,
    cache,
    clock,
    serverNow: () => clock.now() + serverClock.offsetMs(),
  });
  const someId = (): number => rng.int(1, Math.max(1, server.rows.size));

  let changes = 0;
  let quiet = false;
  /** Perhaps something happens at the helpdesk. */
  function change(chance: number): void {
    if (quiet || !rng.chance(chance)) return;
    changes += 1;
    const tag = `t${changes}`;
    const dice = rng.next();
    if (dice < 0.2) server.create(rng.int(1, 4));
    else if (dice < 0.6) server.update(someId(), tag, rng.chance(0.3) ? rng.int(0, 10_000) : 0);
    else if (dice < 0.75) {
      const count = rng.int(10, 40);
      const from = someId();
      for (let n = 0; n < count; n += 1) server.update(from + n, tag, 0);
    } else if (dice < 0.83) server.remove(someId());
    else if (dice < 0.9) server.merge(someId());
    else if (dice < 0.95) server.hide(someId());
    else if (isAdmin) server.touch(someId(), tag);
  }

  server.create(rng.int(5, 50));
  for (let step = rng.int(5, 30); step > 0; step -= 1) {
    passed += rng.pick([10, 300, 1_000, 15_000, 90_000]);
    change(0.7);
    if (rng.chance(0.8)) await poll(rng.pick(streams));
  }
  quiet = true;
  crashes = false;
  passed += 300_000;
  for (let round = 0; round < 2; round += 1) {
    for (const stream of streams) await poll(stream);
    passed += 120_000;
  }
  // The sweep reads again what is kept and would hide what a stream has missed.
  const streamed = compare().filter((line) => !line.endsWith(NOT_OURS));
  await sweep();
  return {
    violations: [...streamed, ...compare()].map(
      (line) => `${line} (${isAdmin ? "admin" : "agent"})`,
    ),
    tickets: server.rows.size,
  };

  /** From its place to its end, and once all over again. */
  async function sweep(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      passed += 25 * HOUR_MS;
      let looks = 0;
      await runSweep(
        {
          accountId: ACCOUNT,
          connector,
          cache,
          refresh,
          clock,
          random: rng.next,
          whenUsable: async () => {
            looks += 1;
            const place = await memory.cursor(ACCOUNT, SWEEP_STREAM);
            return looks < 100 && !(looks > 1 && /"endedAt":\d/.test(place ?? ""));
          },
          onFailure: () => {},
        },
        never,
      );
    }
  }

  function compare(): readonly string[] {
    const found: string[] = [];
    const kept = memory.records.ticket;
    const wanted = new Map(server.visible().map((row) => [globalId(ACCOUNT, row.id), row]));
    for (const [id, row] of wanted) {
      const ticket = kept.get(id);
      if (ticket === undefined) found.push(`I15 ${id} is missing`);
      else if (ticket.tags.join() !== row.tags.join() || ticket.status !== row.status) {
        found.push(`I15 ${id} is old: ${ticket.tags.join()} instead of ${row.tags.join()}`);
      }
    }
    for (const id of kept.keys()) if (!wanted.has(id)) found.push(`I15 ${id} ${NOT_OURS}`);
    return found;
  }
}
