import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { AccountKind, AccountSummary, Credentials } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err } from "#domain/kernel/result.ts";
import type { Mappings } from "#main/accounts/mappings.ts";
import { remap } from "#main/accounts/remap.ts";
import type { Worker } from "#main/accounts/sessions.ts";
import type { StagedFiles } from "#main/accounts/staged-files.ts";
import { atMostEvery } from "#main/app/later.ts";
import { type Connected, createConnector } from "#main/connectors/registry.ts";
import type { Log } from "#main/log/log.ts";
import type { Limiter } from "#main/net/limiter.ts";
import { createFetchHttp } from "#main/net/http.ts";
import { systemClock, systemRandom } from "#main/net/system-clock.ts";
import { createEngine } from "#main/sync/engine.ts";
import type { Engine } from "#main/sync/engine-ports.ts";
import { copyOf, openJournalCopy } from "#main/sync/journal/copy-file.ts";
import { mirrorJournalFile } from "#main/sync/journal/mirrored-file.ts";
import { ensureReserve, openNodeJournalFile } from "#main/sync/journal/node-file.ts";
import { type Outbox, openOutbox, TELLING_PAUSE_MS } from "#main/sync/outbox/outbox.ts";
import { type Sender, createSender } from "#main/sync/outbox/sender.ts";
import type { AccountIdentity, CachePort, CrashPoint } from "#main/sync/ports.ts";

export type WorkersDeps = {
  readonly cacheFor: (accountId: string) => CachePort;
  readonly staged: StagedFiles;
  /** Key of the journals, 32 bytes. */
  readonly dataKey: Uint8Array;
  /** File that is given up when the disk is full, so that the journal can still grow. */
  readonly reserve: string;
  readonly userAgent: string;
  /** How long work that nobody waits for rests between its steps now, ms. */
  readonly restMs: () => number;
  readonly onStatus: () => void;
  readonly onReserveUsed: () => void;
  readonly log: Log;
  readonly crash: CrashPoint;
  readonly mappings: Pick<Mappings, "of" | "isPending" | "applied">;
};

export interface Workers {
  openOutbox(accountId: string, file: string): Promise<Result<Outbox, AppError>>;
  /** Who these credentials are; nothing is kept. */
  identify(
    accountId: string,
    kind: AccountKind,
    baseUrl: string,
    credentials: Credentials,
  ): Promise<Result<AccountIdentity, AppError>>;
  start(account: AccountSummary, credentials: Credentials, outbox: Outbox): Worker;
}

const PROBE_MS = 20_000;
const MIRROR_PAUSE_MS = 20;

/** Joins connector, sender and engine of an account: the real ones, on the real clock, network and disk. */
export function createWorkers(deps: WorkersDeps): Workers {
  const { log } = deps;
  const http = createFetchHttp({ clock: systemClock });
  const network = {
    http,
    clock: systemClock,
    random: systemRandom,
    userAgent: deps.userAgent,
  };
  const bytes = (count: number) => new Uint8Array(randomBytes(count));
  /** By account: a worker that starts anew must not forget a Retry-After. */
  const gates = new Map<string, Limiter>();

  return {
    async openOutbox(accountId, file) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const hasReserve = await ensureReserve(deps.reserve, bytes);
      const own = await openNodeJournalFile({
        path: file,
        reservePath: hasReserve ? deps.reserve : null,
        onSpaceLow: deps.onReserveUsed,
        crash: deps.crash,
      });
      const journal = mirrorJournalFile({
        file: own,
        copy: await openJournalCopy(copyOf(file)),
        onRepaired: (records) =>
          log.info("journal", `${records} damaged records were restored from the copy`),
        onCopyLost: (cause) => log.info("journal", `its copy cannot be kept: ${String(cause)}`),
      });
      const opened = await openOutbox(journal, deps.dataKey, {
        accountId,
        clock: systemClock,
        randomBytes: bytes,
        crash: deps.crash,
      });
      if (!opened.ok) await journal.close();
      return opened;
    },
    async identify(accountId, kind, baseUrl, credentials) {
      const connected = createConnector({ accountId, kind, baseUrl, credentials }, network);
      if (!connected.ok) return connected;
      return connected.value.connector.probe(AbortSignal.timeout(PROBE_MS));
    },
    start(account, credentials, outbox) {
      const { accountId, kind, baseUrl } = account;
      const mapping = deps.mappings.of(accountId);
      const limiter = gates.get(accountId);
      const connected = createConnector(
        {
          accountId,
          kind,
          baseUrl,
          credentials,
          mapping,
          ...(limiter === undefined ? {} : { limiter }),
        },
        network,
      );
      if (!connected.ok) {
        // The address was accepted when the account was added, so this is not the agent's doing.
        throw new Error(`the connector of account ${accountId} cannot be built`);
      }
      gates.set(accountId, connected.value.limiter);
      return startWorker(deps, account, connected.value, outbox, log);
    },
  };
}

function startWorker(
  deps: WorkersDeps,
  account: AccountSummary,
  { connector, serverClock }: Connected,
  outbox: Outbox,
  log: Log,
): Worker {
  const { accountId, agentId } = account;
  const cache = deps.cacheFor(accountId);
  const stopped = new AbortController();
  const mirror = atMostEvery(MIRROR_PAUSE_MS, () => {
    if (stopped.signal.aborted) return undefined;
    const entries = outbox.list();
    cache
      .mirrorOutbox(entries)
      .catch((cause: unknown) => log.debug("cache", "the outbox was not mirrored", String(cause)));
    return entries.length * TELLING_PAUSE_MS;
  });

  const sender: Sender = createSender({
    outbox,
    connector,
    cache,
    clock: systemClock,
    random: systemRandom,
    crash: deps.crash,
    identity: () => engine.identity()?.agent.id ?? null,
    mayUseNetwork: () => engine.mayUseNetwork(),
    staged: (file) => deps.staged.read(file.stagedId),
    onNews: (news) => engine.news(news),
    onDefect: (cause) => log.error("sender", "defect", cause),
    onDelivered: ({ intent, createdId }) => {
      const { action } = intent;
      if (action.kind === "update-ticket") engine.refreshTicket(action.ticketId);
      if (action.kind === "merge-ticket") {
        engine.refreshTicket(action.ticketId);
        engine.refreshTicket(action.into);
      }
      if (action.kind === "create-ticket" && createdId !== null) engine.refreshTicket(createdId);
    },
  });
  const engine: Engine = createEngine({
    account: { accountId, agentId },
    connector,
    cache,
    sender,
    clock: systemClock,
    random: systemRandom,
    clockOffsetMs: () => serverClock.offsetMs(),
    restMs: deps.restMs,
    onNotice: (notice) => log.info("engine", notice.kind, notice.stream),
    log: (level, message, data) => log[level]("engine", message, data),
  });
  engine.onStatus(deps.onStatus);
  engine.start();

  const mapping = deps.mappings.of(accountId);
  if (deps.mappings.isPending(accountId)) {
    const clock = systemClock;
    const mayUseNetwork = () => engine.mayUseNetwork();
    remap({ accountId, connector, cache, clock, mayUseNetwork }, stopped.signal)
      .then((isDone) => (isDone ? deps.mappings.applied(accountId, mapping) : undefined))
      .catch((cause: unknown) => log.error("mapping", "reading again", cause));
  }
  const stopMirror = outbox.onChange(mirror);
  mirror();

  return {
    status: () => ({ ...engine.status(), outboxLeftMs: sender.leftMs() }),
    syncNow: () => engine.pullNow(),
    openTicket: (ticketId) => {
      engine.openTicket(ticketId).then(
        (read) => {
          if (!read.ok) log.debug("engine", "a ticket was not read afresh", read.error.kind);
        },
        (cause: unknown) => log.error("engine", "open", cause),
      );
    },
    wake: () => engine.woke(),
    networkHint: () => engine.networkHint(),
    cacheOpened(lost) {
      mirror();
      if (lost) engine.cacheReplaced();
    },
    search: async (query, limit, signal) => {
      if (connector.search === undefined) return null;
      if (!engine.mayUseNetwork()) return err({ kind: "offline", detail: "not connected" });
      return connector.search(query, limit, AbortSignal.any([signal, stopped.signal]));
    },
    attachment: async (contentUrl) => {
      if (!URL.canParse(contentUrl)) {
        return err({
          kind: "invalid",
          field: "contentUrl",
          detail: "not an address",
          remedy: null,
        });
      }
      return connector.attachment(contentUrl, stopped.signal);
    },
    async stop() {
      stopped.abort();
      stopMirror();
      await engine.stop();
    },
  };
}
