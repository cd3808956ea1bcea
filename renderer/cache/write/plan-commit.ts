import type { AccountId, TicketId } from "#domain/kernel/ids.ts";
import type { Changes, RecordKind, SetAside, Tombstone } from "#domain/sync/page.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import {
  type EncodedThread,
  encodeThread,
  type IndexDelta,
  type RecordLine,
} from "#renderer/cache/memory/index-delta.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import { type EncodedLine, encodeLine, toLine } from "#renderer/cache/memory/ticket-line.ts";
import { recordKey } from "#renderer/cache/store/reader.ts";
import { fingerprint, type Sealer } from "#renderer/cache/store/seal.ts";
import {
  type CacheDb,
  type Counted,
  type Counts,
  prefixRange,
  type SealedRow,
} from "#renderer/cache/store/tables.ts";
import { listIncoming } from "#renderer/cache/write/records.ts";
import { listRemoved, newestVersions, storedVersion } from "#renderer/cache/write/removals.ts";
import { planPart, type ThreadPlan, planWhole } from "#renderer/cache/write/thread-plan.ts";

export type PlanTools = {
  readonly db: CacheDb;
  readonly sealer: Sealer;
  readonly memory: Memory;
  /** ms epoch local. */
  readonly now: number;
  /** Seq that the commit will have. */
  readonly seq: number;
};

type RowTable = "tickets" | "customers" | "records" | "segments" | "setAside";

/** Everything a transaction writes, read and sealed before it begins. */
export type CommitPlan = {
  readonly puts: Readonly<Record<RowTable, readonly SealedRow[]>>;
  readonly deletes: Readonly<Record<RowTable, readonly string[]>>;
  readonly grows: Readonly<Record<Counted, number>>;
  readonly delta: IndexDelta;
  /** Sealed `delta`; null when the index does not change. */
  readonly log: Uint8Array<ArrayBuffer> | null;
  /** Tickets that came again as they are stored. */
  readonly confirmed: readonly TicketId[];
  readonly written: number;
  readonly skipped: number;
};

/** Rows sealed at a time: between two of these the worker answers questions. */
const SLICE = 200;

/** Decides what of a page is newer than what is stored (I3) and seals it. Writes nothing. */
export async function planCommit(
  accountId: AccountId,
  changes: Changes,
  setAside: readonly SetAside[],
  tools: PlanTools,
): Promise<CommitPlan> {
  const { db, sealer, memory, now, seq } = tools;
  const puts: Record<RowTable, SealedRow[]> = emptyRows();
  const deletes: Record<RowTable, string[]> = emptyRows();
  const grows: Record<Counted, number> = {
    tickets: 0,
    customers: 0,
    records: 0,
    segments: 0,
    indexLog: 0,
  };
  const tickets: EncodedLine[] = [];
  const records: RecordLine[] = [];
  const confirmed: TicketId[] = [];
  let written = 0;
  let skipped = 0;

  const jobs: { readonly table: RowTable; readonly id: string; readonly json: string }[] = [];
  const newestTickets = new Map<TicketId, Ticket>();
  for (const ticket of changes.tickets ?? []) {
    const other = newestTickets.get(ticket.id);
    if (other === undefined || ticket.version >= other.version) {
      newestTickets.set(ticket.id, ticket);
    }
  }
  const stones = new Map<string, Tombstone>();
  const alive = newestVersions(changes);
  for (const stone of changes.tombstones ?? []) {
    const key = `${stone.kind}/${stone.id}`;
    // The same page brings a newer version: it is back already.
    if ((alive.get(key) ?? -Infinity) <= stone.version) stones.set(key, stone);
  }
  const isDead = (kind: RecordKind, id: string, version: number): boolean => {
    const stone = stones.get(`${kind}/${id}`) ?? memory.tombstone(kind, id);
    return stone !== undefined && version <= stone.version;
  };

  for (const ticket of newestTickets.values()) {
    const line = memory.line(ticket.id) ?? null;
    if (isDead("ticket", ticket.id, ticket.version)) {
      skipped += 1;
      continue;
    }
    if (line !== null && ticket.version < line.version) {
      skipped += 1;
      continue;
    }
    const json = JSON.stringify(ticket);
    const print = fingerprint(json);
    if (line !== null && line.version === ticket.version && line.print === print) {
      skipped += 1;
      confirmed.push(ticket.id);
      continue;
    }
    tickets.push(encodeLine(toLine(ticket, print, line, seq, now)));
    jobs.push({ table: "tickets", id: ticket.id, json });
    if (line === null) grows.tickets += 1;
    written += 1;
  }
  const seen = new Set<string>();
  for (const { kind, id, version, record, extra } of listIncoming(changes)) {
    const known = memory.record(kind, id);
    const json = JSON.stringify(record);
    const print = fingerprint(json);
    // An index of an earlier release does not hold what fields are like: the same field tells it once more.
    const isTold =
      known?.print === print && (extra.field === undefined || known.field !== undefined);
    const isOld = known !== undefined && (version < known.version || isTold);
    const key = kind === "customer" ? id : recordKey(kind, id);
    if (isOld || seen.has(key) || isDead(kind, id, version)) {
      skipped += 1;
      continue;
    }
    seen.add(key);
    const table = kind === "customer" ? "customers" : "records";
    records.push({ kind, id, version, print, ...extra });
    jobs.push({ table, id: key, json });
    if (known === undefined) grows[table] += 1;
    written += 1;
  }

  const removed = listRemoved(accountId, changes, memory, stones);
  for (const { kind, id } of removed) {
    if (kind === "ticket") {
      if (memory.line(id) !== undefined) grows.tickets -= 1;
      deletes.tickets.push(id);
      const [from, to] = prefixRange(`${id}/`);
      const parts = await db.segments.where(":id").between(from, to).primaryKeys();
      deletes.segments.push(...parts);
      grows.segments -= parts.length;
    } else if (kind === "customer") {
      if (memory.record(kind, id) !== undefined) grows.customers -= 1;
      deletes.customers.push(id);
    } else {
      if (memory.record(kind, id) !== undefined) grows.records -= 1;
      deletes.records.push(recordKey(kind, id));
    }
  }
  const tombstones = [...stones.values()].filter((stone) => {
    const known = memory.tombstone(stone.kind, stone.id);
    return (
      storedVersion(memory, stone.kind, stone.id) <= stone.version &&
      (known === undefined || known.version < stone.version)
    );
  });
  written += removed.length;

  for (let i = 0; i < jobs.length; i += SLICE) {
    const rows = await Promise.all(
      jobs.slice(i, i + SLICE).map(async ({ table, id, json }) => ({
        table,
        row: { id, seq, sealed: await sealer.sealJson({ store: table, key: id }, json) },
      })),
    );
    for (const { table, row } of rows) puts[table].push(row);
  }

  const parts: EncodedThread[] = [];
  const threads: EncodedThread[] = [];
  const gone = new Set(removed.flatMap(({ kind, id }) => (kind === "ticket" ? [id] : [])));
  const plans = planThreads(changes, tools, (id) => {
    if (gone.has(id)) return true;
    return isDead("ticket", id, alive.get(`ticket/${id}`) ?? -Infinity);
  });
  for (let i = 0; i < plans.length; i += SLICE) {
    for (const plan of await Promise.all(plans.slice(i, i + SLICE).map((make) => make()))) {
      puts.segments.push(...plan.puts);
      deletes.segments.push(...plan.deletes);
      grows.segments += plan.grows;
      written += plan.written;
      skipped += plan.skipped;
      if (plan.line !== null) {
        (plan.mode === "whole" ? threads : parts).push(encodeThread(plan.line));
      }
    }
  }

  for (const one of setAside) {
    const id = `${accountId}/${one.kind}/${one.remoteId ?? fingerprint(one.reason)}/${one.field}`;
    puts.setAside.push({ id, seq, sealed: await sealer.seal({ store: "setAside", key: id }, one) });
  }

  const delta: IndexDelta = compact({ removed, tombstones, records, tickets, parts, threads });
  const changesIndex = Object.keys(delta).length > 0;
  if (changesIndex) grows.indexLog = 1;
  return {
    puts,
    deletes,
    grows,
    delta,
    log: changesIndex ? await sealer.seal({ store: "indexLog", key: seq }, delta) : null,
    confirmed,
    written,
    skipped,
  };
}

/** @returns The counts after a commit that changes them by `grows`. */
export function grownCounts(counts: Counts, grows: CommitPlan["grows"]): Counts {
  return {
    tickets: counts.tickets + grows.tickets,
    customers: counts.customers + grows.customers,
    records: counts.records + grows.records,
    segments: counts.segments + grows.segments,
    indexLog: counts.indexLog + grows.indexLog,
  };
}

function planThreads(
  changes: Changes,
  { db, sealer, memory, seq }: PlanTools,
  isGone: (id: TicketId) => boolean,
): readonly (() => Promise<ThreadPlan>)[] {
  const byTicket = new Map<TicketId, Interaction[]>();
  for (const interaction of changes.interactions ?? []) {
    const list = byTicket.get(interaction.ticketId);
    if (list === undefined) byTicket.set(interaction.ticketId, [interaction]);
    else list.push(interaction);
  }
  const whole = new Set(changes.wholeThreads);
  for (const id of whole) if (!byTicket.has(id)) byTicket.set(id, []);
  const versions = new Map((changes.tickets ?? []).map(({ id, version }) => [id, version]));
  const tools = { db, sealer, seq, known: memory.thread };
  return [...byTicket]
    .filter(([id]) => !isGone(id))
    .map(
      ([id, incoming]) =>
        () =>
          whole.has(id)
            ? planWhole(id, incoming, versions.get(id) ?? memory.line(id)?.version ?? 0, tools)
            : planPart(id, incoming, tools),
    );
}

/** Leaves out empty lists. */
function compact(
  delta: Required<
    Pick<IndexDelta, "removed" | "tombstones" | "records" | "tickets" | "parts" | "threads">
  >,
): IndexDelta {
  return Object.fromEntries(Object.entries(delta).filter(([, list]) => list.length > 0));
}

function emptyRows<T>(): Record<RowTable, T[]> {
  return { tickets: [], customers: [], records: [], segments: [], setAside: [] };
}
