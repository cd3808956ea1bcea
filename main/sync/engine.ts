import type { AccountStatus } from "#contract/connection.ts";
import { defect, type AppError } from "#domain/kernel/app-error.ts";
import type { Page } from "#domain/sync/page.ts";
import { createBell } from "#main/sync/bell.ts";
import { createConnection } from "#main/sync/connection.ts";
import type { Engine, EngineOptions } from "#main/sync/engine-ports.ts";
import type { DeliveryNews } from "#main/sync/outbox/delivery.ts";
import { createProgress, type Progress } from "#main/sync/progress.ts";
import type { AccountIdentity, CommitReport, StreamSpec } from "#main/sync/ports.ts";
import { createRefresh } from "#main/sync/refresh.ts";
import { createRemembered } from "#main/sync/remembered.ts";
import { createStreams } from "#main/sync/streams.ts";
import { runSweep } from "#main/sync/sweep.ts";
import { createThreadFiller } from "#main/sync/thread-filler.ts";
import { createTicketOpener } from "#main/sync/ticket-opener.ts";
import { watchForWake } from "#main/sync/wake.ts";

const WAKE_SPREAD_MS = 15_000;
const LONG_OUTAGE_MS = 600_000;
const MAX_SET_ASIDE = 10_000;
const TASK_RETRY_MS = 5_000;

const toAppError = (news: Exclude<DeliveryNews, { kind: "answered" }>): AppError =>
  news.kind === "unavailable" ? { ...news, status: 0 } : news;

/** Builds the engine of one account; nothing happens before `start`. */
export function createEngine(options: EngineOptions): Engine {
  const { account, connector, cache, sender, clock, random } = options;
  const { accountId } = account;
  const log = options.log ?? (() => undefined);
  const stopper = new AbortController();
  const listeners = new Set<(status: AccountStatus) => void>();
  const fillBell = createBell(clock);
  const setAside = new Set<string>();
  let identity: AccountIdentity | null = null;
  let freshAt: number | null = null;
  let wasComplete = false;
  let started: Promise<void> | null = null;
  /** From one wake-up to the next. */
  let session = new AbortController();
  let nextDelayMs = 0;

  const newProgress = (): Progress => createProgress(clock, () => connector.streams());
  let progress = newProgress();
  const remembered = createRemembered(cache, accountId, clock);
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
      if (outageMs > LONG_OUTAGE_MS) streams.letOthersGoFirst();
      sender.resume();
      sender.kick();
      streams.replan();
    },
  });
  const opener = createTicketOpener(connection, refresh, clock);

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

  function onPage(spec: StreamSpec, page: Page, { written }: CommitReport): void {
    progress.page(spec, page);
    for (const note of page.setAside) {
      if (setAside.size < MAX_SET_ASIDE)
        setAside.add(`${note.kind}/${note.remoteId}/${note.field}`);
    }
    if (written > 0 && spec.phase !== "history") fillBell.ring();
    emit();
  }

  async function onEnd(spec: StreamSpec): Promise<void> {
    if (spec.phase === "live") {
      freshAt = clock.now();
      await remembered.fresh(freshAt);
    }
    if (progress.view().complete && !wasComplete) {
      wasComplete = true;
      await remembered.complete();
      log("info", "history complete", { account: accountId, rows: progress.view().rows });
    }
    emit();
  }

  /** Runs a task for ever; a bug or a cache that died ends one round of it, never the engine. */
  async function keep(name: string, task: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await task();
        return;
      } catch (cause) {
        const error = defect(cause);
        const detail = error.kind === "defect" ? error.detail : "";
        log("error", "task failed", { task: name, detail });
        await clock.sleep(TASK_RETRY_MS, signal);
      }
    }
  }

  const streams = createStreams({
    accountId,
    connector,
    cache,
    connection,
    clock,
    random,
    log,
    onNotice: (notice) => options.onNotice?.(notice),
    progress: () => progress,
    keep,
    onPage,
    onEnd,
    onFirstDone: () => fillBell.ring(),
    onChange: emit,
  });

  const filler = createThreadFiller({
    accountId,
    agentId: () => identity?.agent.id ?? account.agentId ?? "",
    cache,
    refresh,
    clock,
    bell: fillBell,
    whenUsable: (signal) => connection.whenUsable(signal),
    bulkLimit: streams.singleThreads,
    restMs: options.restMs ?? (() => 0),
    onFailure: (error) => connection.suspect(error),
  });

  async function fill(signal: AbortSignal): Promise<void> {
    await streams.whenFirstDone(signal);
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

  async function restore(): Promise<void> {
    const known = await remembered.load();
    progress.restore(known);
    wasComplete = known.complete;
    freshAt ??= known.freshAt;
    emit();
  }

  async function runSession(startDelayMs: number, signal: AbortSignal): Promise<void> {
    await Promise.all([
      connection.run(startDelayMs, signal),
      keep("streams", () => streams.run(signal), signal),
      keep("threads", () => fill(signal), signal),
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
      streams.hurry();
      sender.kick();
    },
    networkHint: () => connection.hint(),
    woke: wake,
    cacheReplaced: () => {
      streams.forget();
      opener.forget();
      remembered.forget();
      progress = newProgress();
      wasComplete = false;
      emit();
      session.abort();
    },
    openTicket: (ticketId) => opener.open(ticketId, session.signal),
    refreshTicket: (ticketId) => filler.ask(ticketId),
    mayUseNetwork: () => connection.isUsable(),
    identity: () => (connection.view().state === "signed-out" ? null : identity),
    news: (news) => {
      if (news.kind === "answered") connection.confirm();
      else if (news.kind !== "throttled") connection.suspect(toAppError(news));
    },
  };
}
