import type { AccountId } from "#domain/kernel/ids.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { CacheClient } from "#main/ipc/cache-client.ts";
import { NO_CRASH } from "#main/sync/crash-points.ts";
import type { CachePort, CommitReport, CrashPoint } from "#main/sync/ports.ts";

/** Decides whether the cache may be asked right now. */
export interface CacheGate {
  /** Resolves once a database is open; rejects with CacheUnavailable when that takes too long. */
  whenOpen(): Promise<void>;
  /** Like `whenOpen`, and rejects while the disk is too full to write. */
  whenWritable(): Promise<void>;
  /** Told of every commit. */
  committed(seq: number): void;
}

/** All accounts' outboxes together: the mirror is replaced as a whole. */
export interface OutboxMirror {
  set(accountId: AccountId, entries: readonly OutboxEntry[]): void;
  delete(accountId: AccountId): void;
  all(): readonly OutboxEntry[];
}

export function createOutboxMirror(): OutboxMirror {
  const byAccount = new Map<AccountId, readonly OutboxEntry[]>();
  return {
    set: (accountId, entries) => void byAccount.set(accountId, entries),
    delete: (accountId) => void byAccount.delete(accountId),
    all: () => [...byAccount.values()].flat(),
  };
}

/**
 * The cache as one account's sync engine sees it.
 *
 * @param accountId  Whose outbox `mirrorOutbox` brings; those of other accounts are kept.
 */
export function createCachePort(
  client: CacheClient,
  gate: CacheGate,
  accountId: AccountId,
  mirror: OutboxMirror,
  crash: CrashPoint = NO_CRASH,
): CachePort {
  const counted = async (report: Promise<CommitReport>): Promise<CommitReport> => {
    crash("cache.committing");
    const done = await report;
    crash("cache.committed");
    gate.committed(done.seq);
    return done;
  };
  return {
    async cursor(account, streamId) {
      await gate.whenOpen();
      return client.request("cursor", { accountId: account, streamId });
    },
    async commitPage(account, streamId, page, from) {
      await gate.whenWritable();
      const asked = client.request("commitPage", {
        accountId: account,
        streamId,
        page,
        from,
      });
      crash("cache.committing");
      const done = await asked;
      crash("cache.committed");
      if (done !== "moved") gate.committed(done.seq);
      return done;
    },
    async commitChanges(account, changes, setAside) {
      await gate.whenWritable();
      return counted(client.request("commitChanges", { accountId: account, changes, setAside }));
    },
    async markThreadsWhole(account, end) {
      await gate.whenWritable();
      return client.request("markThreadsWhole", { accountId: account, ...end });
    },
    async mirrorOutbox(entries) {
      mirror.set(accountId, entries);
      await gate.whenWritable();
      await client.request("mirrorOutbox", { entries: mirror.all() });
    },
    async threadGaps(account, agentId, limit) {
      await gate.whenOpen();
      return client.request("threadGaps", { accountId: account, agentId, limit });
    },
    async ticketIds(account, after, limit) {
      await gate.whenOpen();
      return client.request("ticketIds", { accountId: account, after, limit });
    },
    async dropAccount(account) {
      mirror.delete(account);
      await gate.whenOpen();
      await client.request("dropAccount", { accountId: account });
    },
    async stats() {
      await gate.whenOpen();
      return client.request("stats", {});
    },
  };
}
