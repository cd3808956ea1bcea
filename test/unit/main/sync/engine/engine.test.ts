import { afterEach, expect, test } from "vitest";
import type { AccountStatus } from "#contract/connection.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import { createEngine } from "#main/sync/engine.ts";
import type { Engine, EngineNotice } from "#main/sync/engine-ports.ts";
import {
  createVirtualClock,
  fixedRandom,
  settle,
  type VirtualClock,
} from "#test/support/fixed-clock.ts";
import { createMemoryCache, type MemoryCache } from "#test/support/memory-cache.ts";
import {
  ACCOUNT,
  createScripted,
  identityOf,
  ME,
  spec,
  ticketOf,
  type Scripted,
} from "#test/unit/main/sync/engine/scripted-connector.ts";

const OFFLINE: AppError = { kind: "offline", detail: "no connection (ECONNREFUSED)" };
const DOWN: AppError = { kind: "unavailable", status: 503, detail: "status 503" };

type Bench = {
  readonly engine: Engine;
  readonly remote: Scripted;
  readonly cache: MemoryCache;
  readonly clock: VirtualClock;
  readonly notices: EngineNotice[];
  readonly states: AccountStatus["state"][];
  readonly sender: string[];
};
const running: { readonly engine: Engine; readonly clock: VirtualClock }[] = [];
afterEach(async () => {
  for (const { engine, clock } of running.splice(0)) {
    const stopped = engine.stop();
    await clock.advance(1);
    await stopped;
  }
});

const STREAMS = [
  spec("first", "first"),
  spec("recent", "live"),
  spec("macros", "lists"),
  spec("history", "history", { completesThreads: true }),
];

function bench(
  options: {
    readonly remote?: Scripted;
    readonly cache?: MemoryCache;
    readonly random?: number;
    readonly restMs?: () => number;
  } = {},
): Bench {
  const remote = options.remote ?? createScripted(STREAMS);
  const cache = options.cache ?? createMemoryCache();
  const clock = createVirtualClock();
  const notices: EngineNotice[] = [];
  const states: AccountStatus["state"][] = [];
  const sender: string[] = [];
  const engine = createEngine({
    account: { accountId: ACCOUNT, agentId: ME },
    connector: remote,
    cache,
    sender: {
      kick: () => void sender.push("kick"),
      run: async (signal) => {
        sender.push("run");
        await new Promise<void>((resolve) =>
          signal.addEventListener("abort", () => resolve(), { once: true }),
        );
        sender.push("end");
      },
      pause: () => void sender.push("pause"),
      resume: () => void sender.push("resume"),
      interrupt: () => void sender.push("interrupt"),
    },
    clock,
    random: fixedRandom(options.random ?? 0.5),
    clockOffsetMs: () => 250,
    ...(options.restMs !== undefined && { restMs: options.restMs }),
    onNotice: (notice) => void notices.push(notice),
  });
  engine.onStatus((status) => {
    if (states.at(-1) !== status.state) states.push(status.state);
  });
  running.push({ engine, clock });
  return { engine, remote, cache, clock, notices, states, sender };
}

test("a start probes, brings the agent's own queue first and then everything else", async () => {
  const { engine, remote, cache, clock, states, sender } = bench();
  remote.pages.set("history", 3);
  engine.start();
  await clock.advance(5_000);
  expect(states).toEqual(["connecting", "online"]);
  expect(remote.calls.pulls[0]?.stream).toBe("first");
  expect(new Set(remote.calls.pulls.map((one) => one.stream))).toEqual(
    new Set(["first", "recent", "macros", "history"]),
  );
  expect(cache.records.ticket.size).toBe(6);
  const status = engine.status();
  expect(status.progress).toMatchObject({ workable: true, complete: true, share: 1, rows: 6 });
  expect(status.freshAt).not.toBeNull();
  expect(status.clockOffsetMs).toBe(250);
  expect(sender.slice(0, 3)).toEqual(["run", "resume", "kick"]);
  expect(engine.mayUseNetwork()).toBe(true);
  expect(engine.identity()?.agent.id).toBe(ME);
});

test("nothing but the first stream is pulled before the first stream has ended", async () => {
  const { engine, remote, clock } = bench();
  remote.failures.set("first", [DOWN, DOWN]);
  engine.start();
  await clock.advance(1_500);
  expect(new Set(remote.calls.pulls.map((one) => one.stream))).toEqual(new Set(["first"]));
  expect(engine.status().progress.workable).toBe(false);
  await clock.advance(60_000);
  expect(engine.status().progress.workable).toBe(true);
  expect(engine.status().state).toBe("online");
});

test("a page is committed with its cursor before the one after it, and the fetch runs one page ahead at most", async () => {
  const { engine, remote, cache, clock } = bench({
    remote: createScripted([spec("first", "first"), spec("big", "history")]),
  });
  remote.pages.set("big", 5);
  const order: string[] = [];
  const commitPage = cache.commitPage;
  const pull = remote.pull;
  Object.assign(cache, {
    commitPage: async (...args: Parameters<typeof commitPage>) => {
      const report = await commitPage(...args);
      if (args[1] === "big") order.push(`commit ${args[2].cursor}`);
      return report;
    },
  });
  Object.assign(remote, {
    pull: (...args: Parameters<typeof pull>) => {
      if (args[0] === "big") order.push(`pull ${args[1]}`);
      return pull(...args);
    },
  });
  engine.start();
  await clock.advance(1_000);
  expect(order.filter((one) => one.startsWith("commit"))).toEqual([
    "commit 1",
    "commit 2",
    "commit 3",
    "commit 4",
    "commit 5",
  ]);
  for (let n = 2; n <= 4; n += 1)
    expect(order.indexOf(`pull ${n}`)).toBeGreaterThan(order.indexOf(`commit ${n - 1}`));
});

test("a cache that dies in the middle is asked again and the stream goes on from its stored cursor", async () => {
  const { engine, remote, cache, clock } = bench();
  remote.pages.set("history", 4);
  engine.start();
  await settle();
  cache.failNext(3);
  await clock.advance(60_000);
  expect(engine.status().progress.complete).toBe(true);
  expect([...cache.records.ticket.keys()].filter((id) => id.startsWith("a:history")).length).toBe(
    4,
  );
});

test("a cache that was lost is filled again from the beginning", async () => {
  const { engine, remote, cache, clock } = bench();
  remote.pages.set("history", 2);
  engine.start();
  await clock.advance(2_000);
  expect(engine.status().progress.complete).toBe(true);
  cache.wipe();
  engine.cacheReplaced();
  expect(engine.status().progress.complete).toBe(false);
  await clock.advance(30_000);
  expect(cache.records.ticket.size).toBe(5);
  expect(engine.status().progress.complete).toBe(true);
});

test("without network a start is offline at once, tries again within seconds, and ends the outage by itself", async () => {
  const { engine, remote, clock, states } = bench();
  remote.probeAnswer = err(OFFLINE);
  engine.start();
  await clock.advance(100);
  const { state, retryAt, detail } = engine.status();
  expect([state, detail]).toEqual(["offline", OFFLINE.detail]);
  expect((retryAt ?? 0) - clock.now()).toBeLessThanOrEqual(5_000);
  expect(engine.mayUseNetwork()).toBe(false);
  expect(remote.calls.pulls).toEqual([]);
  await clock.advance(60_000);
  expect(remote.calls.probes).toBeGreaterThan(10);
  remote.probeAnswer = ok(identityOf());
  await clock.advance(6_000);
  expect(states).toEqual(["connecting", "offline", "online"]);
});

test("a long outage is probed ever less often, and the agent's own wish is obeyed at once", async () => {
  const { engine, remote, clock } = bench({ random: 0.9 });
  remote.probeAnswer = err(OFFLINE);
  engine.start();
  await clock.advance(3_600_000);
  const before = remote.calls.probes;
  await clock.advance(600_000);
  expect(remote.calls.probes - before).toBeLessThanOrEqual(8);
  remote.probeAnswer = ok(identityOf());
  engine.pullNow();
  await clock.advance(1);
  expect(engine.status().state).toBe("online");
});

test("the machine's own network coming back is used within five seconds, even in a long outage", async () => {
  const { engine, remote, clock } = bench({ random: 0.9 });
  remote.probeAnswer = err(OFFLINE);
  engine.start();
  await clock.advance(3_600_000);
  remote.probeAnswer = ok(identityOf());
  engine.networkHint();
  await clock.advance(5_000);
  expect(engine.status().state).toBe("online");
});

test("a call that fails while probes pass is degraded, not offline, and heals with the next success", async () => {
  const { engine, remote, clock, states } = bench();
  engine.start();
  await clock.advance(1_000);
  remote.failures.set("recent", [DOWN]);
  await clock.advance(13_000);
  expect(states).toEqual(["connecting", "online", "degraded", "online"]);
  expect(engine.mayUseNetwork()).toBe(true);
});

test("losing the network in the middle of the shift is noticed by the next call", async () => {
  const { engine, remote, clock } = bench();
  engine.start();
  await clock.advance(1_000);
  remote.probeAnswer = err(OFFLINE);
  engine.news({ kind: "offline", detail: "connection lost (ECONNRESET)" });
  await clock.advance(10);
  expect(engine.status().state).toBe("offline");
  expect(engine.mayUseNetwork()).toBe(false);
  const pulls = remote.calls.pulls.length;
  await clock.advance(120_000);
  expect(remote.calls.pulls.length).toBe(pulls);
});

test("a login page of the network is blocked, a rejected token signed out; both keep what is there", async () => {
  const { engine, remote, cache, clock, sender } = bench();
  engine.start();
  await clock.advance(1_000);
  const rows = cache.records.ticket.size;
  remote.probeAnswer = err({ kind: "blocked", detail: "a page instead of data (status 200)" });
  engine.news({ kind: "blocked", detail: "a page instead of data" });
  await clock.advance(10);
  expect(engine.status().state).toBe("blocked");
  remote.probeAnswer = err({ kind: "signed-out", detail: "Couldn't authenticate you" });
  await clock.advance(10_000);
  expect(engine.status().state).toBe("signed-out");
  expect(sender).toContain("pause");
  expect(cache.records.ticket.size).toBe(rows);
  const probes = remote.calls.probes;
  await clock.advance(600_000);
  expect(remote.calls.probes).toBe(probes);
  remote.probeAnswer = ok(identityOf());
  engine.pullNow();
  await clock.advance(10);
  expect(engine.status().state).toBe("online");
  expect(sender.lastIndexOf("resume")).toBeGreaterThan(sender.indexOf("pause"));
});

test("another agent's identity is never taken for ours", async () => {
  const { engine, remote, clock } = bench();
  remote.probeAnswer = ok(identityOf("a:2"));
  engine.start();
  await clock.advance(1_000);
  expect(engine.status().state).toBe("signed-out");
  expect(engine.mayUseNetwork()).toBe(false);
  expect(remote.calls.pulls).toEqual([]);
});

test("when somebody else turns out to be signed in, nothing more goes under the old name", async () => {
  const { engine, remote, clock, sender } = bench();
  engine.start();
  await clock.advance(1_000);
  expect(engine.identity()?.agent.id).toBe(ME);
  remote.probeAnswer = ok(identityOf("a:2"));
  engine.news({ kind: "offline", detail: "reset" });
  await clock.advance(100);
  expect(engine.status().state).toBe("signed-out");
  expect(engine.identity()).toBeNull();
  expect(sender.slice(sender.indexOf("pause"))).toEqual(["pause", "interrupt"]);
  remote.probeAnswer = ok(identityOf());
  engine.pullNow();
  await clock.advance(100);
  expect(engine.identity()?.agent.id).toBe(ME);
  expect(sender).toContain("resume");
});

test("waking from sleep drops what is under way, waits a little, and connects anew", async () => {
  const { engine, remote, clock, states, sender } = bench();
  engine.start();
  await clock.advance(1_000);
  const probes = remote.calls.probes;
  clock.jumpWall(8 * 3_600_000);
  await clock.advance(5_000);
  expect(sender).toContain("interrupt");
  expect(states.at(-1)).toBe("connecting");
  await clock.advance(15_000);
  expect(states.at(-1)).toBe("online");
  expect(remote.calls.probes).toBeGreaterThan(probes);
  await clock.advance(15_000);
  expect(remote.calls.pulls.filter((one) => one.stream === "recent").length).toBeGreaterThan(1);
});

test("an ordinary minute is no wake-up", async () => {
  const { engine, clock, sender } = bench();
  engine.start();
  await clock.advance(60_000);
  clock.jumpWall(20_000);
  await clock.advance(60_000);
  expect(sender).not.toContain("interrupt");
});

test("a rejected cursor goes back a little, is told once, and brings the stream to its end", async () => {
  const { engine, remote, clock, notices } = bench();
  remote.pages.set("history", 6);
  engine.start();
  await clock.advance(1_000);
  remote.pages.set("history", 9);
  const rejected: AppError = {
    kind: "refused",
    status: 400,
    field: null,
    detail: "cursor is not valid",
  };
  remote.failures.set("history", [rejected]);
  await clock.advance(20_000);
  const after = remote.calls.pulls
    .filter((one) => one.stream === "history")
    .map((one) => one.cursor);
  expect(after.slice(6, 9)).toEqual(["6", "4", "5"]);
  expect(after).toContain("8");
  remote.failures.set("history", [rejected]);
  await clock.advance(20_000);
  expect(notices).toEqual([{ kind: "cursor-restarted", stream: "history" }]);
});

test("a stream without permission is dropped and told, the others go on, and a new plan is taken up", async () => {
  const { engine, remote, clock, notices } = bench();
  remote.failures.set("history", [{ kind: "no-access", detail: "Forbidden" }]);
  engine.start();
  await clock.advance(1_000);
  remote.specs = [...STREAMS, spec("walk", "history")];
  engine.pullNow();
  await clock.advance(20_000);
  expect(notices).toEqual([{ kind: "stream-unavailable", stream: "history", detail: "Forbidden" }]);
  expect(remote.calls.pulls.filter((one) => one.stream === "history").length).toBe(1);
  expect(remote.calls.pulls.some((one) => one.stream === "walk")).toBe(true);
  expect(engine.status().progress.complete).toBe(true);
});

test("throttling waits as told and does not count as an outage", async () => {
  const { engine, remote, clock, states } = bench();
  remote.failures.set("macros", [{ kind: "throttled", retryAfterMs: 30_000 }]);
  engine.start();
  await clock.advance(29_000);
  expect(remote.calls.pulls.filter((one) => one.stream === "macros").length).toBe(1);
  await clock.advance(10_000);
  expect(remote.calls.pulls.filter((one) => one.stream === "macros").length).toBe(2);
  expect(states).toEqual(["connecting", "online"]);
});

test("opening a ticket reads it afresh once, however often it is asked for", async () => {
  const { engine, remote, cache, clock } = bench();
  engine.start();
  await clock.advance(1_000);
  const before = remote.calls.opens.length;
  const answers = await Promise.all([engine.openTicket("a:77"), engine.openTicket("a:77")]);
  expect(answers.every((one) => one.ok)).toBe(true);
  expect((await engine.openTicket("a:77")).ok).toBe(true);
  expect(remote.calls.opens.length - before).toBe(1);
  expect(cache.records.ticket.get("a:77")?.version).toBe(2);
  expect((await engine.openTicket("a:new-123")).ok).toBe(true);
  expect(remote.calls.opens).not.toContain("a:new-123");
});

test("a ticket that is gone becomes a tombstone; a refused one only when a second look says so too", async () => {
  const { engine, remote, cache, clock } = bench();
  engine.start();
  await clock.advance(1_000);
  remote.opened.set("a:first-1", err({ kind: "not-found", detail: "RecordNotFound" }));
  remote.opened.set("a:recent-1", err({ kind: "no-access", detail: "Forbidden" }));
  await engine.openTicket("a:first-1");
  expect(cache.records.ticket.has("a:first-1")).toBe(false);
  expect(cache.tombstones.get("ticket/a:first-1")?.why).toBe("deleted");
  const refused = engine.openTicket("a:recent-1");
  await clock.advance(4_000);
  expect(cache.records.ticket.has("a:recent-1")).toBe(true);
  await clock.advance(2_000);
  expect((await refused).ok).toBe(false);
  expect(cache.tombstones.get("ticket/a:recent-1")?.why).toBe("no-access");
  await cache.commitChanges(ACCOUNT, { tickets: [ticketOf("a:first-1", 1)] }, []);
  expect(cache.records.ticket.has("a:first-1")).toBe(false);
});

test("threads are filled behind the queue, and one that fails does not hold up the others", async () => {
  const remote = createScripted([spec("first", "first"), spec("recent", "live")]);
  remote.pages.set("first", 8);
  remote.opened.set("a:first-3", err(DOWN));
  const { engine, cache, clock } = bench({ remote });
  engine.start();
  await clock.advance(30_000);
  expect(cache.whole.size).toBe(8);
  expect(cache.whole.has("a:first-3")).toBe(false);
  const tries = remote.calls.opens.filter((id) => id === "a:first-3").length;
  expect(tries).toBeLessThanOrEqual(2);
  remote.opened.delete("a:first-3");
  await clock.advance(700_000);
  expect(cache.whole.has("a:first-3")).toBe(true);
});

test("a ticket somebody asked for goes before all gaps", async () => {
  const remote = createScripted([spec("first", "first")]);
  const { engine, clock } = bench({ remote });
  engine.start();
  engine.refreshTicket("a:42");
  await clock.advance(1_000);
  expect(remote.calls.opens[0]).toBe("a:42");
});

test("while the agent presses keys, threads that nobody asked for come with rests between, all of them", async () => {
  const remote = createScripted([spec("first", "first")]);
  remote.pages.set("first", 300);
  let restMs = 1_000;
  const { engine, cache, clock } = bench({ remote, restMs: () => restMs });
  engine.start();
  await clock.advance(10_000);
  const slow = remote.calls.opens.length;
  expect(slow).toBeGreaterThan(5);
  expect(slow).toBeLessThanOrEqual(30);
  engine.refreshTicket("a:42");
  await clock.advance(20_000);
  expect(remote.calls.opens).toContain("a:42");
  restMs = 0;
  await clock.advance(10_000);
  expect(cache.whole.size).toBeGreaterThanOrEqual(300);
});

test("while a bulk stream brings all threads, only the most pressing are fetched one by one", async () => {
  const remote = createScripted([
    spec("first", "first"),
    spec("events", "history", { completesThreads: true }),
  ]);
  remote.pages.set("first", 400);
  remote.failures.set(
    "events",
    Array.from({ length: 50 }, () => DOWN),
  );
  const { engine, cache, clock } = bench({ remote });
  engine.start();
  await clock.advance(20_000);
  expect(remote.calls.opens.length).toBeGreaterThan(50);
  expect(remote.calls.opens.length).toBeLessThanOrEqual(170);
  remote.failures.clear();
  await clock.advance(300_000);
  expect(cache.whole.size).toBe(401);
});

test("the sweep drops what is gone, a hundred at a time, and goes on where it stopped", async () => {
  const remote = createScripted([spec("first", "first"), spec("history", "history")]);
  remote.pages.set("history", 250);
  const { engine, cache, clock } = bench({ remote });
  engine.start();
  await clock.advance(30_000);
  remote.opened.set("a:history-7", err({ kind: "not-found", detail: "gone" }));
  remote.opened.set("a:history-99", err({ kind: "no-access", detail: "Forbidden" }));
  await clock.advance(120_000);
  expect(cache.records.ticket.has("a:history-7")).toBe(false);
  expect(cache.records.ticket.has("a:history-99")).toBe(false);
  expect(cache.records.ticket.size).toBe(249);
  expect(JSON.parse(cache.cursors.get("a/sweep") ?? "{}")).toMatchObject({ after: null });
});

test("what ended in a cache that was lost is not remembered in the next one", async () => {
  const { engine, remote, cache, clock } = bench({
    remote: createScripted([
      spec("first", "first"),
      spec("history", "history", { completesThreads: true }),
    ]),
  });
  remote.pages.set("history", 3);
  const { markThreadsWhole } = cache;
  let losses = 0;
  Object.assign(cache, {
    // The stream has ended; before its threads are marked the database is another one.
    markThreadsWhole: async (...args: Parameters<typeof markThreadsWhole>) => {
      if (losses === 0) {
        losses += 1;
        cache.wipe();
        engine.cacheReplaced();
      }
      return markThreadsWhole(...args);
    },
  });
  engine.start();
  await clock.advance(60_000);
  expect(losses).toBe(1);
  expect(cache.records.ticket.size).toBe(4);
  const { cacheId } = await cache.stats();
  expect(await cache.cursor("a", "engine-complete")).toBe(cacheId);
  cache.wipe(); // and a copy of the old mark would not count in yet another one
  cache.cursors.set("a/engine-complete", cacheId);
  const offline = createScripted([]);
  offline.probeAnswer = err(OFFLINE);
  const second = bench({ cache, remote: offline });
  second.engine.start();
  await second.clock.advance(1_000);
  expect(second.engine.status().progress.complete).toBe(false);
});

test("a start without network tells what earlier sessions knew", async () => {
  const cache = createMemoryCache();
  const first = bench({ cache });
  first.engine.start();
  await first.clock.advance(5_000);
  const known = first.engine.status().freshAt;
  const remote = createScripted([]);
  remote.probeAnswer = err(OFFLINE);
  const second = bench({ cache, remote });
  second.engine.start();
  await second.clock.advance(1_000);
  const status = second.engine.status();
  expect(status.state).toBe("offline");
  expect(status.progress).toMatchObject({ workable: true, complete: true });
  expect(status.freshAt).toBe(known);
});

test("stopping ends everything that is under way", async () => {
  const { engine, clock, sender } = bench();
  engine.start();
  await clock.advance(3_000);
  const stopped = engine.stop();
  await clock.advance(1);
  await stopped;
  expect(sender.at(-1)).toBe("end");
  expect(clock.sleeping()).toBe(0);
  expect(engine.mayUseNetwork()).toBe(false);
});

test("records set aside are counted once each", async () => {
  const { engine, remote, clock } = bench();
  const pull = remote.pull;
  Object.assign(remote, {
    pull: async (...args: Parameters<typeof pull>) => {
      const page = await pull(...args);
      if (!page.ok || args[0] !== "macros") return page;
      const note = {
        accountId: ACCOUNT,
        kind: "macro",
        remoteId: "7",
        field: "title",
        reason: "should be string",
        at: 1,
      };
      return ok({ ...page.value, setAside: [note] });
    },
  });
  engine.start();
  await clock.advance(60_000);
  expect(engine.status().setAsideCount).toBe(1);
});
