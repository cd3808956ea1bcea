import type { Customer, Organisation } from "#domain/customer/customer.ts";
import type {
  Agent,
  Article,
  Group,
  RemoteView,
  TicketField,
} from "#domain/directory/directory.ts";
import type { AccountId, GlobalId, TicketId } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Changes, Page, RecordKind, SetAside, Tombstone } from "#domain/sync/page.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import { isUnsolved, type Ticket } from "#domain/ticket/ticket.ts";
import type { CachePort, CommitReport } from "#main/sync/ports.ts";

type Records = {
  readonly ticket: Map<GlobalId, Ticket>;
  readonly customer: Map<GlobalId, Customer>;
  readonly organisation: Map<GlobalId, Organisation>;
  readonly agent: Map<GlobalId, Agent>;
  readonly group: Map<GlobalId, Group>;
  readonly macro: Map<GlobalId, Macro>;
  readonly article: Map<GlobalId, Article>;
  readonly view: Map<GlobalId, RemoteView>;
  readonly field: Map<GlobalId, TicketField>;
};

/** A cache in memory that obeys the rules of the real one: versions never go back, tombstones hold. */
export interface MemoryCache extends CachePort {
  readonly records: Records;
  readonly threads: Map<TicketId, Map<GlobalId, Interaction>>;
  readonly whole: Map<TicketId, number>;
  readonly tombstones: Map<string, Tombstone>;
  readonly setAside: SetAside[];
  readonly cursors: Map<string, string>;
  readonly commits: { readonly stream: string | null; readonly page: Page | null }[];
  /** Makes the next writes fail, as a cache host that died does. */
  failNext(times: number): void;
  /** Forgets everything, as when the database was lost. */
  wipe(): void;
}

const versionOf = (record: object): number =>
  "version" in record && typeof record.version === "number" ? record.version : 0;

export function createMemoryCache(): MemoryCache {
  const records: Records = {
    ticket: new Map(),
    customer: new Map(),
    organisation: new Map(),
    agent: new Map(),
    group: new Map(),
    macro: new Map(),
    article: new Map(),
    view: new Map(),
    field: new Map(),
  };
  const threads = new Map<TicketId, Map<GlobalId, Interaction>>();
  const whole = new Map<TicketId, number>();
  const tombstones = new Map<string, Tombstone>();
  const setAside: SetAside[] = [];
  const cursors = new Map<string, string>();
  const commits: { readonly stream: string | null; readonly page: Page | null }[] = [];
  let seq = 0;
  let failures = 0;
  let cacheId = 1;

  function put<T extends { readonly id: GlobalId }>(
    kind: RecordKind,
    rows: Map<GlobalId, T>,
    incoming: readonly T[],
  ): number {
    let written = 0;
    for (const row of incoming) {
      const version = versionOf(row);
      const known = rows.get(row.id);
      const stone = tombstones.get(`${kind}/${row.id}`);
      if (stone !== undefined && version <= stone.version) continue;
      if (known !== undefined && version < versionOf(known)) continue;
      if (known !== undefined && JSON.stringify(known) === JSON.stringify(row)) continue;
      rows.set(row.id, row);
      written += 1;
    }
    return written;
  }

  function apply(accountId: AccountId, changes: Changes): number {
    let written = 0;
    const lists = {
      ticket: changes.tickets,
      customer: changes.customers,
      organisation: changes.organisations,
      agent: changes.agents,
      group: changes.groups,
      macro: changes.macros,
      article: changes.articles,
      view: changes.views,
      field: changes.fields,
    };
    for (const stone of changes.tombstones ?? []) {
      const rows: Map<GlobalId, object> = records[stone.kind];
      const known = rows.get(stone.id);
      if (known !== undefined && versionOf(known) > stone.version) continue;
      tombstones.set(`${stone.kind}/${stone.id}`, stone);
      if (rows.delete(stone.id)) written += 1;
      if (stone.kind === "ticket") threads.delete(stone.id);
    }
    for (const kind of Object.keys(lists) as RecordKind[]) {
      const incoming: readonly { readonly id: GlobalId }[] = lists[kind] ?? [];
      written += put(kind, records[kind] as Map<GlobalId, { readonly id: GlobalId }>, incoming);
    }
    for (const kind of changes.wholeKinds ?? []) {
      const kept = new Set((lists[kind] ?? []).map((row) => row.id));
      for (const id of records[kind].keys()) {
        if (id.startsWith(`${accountId}:`) && !kept.has(id)) records[kind].delete(id);
      }
    }
    for (const id of changes.wholeThreads ?? []) {
      threads.delete(id);
      whole.set(id, records.ticket.get(id)?.version ?? 0);
    }
    for (const entry of changes.interactions ?? []) {
      const thread = threads.get(entry.ticketId) ?? new Map<GlobalId, Interaction>();
      threads.set(entry.ticketId, thread);
      if (JSON.stringify(thread.get(entry.id)) !== JSON.stringify(entry)) written += 1;
      thread.set(entry.id, entry);
    }
    return written;
  }

  function commit(
    accountId: AccountId,
    stream: string | null,
    page: Page | null,
    changes: Changes,
    notes: readonly SetAside[],
  ): CommitReport {
    if (failures > 0) {
      failures -= 1;
      throw new Error("the cache host is gone");
    }
    const written = apply(accountId, changes);
    setAside.push(...notes);
    if (stream !== null && page !== null) cursors.set(`${accountId}/${stream}`, page.cursor);
    commits.push({ stream, page });
    seq += 1;
    return { seq, written, skipped: 0 };
  }

  return {
    records,
    threads,
    whole,
    tombstones,
    setAside,
    cursors,
    commits,
    failNext: (times) => {
      failures = times;
    },
    wipe: () => {
      for (const rows of Object.values(records)) rows.clear();
      for (const part of [threads, whole, tombstones, cursors]) part.clear();
      cacheId += 1;
      seq = 0;
    },
    cursor: async (accountId, streamId) =>
      Promise.resolve(cursors.get(`${accountId}/${streamId}`) ?? null),
    commitPage: async (accountId, streamId, page, from) => {
      await Promise.resolve();
      if ((cursors.get(`${accountId}/${streamId}`) ?? null) !== from) return "moved";
      return commit(accountId, streamId, page, page.changes, page.setAside);
    },
    commitChanges: async (accountId, changes, notes) => {
      await Promise.resolve();
      return commit(accountId, null, null, changes, notes);
    },
    markThreadsWhole: async (accountId, end) => {
      await Promise.resolve();
      if ((cursors.get(`${accountId}/${end.streamId}`) ?? null) !== end.cursor) return false;
      for (const [id, ticket] of records.ticket) {
        if (ticket.accountId === accountId) whole.set(id, ticket.version);
      }
      return true;
    },
    mirrorOutbox: async () => Promise.resolve(),
    threadGaps: async (accountId, agentId, limit) => {
      const gaps = [...records.ticket.values()].filter(
        (one) => one.accountId === accountId && (whole.get(one.id) ?? -1) < one.version,
      );
      const rank = (one: Ticket): number =>
        (isUnsolved(one.status) ? 2 : 0) + (one.assigneeId === agentId ? 1 : 0);
      return Promise.resolve(
        gaps
          .toSorted((a, b) => rank(b) - rank(a) || b.updatedAt - a.updatedAt)
          .slice(0, limit)
          .map((one) => one.id),
      );
    },
    ticketIds: async (accountId, after, limit) =>
      Promise.resolve(
        [...records.ticket.keys()]
          .filter((id) => id.startsWith(`${accountId}:`) && (after === null || id > after))
          .toSorted()
          .slice(0, limit),
      ),
    dropAccount: async (accountId) => {
      for (const rows of Object.values(records)) {
        for (const id of rows.keys()) if (id.startsWith(`${accountId}:`)) rows.delete(id);
      }
      return Promise.resolve();
    },
    stats: async () =>
      Promise.resolve({
        cacheId: String(cacheId),
        seq,
        rows: {
          tickets: records.ticket.size,
          customers: records.customer.size,
          interactions: [...threads.values()].reduce((sum, thread) => sum + thread.size, 0),
        },
      }),
  };
}
