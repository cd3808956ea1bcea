import type { AccountStatus } from "#contract/connection.ts";
import { defect, type AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, AgentId, TicketId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import { createBell } from "#main/sync/bell.ts";
import { createConnection } from "#main/sync/connection.ts";
import { createGate } from "#main/sync/gate.ts";
import { createProgress, type Progress } from "#main/sync/progress.ts";
import type {
  AccountIdentity,
  CachePort,
  Clock,
  Connector,
  Random,
  StreamEnd,
  StreamSpec,
} from "#main/sync/ports.ts";
import { createRefresh } from "#main/sync/refresh.ts";
import { followStream } from "#main/sync/stream-loop.ts";
import { runSweep } from "#main/sync/sweep.ts";
import { createThreadFiller } from "#main/sync/thread-filler.ts";
import { watchForWake } from "#main/sync/wake.ts";

/** The part of the sender (`outbox/sender.ts`) that the engine drives. */
export type EngineSender = {
  kick(): void;
  run(signal: AbortSignal): Promise<void>;
  pause(): void;
  resume(): void;
  interrupt(): void;
};

/** What the sender tells about the connection (`outbox/delivery.ts`). */
export type EngineNews =
  | { readonly kind: "answered" }
  | { readonly kind: "offline"; readonly detail: string }
  | { readonly kind: "blocked"; readonly detail: string }
  | { readonly kind: "unavailable"; readonly detail: string }
  | { readonly kind: "throttled"; readonly retryAfterMs: number }
  | { readonly kind: "signed-out"; readonly detail: string };

/** Something worth one line to the agent. `stream` is our own name of it, never customers' text. */
export type EngineNotice =
  | { readonly kind: "cursor-restarted"; readonly stream: string }
  | { readonly kind: "stream-unavailable"; readonly stream: string; readonly detail: string };

export type EngineOptions = {
  readonly account: {
    readonly accountId: AccountId;
    /** Whose account this is; another identity is treated as signed out. null: not known yet. */
    readonly agentId: AgentId | null;
  };
  readonly connector: Connector;
  readonly cache: CachePort;
  readonly sender: EngineSender;
  readonly clock: Clock;
  readonly random: Random;
  /** Server minus local clock, ms. */
  readonly clockOffsetMs: () => number;
  readonly onNotice?: (notice: EngineNotice) => void;
  /** Names and numbers only; nothing of customers. */
  readonly log?: (
    level: "error" | "info" | "debug",
    message: string,
    data: Readonly<Record<string, string | number | boolean | null>>,
  ) => void;
};

/** Keeps one account's cache true and its outbox moving. */
export interface Engine {
  /** Begins; a second call changes nothing. */
  start(): void;
  /** Ends everything under way; resolves when it has. The engine can't be started again. */
  stop(): Promise<void>;
  status(): AccountStatus;
  /** Called with each new state. Returns the way out. */
  onStatus(listener: (status: AccountStatus) => void): () => void;
  /** The agent asks: connect and read at once. */
  pullNow(): void;
  /** The system says that the network is back: try soon. */
  networkHint(): void;
  /** The system resumed from sleep. Missed events are noticed by the clock. */
  woke(): void;
  /** The cache is another one than before (it was lost and made anew): everything begins again from its cursors. */
  cacheReplaced(): void;
  /** The agent looks at this ticket: read it afresh. Resolves when it is in the cache. */
  openTicket(ticketId: TicketId): Promise<Result<null, AppError>>;
  /** Read this ticket again in the background, e.g. after a reply went out. */
  refreshTicket(ticketId: TicketId): void;
  /** For the sender: calls may go. */
  mayUseNetwork(): boolean;
  /** For the sender: who is signed in, once known; null while signed out. */
  identity(): AccountIdentity | null;
  /** For the sender's `onNews`. */
  news(news: EngineNews): void;
}

/** Bulk streams at work at once: each keeps up to two pages in memory. */
const BULK_AT_ONCE = 2;
const WAKE_SPREAD_MS = 15_000;
const LONG_OUTAGE_MS = 600_000;
/** After a long outage bulk work lets everybody's outbox go first. */
const BULK_SPREAD_MS = 30_000;
/** Threads fetched one by one while a bulk stream will bring them all anyway. */
const FILL_BEFORE_BULK = 150;
const OPEN_AGAIN_MS = 3_000;
const MAX_SET_ASIDE = 10_000;
/** Pseudo streams: what the engine itself remembers, next to the rows. */
const REMEMBERED = { complete: "engine-complete", fresh: "engine-fresh" } as const;
const FRESH_EVERY_MS = 60_000;
const TASK_RETRY_MS = 5_000;

const toAppError = (news: Exclude<EngineNews, { kind: "answered" }>): AppError =>
  news.kind === "unavailable" ? { ...news, status: 0 } : news;

/** Builds the engine of one account; nothing happens before `start`. */
export function createEngine(options: EngineOptions): Engine {
  const { account, connector, cache, sender, clock, random } = options;
  const { accountId } = account;
  const log = options.log ?? (() => undefined);
  const stopper = new AbortController();
  const listeners = new Set<(status: AccountStatus) => void>();
  const liveBell = createBell(clock);
  const fillBell = createBell(clock);
  const firstBell = createBell(clock);
  const replanBell = createBell(clock);
  const gate = createGate(BULK_AT_ONCE);
  const setAside = new Set<string>();
  const opened = new Map<TicketId, number>();
  const endedStreams = new Set<string>();
  let identity: AccountIdentity | null = null;
  let freshAt: number | null = null;
  let freshSavedAt = 0;
  let bulkFrom = 0;
  let isFirstDone = false;
  let wasComplete = false;
  let started: Promise<void> | null = null;
  let session = new AbortController();
  let nextDelayMs = 0;
  /** The cache that this session works on, and what of `REMEMBERED` it holds. */
  let cacheId = "";
  const remembered: Record<"complete" | "fresh", string | null> = { complete: null, fresh: null };

  const newProgress = (): Progress => createProgress(clock, () => connector.streams());
  let progress = newProgress();
  const refresh = createRefresh({
    accountId,
    connector,
    cache,
    clock,
    serverNow: () => clock.now() + options.clockOffsetMs(),
  });

  const connection = createConnection({
    probe: (signal) => connector.probe(signal),
    agentId: account.agentId,
    clock,
    random,
    onChange: (view) => {
      log("info", "connection", { account: accountId, state: view.state });
      if (view.state === "signed-out") {
        sender.pause();
        // Whose name the calls under way would carry is not sure any more: what they did is looked for later.
        sender.interrupt();
      }
      emit();
    },
    onOnline: (found, outageMs) => {
      if (identity !== null && identity.agent.id !== found.agent.id) sender.interrupt();
      identity = found;
      if (outageMs > LONG_OUTAGE_MS) bulkFrom = clock.monotonic() + random() * BULK_SPREAD_MS;
      sender.resume();
      sender.kick();
      replanBell.ring();
    },
  });

  function status(): AccountStatus {
    const { state, detail, retryAt } = connection.view();
    return {
      accountId,
      state,
      freshAt,
      clockOffsetMs: options.clockOffsetMs(),
      detail,
      progress: progress.view(),
      setAsideCount: setAside.size,
      retryAt,
    };
  }
  function emit(): void {
    const now = status();
    for (const listener of listeners) listener(now);
  }

  const emptyPage = (cursor: string): Page => ({
    changes: {},
    setAside: [],
    cursor,
    end: true,
    total: null,
  });

  function onPage(spec: StreamSpec, page: Page, written: number): void {
    progress.page(spec, page);
    for (const note of page.setAside) {
      if (setAside.size < MAX_SET_ASIDE)
        setAside.add(`${note.kind}/${note.remoteId}/${note.field}`);
    }
    if (written > 0 && spec.phase !== "history") fillBell.ring();
    emit();
  }

  async function onEnd(spec: StreamSpec, end: StreamEnd): Promise<void> {
    const isNews = !endedStreams.has(spec.id);
    endedStreams.add(spec.id);
    progress.ended(spec);
    if (spec.phase === "first") markFirstDone();
    if (spec.completesThreads && isNews) {
      const isMarked = await cache.markThreadsWhole(accountId, end);
      if (!isMarked) endedStreams.delete(spec.id); // another cache: its threads are still to come
    }
    if (spec.phase === "live") {
      freshAt = clock.now();
      if (clock.monotonic() - freshSavedAt >= FRESH_EVERY_MS || freshSavedAt === 0) {
        freshSavedAt = clock.monotonic();
        await remember("fresh", String(freshAt));
      }
    }
    if (progress.view().complete && !wasComplete) {
      wasComplete = true;
      await remember("complete", cacheId);
      log("info", "history complete", { account: accountId, rows: progress.view().rows });
    }
    emit();
  }

  /** Next to the rows, unless they are not those that this session knows. */
  async function remember(what: "complete" | "fresh", value: string): Promise<void> {
    const page = emptyPage(value);
    const done = await cache.commitPage(accountId, REMEMBERED[what], page, remembered[what]);
    if (done !== "moved") remembered[what] = value;
  }

  function markFirstDone(): void {
    isFirstDone = true;
    firstBell.ring();
    fillBell.ring();
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
        onPage: (own, page, report) => onPage(own, page, report.written),
        onEnd,
        onRestart: (own) => {
          endedStreams.delete(own.id);
          options.onNotice?.({ kind: "cursor-restarted", stream: own.id });
        },
        onDropped: (own, error) => {
          progress.dropped(own);
          if (isVeryFirst) markFirstDone();
          const detail = "detail" in error ? error.detail : error.kind;
          log("info", "stream unavailable", {
            account: accountId,
            stream: own.id,
            why: error.kind,
          });
          options.onNotice?.({ kind: "stream-unavailable", stream: own.id, detail });
          replanBell.ring();
          emit();
        },
      },
      signal,
    );
  }

  /** Runs a task for ever; a bug or a cache that died ends one round of it, never the engine. */
  async function keep(name: string, task: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await task();
        return;
      } catch (cause) {
        const error = defect(cause);
        log("error", "task failed", {
          task: name,
          detail: error.kind === "defect" ? error.detail : "",
        });
        await clock.sleep(TASK_RETRY_MS, signal);
      }
    }
  }

  /** Starts each stream once per session; streams that a probe brings later are added. */
  async function runStreams(signal: AbortSignal): Promise<void> {
    const running = new Map<string, Promise<void>>();
    while (!signal.aborted) {
      for (const [index, spec] of connector.streams().entries()) {
        if (running.has(spec.id)) continue;
        const isVeryFirst = index === 0 && spec.phase === "first";
        if (index === 0 && !isVeryFirst) markFirstDone();
        running.set(
          spec.id,
          keep(spec.id, () => runStream(spec, isVeryFirst, signal), signal),
        );
      }
      await replanBell.wait(Number.POSITIVE_INFINITY, signal);
    }
    await Promise.all(running.values());
  }

  const filler = createThreadFiller({
    accountId,
    agentId: () => identity?.agent.id ?? account.agentId ?? "",
    cache,
    refresh,
    clock,
    bell: fillBell,
    whenUsable: (signal) => connection.whenUsable(signal),
    bulkLimit: () => {
      const bulk = connector.streams().find((spec) => spec.completesThreads);
      if (bulk === undefined || endedStreams.has(bulk.id)) return null;
      return bulk.singleThreads ?? FILL_BEFORE_BULK;
    },
    onFailure: (error) => connection.suspect(error),
  });

  async function runFiller(signal: AbortSignal): Promise<void> {
    await whenFirstDone(signal);
    await filler.run(signal);
  }

  async function sweep(signal: AbortSignal): Promise<void> {
    if (connector.readMany === undefined) return;
    while (!progress.view().complete && !signal.aborted) await clock.sleep(60_000, signal);
    await runSweep(
      {
        accountId,
        connector,
        cache,
        refresh,
        clock,
        random,
        whenUsable: (own) => connection.whenUsable(own),
        onFailure: (error) => connection.suspect(error),
      },
      signal,
    );
  }

  /** What earlier sessions knew, so that a start without network says the truth. */
  async function restore(): Promise<void> {
    const stats = await cache.stats();
    cacheId = stats.cacheId;
    remembered.complete = await cache.cursor(accountId, REMEMBERED.complete);
    remembered.fresh = await cache.cursor(accountId, REMEMBERED.fresh);
    const complete = remembered.complete === cacheId;
    const fresh = Number(remembered.fresh);
    progress.restore({
      workable: complete || (fresh > 0 && (stats.rows["tickets"] ?? 0) > 0),
      complete,
    });
    wasComplete = complete;
    if (fresh > 0) freshAt ??= fresh;
    emit();
  }

  /** From one wake-up to the next. */
  async function runSession(startDelayMs: number, signal: AbortSignal): Promise<void> {
    await Promise.all([
      connection.run(startDelayMs, signal),
      keep("streams", () => runStreams(signal), signal),
      keep("threads", () => runFiller(signal), signal),
      keep("sweep", () => sweep(signal), signal),
    ]);
  }

  function wake(): void {
    log("info", "woke", { account: accountId });
    nextDelayMs = random() * WAKE_SPREAD_MS;
    sender.interrupt();
    session.abort();
  }

  async function run(): Promise<void> {
    const stop = stopper.signal;
    const always = [
      keep("sender", () => sender.run(stop), stop),
      keep("wake", () => watchForWake(clock, wake, stop), stop),
    ];
    while (!stop.aborted) {
      await keep("restore", restore, stop);
      if (stop.aborted) break; // a listener added now would never be called
      const delayMs = nextDelayMs;
      nextDelayMs = 0;
      session = new AbortController();
      const end = session;
      const onStop = (): void => end.abort();
      stop.addEventListener("abort", onStop, { once: true });
      await runSession(delayMs, session.signal);
      stop.removeEventListener("abort", onStop);
    }
    await Promise.all(always);
  }

  return {
    start: () => {
      started ??= run();
    },
    stop: async () => {
      stopper.abort();
      await started;
    },
    status,
    onStatus: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    pullNow: () => {
      connection.hurry();
      liveBell.ring();
      sender.kick();
    },
    networkHint: () => connection.hint(),
    woke: wake,
    cacheReplaced: () => {
      endedStreams.clear();
      opened.clear();
      progress = newProgress();
      wasComplete = false;
      isFirstDone = false;
      freshSavedAt = 0;
      emit();
      session.abort();
    },
    openTicket: async (ticketId) => {
      if (!connection.isUsable()) return err({ kind: "offline", detail: "not connected" });
      const last = opened.get(ticketId);
      if (last !== undefined && clock.monotonic() - last < OPEN_AGAIN_MS) return ok(null);
      opened.delete(ticketId);
      opened.set(ticketId, clock.monotonic());
      const [oldest] = opened.keys();
      if (opened.size > 500 && oldest !== undefined) opened.delete(oldest);
      try {
        const read = await refresh.read(ticketId, "now", session.signal);
        if (read.ok) connection.confirm();
        else {
          opened.delete(ticketId);
          const { kind } = read.error;
          if (
            kind === "offline" ||
            kind === "blocked" ||
            kind === "unavailable" ||
            kind === "signed-out"
          ) {
            connection.suspect(read.error);
          }
        }
        return read;
      } catch (cause) {
        return err(defect(cause));
      }
    },
    refreshTicket: (ticketId) => filler.ask(ticketId),
    mayUseNetwork: () => connection.isUsable(),
    identity: () => (connection.view().state === "signed-out" ? null : identity),
    news: (news) => {
      if (news.kind === "answered") connection.confirm();
      else if (news.kind !== "throttled") connection.suspect(toAppError(news));
    },
  };
}
