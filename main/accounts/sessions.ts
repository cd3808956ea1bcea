import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { AccountSummary, Credentials } from "#contract/account.ts";
import type { AccountStatus } from "#contract/connection.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import type { Session } from "#main/accounts/session.ts";
import { copyOf } from "#main/sync/journal/copy-file.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";

/** What works for an account that is signed in. */
export interface Worker extends Pick<Session, "search"> {
  status(): AccountStatus;
  syncNow(): void;
  openTicket(ticketId: TicketId): void;
  wake(): void;
  networkHint(): void;
  /** `lost`: what the cache held is gone, everything is fetched again. */
  cacheOpened(lost: boolean): void;
  attachment(contentUrl: string): Promise<Result<Uint8Array, AppError>>;
  stop(): Promise<void>;
}

export type SessionsDeps = {
  readonly journals: string;
  readonly openOutbox: (accountId: string, file: string) => Promise<Result<Outbox, AppError>>;
  readonly startWorker: (
    account: AccountSummary,
    credentials: Credentials,
    outbox: Outbox,
  ) => Worker;
  /** The outbox of an account without a worker must reach the cache too. */
  readonly mirror: (outbox: Outbox) => void;
  /** Forget everything of an account in the cache. */
  readonly dropFromCache: (accountId: string) => Promise<void>;
  readonly onOutbox: () => void;
  /** A journal could not be read with this profile's key; it was put aside under this name. */
  readonly onJournalAside: (file: string) => void;
  /** Bytes of a journal were damaged, not merely unfinished. */
  readonly onJournalDamaged: (bytes: number) => void;
  readonly now: () => number;
  readonly log: (what: string, detail: string) => void;
};

export interface Sessions {
  list(): readonly Session[];
  find(accountId: string): Session | undefined;
  /**
   * Opens an account's journal, if it is not open yet, and starts its worker, ending the one before. Without
   * credentials it waits: `signed-out` for a person, `connecting` for a workspace that is being started. Text is kept
   * in any case.
   */
  open(
    account: AccountSummary,
    credentials: Credentials | "signed-out" | "connecting",
  ): Promise<Result<null, AppError>>;
  /** Ends an account and deletes what is kept of it. */
  discard(accountId: string): Promise<void>;
  cacheOpened(lost: boolean): void;
  wake(): void;
  networkHint(): void;
  closeAll(): Promise<void>;
}

/** What of a session changes when somebody signs in. */
type Live = {
  account: AccountSummary;
  readonly outbox: Outbox;
  worker: Worker | null;
  idleState: "signed-out" | "connecting";
};

/** The accounts at work, each with its own journal. */
export function createSessions(deps: SessionsDeps): Sessions {
  const sessions = new Map<string, Session>();
  const lives = new Map<string, Live>();
  const journalOf = (accountId: string) => path.join(deps.journals, `${accountId}.log`);

  async function openJournal(accountId: string): Promise<Result<Outbox, AppError>> {
    await mkdir(deps.journals, { recursive: true, mode: 0o700 });
    const file = journalOf(accountId);
    const first = await deps.openOutbox(accountId, file);
    if (first.ok || first.error.kind !== "storage" || !/another key/.test(first.error.detail)) {
      return first;
    }
    const aside = `${file}.locked-${deps.now()}`;
    await rename(file, aside);
    await rename(copyOf(file), copyOf(aside)).catch(() => undefined);
    deps.onJournalAside(aside);
    return deps.openOutbox(accountId, file);
  }

  /** Opens the journal of an account; from then on its text is safe, whoever is signed in. */
  async function begin(account: AccountSummary): Promise<Result<Live, AppError>> {
    const { accountId } = account;
    const opened = await openJournal(accountId);
    if (!opened.ok) return opened;
    const outbox = opened.value;
    const { tornBytes, damagedBytes } = outbox.report;
    if (tornBytes > 0) deps.log("journal", `${tornBytes} unfinished bytes cut`);
    if (damagedBytes > 0) deps.onJournalDamaged(damagedBytes);
    const live: Live = { account, outbox, worker: null, idleState: "connecting" };
    const stopListening = outbox.onChange(() => {
      deps.onOutbox();
      if (live.worker === null) deps.mirror(outbox);
    });
    deps.mirror(outbox);
    sessions.set(accountId, toSession(live, stopListening));
    lives.set(accountId, live);
    return ok(live);
  }

  const toSession = (live: Live, stopListening: () => void): Session => ({
    get account() {
      return live.account;
    },
    outbox: live.outbox,
    status: () => live.worker?.status() ?? idleStatus(live.account.accountId, live.idleState),
    syncNow: () => live.worker?.syncNow(),
    openTicket: (ticketId) => live.worker?.openTicket(ticketId),
    wake: () => live.worker?.wake(),
    networkHint: () => live.worker?.networkHint(),
    cacheOpened: (lost) =>
      live.worker === null ? deps.mirror(live.outbox) : live.worker.cacheOpened(lost),
    search: async (query, limit, signal) =>
      live.worker === null
        ? err({ kind: "offline", detail: "not connected" })
        : live.worker.search(query, limit, signal),
    attachment: async (contentUrl) =>
      live.worker === null
        ? err({ kind: "signed-out", detail: "sign in to fetch attachments" })
        : live.worker.attachment(contentUrl),
    async close() {
      await live.worker?.stop();
      stopListening();
      await live.outbox.close();
    },
  });

  async function openNow(
    account: AccountSummary,
    credentials: Credentials | "signed-out" | "connecting",
  ): Promise<Result<null, AppError>> {
    const { accountId } = account;
    const known = lives.get(accountId);
    const begun = known === undefined ? await begin(account) : ok(known);
    if (!begun.ok) return begun;
    const live = begun.value;
    // The journal stays open: a page that asks meanwhile finds every word.
    const before = live.worker;
    live.worker = null;
    await before?.stop();
    live.account = account;
    if (typeof credentials === "string") live.idleState = credentials;
    else live.worker = deps.startWorker(account, credentials, live.outbox);
    deps.onOutbox();
    return ok(null);
  }

  async function discardNow(accountId: string): Promise<void> {
    await sessions.get(accountId)?.close();
    sessions.delete(accountId);
    lives.delete(accountId);
    await rm(journalOf(accountId), { force: true });
    await rm(`${journalOf(accountId)}.aside`, { force: true });
    await rm(copyOf(journalOf(accountId)), { force: true });
    await deps.dropFromCache(accountId);
    deps.onOutbox();
  }

  /** One change of an account at a time: never two workers on one outbox. */
  const turns = new Map<string, Promise<unknown>>();
  function inTurn<T>(accountId: string, act: () => Promise<T>): Promise<T> {
    const before = turns.get(accountId) ?? Promise.resolve();
    const mine = before.then(act, act);
    turns.set(accountId, mine);
    const end = (): void => {
      if (turns.get(accountId) === mine) turns.delete(accountId);
    };
    mine.then(end, end);
    return mine;
  }

  return {
    list: () => [...sessions.values()],
    find: (accountId) => sessions.get(accountId),
    open: (account, credentials) => inTurn(account.accountId, () => openNow(account, credentials)),
    discard: (accountId) => inTurn(accountId, () => discardNow(accountId)),
    cacheOpened(lost) {
      for (const session of sessions.values()) session.cacheOpened(lost);
    },
    wake() {
      for (const session of sessions.values()) session.wake();
    },
    networkHint() {
      for (const session of sessions.values()) session.networkHint();
    },
    async closeAll() {
      await Promise.allSettled(turns.values());
      await Promise.all(
        [...sessions.values()].map((session) =>
          session.close().catch((cause: unknown) => deps.log("closing an account", String(cause))),
        ),
      );
      sessions.clear();
      lives.clear();
    },
  };
}

/** What an account without credentials says of itself. */
const idleStatus = (accountId: string, state: "signed-out" | "connecting"): AccountStatus => ({
  accountId,
  state,
  freshAt: null,
  clockOffsetMs: 0,
  detail: null,
  progress: { rows: 0, share: null, secondsLeft: null, workable: false, complete: false },
  setAsideCount: 0,
  retryAt: null,
});
