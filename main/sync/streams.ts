import type { AccountId } from "#domain/kernel/ids.ts";
import type { Page } from "#domain/sync/page.ts";
import { createBell } from "#main/sync/bell.ts";
import type { Connection } from "#main/sync/connection.ts";
import type { EngineLog, EngineNotice } from "#main/sync/engine-ports.ts";
import { createGate } from "#main/sync/gate.ts";
import type { Progress } from "#main/sync/progress.ts";
import type {
  CachePort,
  Clock,
  CommitReport,
  Connector,
  Random,
  StreamEnd,
  StreamSpec,
} from "#main/sync/ports.ts";
import { followStream } from "#main/sync/stream-loop.ts";

/** Bulk streams at work at once: each keeps up to two pages in memory. */
const BULK_AT_ONCE = 2;
/** After a long outage bulk work lets everybody's outbox go first. */
const BULK_SPREAD_MS = 30_000;
/** Threads fetched one by one while a bulk stream will bring them all anyway. */
const FILL_BEFORE_BULK = 150;

export type StreamsOptions = {
  readonly accountId: AccountId;
  readonly connector: Connector;
  readonly cache: CachePort;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EngineLog;
  readonly onNotice: (notice: EngineNotice) => void;
  readonly progress: () => Progress;
  /** Runs a task for ever, whatever becomes of one round of it. */
  readonly keep: (name: string, task: () => Promise<void>, signal: AbortSignal) => Promise<void>;
  readonly onPage: (spec: StreamSpec, page: Page, report: CommitReport) => void;
  /** A stream has reached its end; what it brought is marked. */
  readonly onEnd: (spec: StreamSpec) => Promise<void>;
  /** Threads may be fetched now. */
  readonly onFirstDone: () => void;
  /** Something to show has changed. */
  readonly onChange: () => void;
};

/** All streams of an account, in their order of work. */
export interface Streams {
  /** Starts each stream once per session; streams that a probe brings later are added. */
  run(signal: AbortSignal): Promise<void>;
  /** The agent wants what is new now. */
  hurry(): void;
  /** The connector may know more streams than before. */
  replan(): void;
  /** Bulk work waits a while, after a long outage. */
  letOthersGoFirst(): void;
  whenFirstDone(signal: AbortSignal): Promise<void>;
  /** Threads worth fetching one by one; null: all, since no stream will bring them. */
  singleThreads(): number | null;
  /** The cache was lost: all begins again. */
  forget(): void;
}

export function createStreams(options: StreamsOptions): Streams {
  const { accountId, connector, cache, connection, clock, random, log } = options;
  const liveBell = createBell(clock);
  const firstBell = createBell(clock);
  const replanBell = createBell(clock);
  const gate = createGate(BULK_AT_ONCE);
  const ended = new Set<string>();
  let bulkFrom = 0;
  let isFirstDone = false;

  function markFirstDone(): void {
    isFirstDone = true;
    firstBell.ring();
    options.onFirstDone();
  }

  /** Everything but the first stream waits for it: the agent's own queue comes before all lists. */
  async function whenFirstDone(signal: AbortSignal): Promise<void> {
    while (!isFirstDone && !signal.aborted) await firstBell.wait(Number.POSITIVE_INFINITY, signal);
  }
  async function whenBulkMay(signal: AbortSignal): Promise<void> {
    await whenFirstDone(signal);
    const restMs = bulkFrom - clock.monotonic();
    if (restMs > 0) await clock.sleep(restMs, signal);
  }

  async function onEnd(spec: StreamSpec, end: StreamEnd): Promise<void> {
    const isNews = !ended.has(spec.id);
    ended.add(spec.id);
    options.progress().ended(spec);
    if (spec.phase === "first") markFirstDone();
    if (spec.completesThreads && isNews) {
      const isMarked = await cache.markThreadsWhole(accountId, end);
      if (!isMarked) ended.delete(spec.id); // another cache: its threads are still to come
    }
    await options.onEnd(spec);
  }

  async function runStream(
    spec: StreamSpec,
    isVeryFirst: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const isBulk = spec.phase === "history" || spec.phase === "sweep";
    if (isBulk) await whenBulkMay(signal);
    else if (!isVeryFirst) await whenFirstDone(signal);
    await followStream(
      {
        spec,
        connector,
        cache,
        connection,
        clock,
        random,
        bell: liveBell,
        pass: isBulk ? gate.pass : (work) => work(),
        onPage: options.onPage,
        onEnd,
        onRestart: (own) => {
          ended.delete(own.id);
          options.onNotice({ kind: "cursor-restarted", stream: own.id });
        },
        onDropped: (own, error) => {
          options.progress().dropped(own);
          if (isVeryFirst) markFirstDone();
          const detail = "detail" in error ? error.detail : error.kind;
          const data = { account: accountId, stream: own.id, why: error.kind };
          log("info", "stream unavailable", data);
          options.onNotice({ kind: "stream-unavailable", stream: own.id, detail });
          replanBell.ring();
          options.onChange();
        },
      },
      signal,
    );
  }

  return {
    async run(signal) {
      const running = new Map<string, Promise<void>>();
      while (!signal.aborted) {
        for (const [index, spec] of connector.streams().entries()) {
          if (running.has(spec.id)) continue;
          const isVeryFirst = index === 0 && spec.phase === "first";
          if (index === 0 && !isVeryFirst) markFirstDone();
          const task = (): Promise<void> => runStream(spec, isVeryFirst, signal);
          running.set(spec.id, options.keep(spec.id, task, signal));
        }
        await replanBell.wait(Number.POSITIVE_INFINITY, signal);
      }
      await Promise.all(running.values());
    },
    hurry: () => liveBell.ring(),
    replan: () => replanBell.ring(),
    letOthersGoFirst: () => {
      bulkFrom = clock.monotonic() + random() * BULK_SPREAD_MS;
    },
    whenFirstDone,
    singleThreads: () => {
      const bulk = connector.streams().find((spec) => spec.completesThreads);
      if (bulk === undefined || ended.has(bulk.id)) return null;
      return bulk.singleThreads ?? FILL_BEFORE_BULK;
    },
    forget: () => {
      ended.clear();
      isFirstDone = false;
    },
  };
}
