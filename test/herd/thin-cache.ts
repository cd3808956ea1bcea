import type { AgentId, TicketId } from "#domain/kernel/ids.ts";
import type { Changes } from "#domain/sync/page.ts";
import { isUnsolved, type Ticket } from "#domain/ticket/ticket.ts";
import type { CachePort, CommitReport } from "#main/sync/ports.ts";

type Kept = {
  readonly version: number;
  readonly updatedAt: number;
  readonly unsolved: boolean;
  readonly assigneeId: AgentId | null;
};

/** What a cache is asked by sync, without the rows: two hundred of them fit in one process. */
export interface ThinCache extends CachePort {
  /** Another console's cache with the same content. */
  copy(): ThinCache;
}

/** Keeps cursors, and of each ticket its version and the version its thread is whole for. */
export function createThinCache(
  cursors: ReadonlyMap<string, string> = new Map(),
  tickets: ReadonlyMap<TicketId, Kept> = new Map(),
  threads: ReadonlyMap<TicketId, number> = new Map(),
): ThinCache {
  const at = new Map(cursors);
  const kept = new Map(tickets);
  const whole = new Map(threads);
  let seq = 0;

  function put(ticket: Ticket): boolean {
    const known = kept.get(ticket.id);
    if (known !== undefined && known.version >= ticket.version) return false;
    kept.set(ticket.id, {
      version: ticket.version,
      updatedAt: ticket.updatedAt,
      unsolved: isUnsolved(ticket.status),
      assigneeId: ticket.assigneeId,
    });
    return true;
  }
  function apply(changes: Changes): CommitReport {
    let written = 0;
    for (const ticket of changes.tickets ?? []) written += put(ticket) ? 1 : 0;
    for (const stone of changes.tombstones ?? []) {
      if (stone.kind === "ticket" && kept.delete(stone.id)) written += 1;
    }
    for (const id of changes.wholeThreads ?? []) whole.set(id, kept.get(id)?.version ?? 0);
    seq += 1;
    return { seq, written, skipped: 0 };
  }

  return {
    copy: () => createThinCache(at, kept, whole),
    cursor: (accountId, streamId) => Promise.resolve(at.get(`${accountId}/${streamId}`) ?? null),
    commitPage: (accountId, streamId, page, from) => {
      if ((at.get(`${accountId}/${streamId}`) ?? null) !== from) return Promise.resolve("moved");
      at.set(`${accountId}/${streamId}`, page.cursor);
      return Promise.resolve(apply(page.changes));
    },
    commitChanges: (_accountId, changes) => Promise.resolve(apply(changes)),
    markThreadsWhole: (accountId, end) => {
      if ((at.get(`${accountId}/${end.streamId}`) ?? null) !== end.cursor)
        return Promise.resolve(false);
      for (const [id, { version }] of kept) whole.set(id, version);
      return Promise.resolve(true);
    },
    mirrorOutbox: () => Promise.resolve(),
    threadGaps: (_accountId, agentId, limit) => {
      const rank = (one: Kept): number =>
        (one.unsolved ? 2 : 0) + (one.assigneeId === agentId ? 1 : 0);
      return Promise.resolve(
        [...kept]
          .filter(([id, one]) => (whole.get(id) ?? -1) < one.version)
          .toSorted(([, a], [, b]) => rank(b) - rank(a) || b.updatedAt - a.updatedAt)
          .slice(0, limit)
          .map(([id]) => id),
      );
    },
    ticketIds: (_accountId, after, limit) =>
      Promise.resolve(
        [...kept.keys()]
          .filter((id) => after === null || id > after)
          .toSorted()
          .slice(0, limit),
      ),
    dropAccount: () => Promise.resolve(),
    stats: () => Promise.resolve({ cacheId: "thin", seq, rows: { tickets: kept.size } }),
  };
}
