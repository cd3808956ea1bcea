import type { Article } from "#domain/directory/directory.ts";
import type { Agent, Group, RemoteView, TicketField } from "#domain/directory/directory.ts";
import type { Customer, Organisation } from "#domain/customer/customer.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Topic } from "#renderer/cache/memory/topics.ts";
import type { Sealer } from "#renderer/cache/store/seal.ts";
import { mergeSegments, openSegments, readSegmentRows } from "#renderer/cache/store/segments.ts";
import { type CacheDb, prefixRange, type SealedRow } from "#renderer/cache/store/tables.ts";

/** The small kinds, kept in `records`. */
export type SmallRecords = {
  readonly organisation: Organisation;
  readonly agent: Agent;
  readonly group: Group;
  readonly macro: Macro;
  readonly article: Article;
  readonly view: RemoteView;
  readonly field: TicketField;
};
export type SmallRecordKind = keyof SmallRecords;
export const recordKey = (kind: SmallRecordKind, id: string): string => `${kind}/${id}`;

/** Reads and opens stored records. Rejects when a row cannot be opened: the database is damaged then. */
export interface Reader {
  readonly ticket: (id: TicketId) => Promise<Ticket | null>;
  readonly customer: (id: string) => Promise<Customer | null>;
  readonly record: <K extends SmallRecordKind>(
    kind: K,
    id: string,
  ) => Promise<SmallRecords[K] | null>;
  /** All of a kind, by id; the same list until one of them changes. */
  readonly recordsOf: <K extends SmallRecordKind>(kind: K) => Promise<readonly SmallRecords[K][]>;
  /** Oldest first; empty when nothing is stored. */
  readonly thread: (id: TicketId) => Promise<readonly Interaction[]>;
  /** Forgets what a commit changed. */
  readonly invalidate: (topics: ReadonlySet<Topic>) => void;
}

/** Conversations kept open: what an agent moves between. */
const MAX_THREADS = 48;

export function createReader(db: CacheDb, sealer: Sealer): Reader {
  const threads = new Map<TicketId, Promise<readonly Interaction[]>>();
  const kinds = new Map<SmallRecordKind, Promise<readonly unknown[]>>();

  async function openRow(store: string, row: SealedRow | undefined): Promise<unknown> {
    return row === undefined ? null : sealer.open({ store, key: row.id }, row.sealed);
  }
  async function loadThread(id: TicketId): Promise<readonly Interaction[]> {
    return mergeSegments(await openSegments(sealer, await readSegmentRows(db, id)));
  }
  async function loadKind(kind: SmallRecordKind): Promise<readonly unknown[]> {
    const [from, to] = prefixRange(`${kind}/`);
    const rows = await db.records.where(":id").between(from, to).toArray();
    return Promise.all(rows.map((row) => openRow("records", row)));
  }

  return {
    ticket: async (id) => (await openRow("tickets", await db.tickets.get(id))) as Ticket | null,
    customer: async (id) =>
      (await openRow("customers", await db.customers.get(id))) as Customer | null,
    record: async <K extends SmallRecordKind>(kind: K, id: string) =>
      (await openRow("records", await db.records.get(recordKey(kind, id)))) as
        | SmallRecords[K]
        | null,
    recordsOf: <K extends SmallRecordKind>(kind: K) => {
      let list = kinds.get(kind);
      if (list === undefined) {
        list = loadKind(kind);
        kinds.set(kind, list);
        list.catch(() => kinds.delete(kind));
      }
      return list as Promise<readonly SmallRecords[K][]>;
    },
    thread: (id) => {
      const known = threads.get(id);
      const loading = known ?? loadThread(id);
      threads.delete(id);
      threads.set(id, loading);
      if (known === undefined) loading.catch(() => threads.delete(id));
      for (const oldest of threads.keys()) {
        if (threads.size <= MAX_THREADS) break;
        threads.delete(oldest);
      }
      return loading;
    },
    invalidate: (topics) => {
      for (const topic of topics) {
        const slash = topic.indexOf("/");
        if (slash === -1) continue;
        const rest = topic.slice(slash + 1);
        if (topic.startsWith("thread/")) threads.delete(rest);
        else if (topic.startsWith("kind/")) kinds.delete(rest as SmallRecordKind);
      }
    },
  };
}
