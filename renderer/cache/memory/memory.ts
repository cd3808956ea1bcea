import {
  type AccountId,
  accountOf,
  type CustomerId,
  type FieldId,
  type TicketId,
} from "#domain/kernel/ids.ts";
import { higherValue } from "#domain/customer/value.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { RecordKind, Tombstone } from "#domain/sync/page.ts";
import { provisionalTicket } from "#domain/ticket/overlay.ts";
import { EMPTY_SUMMARY, mergeSummaries } from "#domain/ticket/waiting.ts";
import {
  decodeThread,
  encodeThread,
  type IndexDelta,
  type PersonLine,
  type RecordLine,
  sharedRecord,
  type ThreadLine,
} from "#renderer/cache/memory/index-delta.ts";
import { createOutboxMirror, type OutboxMirror } from "#renderer/cache/memory/outbox-mirror.ts";
import { createSharing } from "#renderer/cache/memory/sharing.ts";
import { type Shown, toShown } from "#renderer/cache/memory/shown.ts";
import {
  decodeLine,
  encodeLine,
  type TicketLine,
  toLine,
} from "#renderer/cache/memory/ticket-line.ts";
import type { Topics } from "#renderer/cache/memory/topics.ts";

export type SmallKind = Exclude<RecordKind, "ticket">;

/** A line that changed; null means not there. */
export type ShownChange = { readonly before: Shown | null; readonly after: Shown | null };

/** The index in memory: what every list, count and board is answered from. */
export interface Memory {
  readonly line: (id: TicketId) => TicketLine | undefined;
  readonly thread: (id: TicketId) => ThreadLine | undefined;
  readonly shown: (id: TicketId) => Shown | undefined;
  readonly allShown: () => Iterable<Shown>;
  readonly ticketIds: () => Iterable<TicketId>;
  readonly record: (kind: SmallKind, id: string) => RecordLine | undefined;
  readonly recordsOf: (kind: SmallKind) => Iterable<RecordLine>;
  readonly tombstone: (kind: RecordKind, id: string) => Tombstone | undefined;
  readonly ticketsOfRequester: (id: CustomerId) => Iterable<TicketId>;
  /** Whether the whole conversation is stored, as of the stored version of the ticket. */
  readonly isWhole: (id: TicketId) => boolean;
  /** Those of which it is not. */
  readonly notWhole: () => Iterable<TicketId>;
  /** Whether it was read as a whole at or after the stored version. */
  readonly isReadWhole: (id: TicketId) => boolean;
  readonly markOf: (accountId: AccountId) => number;
  /** ms epoch local at which the helpdesk last confirmed the stored row; 0 when it is not stored. */
  readonly freshAt: (id: TicketId) => number;
  /** The helpdesk sent these rows again as they are. */
  readonly confirm: (ids: readonly TicketId[], at: number, topics: Topics) => void;
  readonly nameOf: (kind: "agent" | "group" | "organisation", id: string) => string | null;
  /** What is known of a custom field; undefined for one that is not known here. */
  readonly fieldShape: (id: FieldId) => RecordLine["field"];
  /** The known customer for whom a provisional ticket is meant. */
  readonly requesterOf: (entry: OutboxEntry) => CustomerId | null;
  readonly outbox: OutboxMirror;
  readonly apply: (delta: IndexDelta, topics: Topics) => void;
  /** Lines are made only at the end of many deltas: for loading. */
  readonly load: (delta: IndexDelta) => void;
  readonly finishLoading: () => void;
  readonly setOutbox: (entries: readonly OutboxEntry[], topics: Topics) => void;
  /** The index as deltas of about `size` records, newest knowledge at the time each is asked for. */
  readonly chunks: (size: number) => Generator<IndexDelta>;
  readonly counts: () => { readonly tickets: number; readonly customers: number };
}

export const tombstoneKey = (kind: RecordKind, id: string): string => `${kind}/${id}`;

/**
 * @param onChange Is told of all lines that one commit changed, each once.
 */
export function createMemory(onChange: (changes: readonly ShownChange[]) => void): Memory {
  const lines = new Map<TicketId, TicketLine>();
  const threads = new Map<TicketId, ThreadLine>();
  const shown = new Map<TicketId, Shown>();
  const records = new Map<SmallKind, Map<string, RecordLine>>();
  const tombstones = new Map<string, Tombstone>();
  const marks = new Map<AccountId, number>();
  const byRequester = new Map<CustomerId, TicketId[]>();
  const outbox = createOutboxMirror((id) => lines.has(id));
  const confirmed = new Map<TicketId, number>();
  const sharing = createSharing();
  const kindMap = (kind: SmallKind): Map<string, RecordLine> => {
    let map = records.get(kind);
    if (map === undefined) records.set(kind, (map = new Map()));
    return map;
  };
  const person = (id: CustomerId): PersonLine | null =>
    records.get("customer")?.get(id)?.person ?? null;

  function requesterOf({ intent: { action, accountId } }: OutboxEntry): CustomerId | null {
    if (action.kind !== "create-ticket") return null;
    const email = action.requester.email.toLowerCase();
    for (const [id, record] of kindMap("customer")) {
      if (record.person?.identity?.toLowerCase() === email && accountOf(id) === accountId)
        return id;
    }
    return null;
  }
  function show(id: TicketId): Shown | null {
    const entries = outbox.ofTicket(id);
    const line =
      lines.get(id) ??
      provisionalLine(
        entries.filter((entry) => !isGone(entry)),
        requesterOf,
      );
    if (line === null) return null;
    const requester = person(line.requesterId);
    const name =
      requester?.name ??
      records.get("agent")?.get(line.requesterId)?.name ??
      requesterTyped(entries) ??
      "";
    const organisationId = line.organisationId ?? requester?.organisationId ?? null;
    const organisation =
      organisationId === null ? undefined : kindMap("organisation").get(organisationId);
    const value = higherValue(requester?.value ?? null, organisation?.value ?? null);
    const summary = threads.get(id)?.summary ?? EMPTY_SUMMARY;
    return toShown(line, summary, requester, name, entries, value);
  }
  function isReadWhole(id: TicketId): boolean {
    const line = lines.get(id);
    const wholeVersion = threads.get(id)?.wholeVersion ?? null;
    return line !== undefined && wholeVersion !== null && wholeVersion >= line.version;
  }
  function isWhole(id: TicketId): boolean {
    const line = lines.get(id);
    if (line === undefined) return false;
    return line.bornSeq <= (marks.get(line.accountId) ?? -1) || isReadWhole(id);
  }
  /** What is not whole, once it was asked for; null: to be looked for among all. */
  let gaps: Set<TicketId> | null = null;
  function notWhole(): Iterable<TicketId> {
    gaps ??= new Set([...lines.keys()].filter((id) => !isWhole(id)));
    return gaps;
  }
  function followGaps(touched: Iterable<TicketId>): void {
    if (gaps === null) return;
    for (const id of touched) {
      if (lines.has(id) && !isWhole(id)) gaps.add(id);
      else gaps.delete(id);
    }
  }
  /** A ticket we made and that was deleted since. */
  const isGone = (entry: OutboxEntry): boolean =>
    entry.createdId !== null && tombstones.has(tombstoneKey("ticket", entry.createdId));
  function refreshAll(ids: Iterable<TicketId>, topics: Topics): void {
    const changes: ShownChange[] = [];
    for (const id of ids) {
      const change = refresh(id, topics);
      if (change !== null) changes.push(change);
    }
    if (changes.length > 0) onChange(changes);
  }
  function refresh(id: TicketId, topics: Topics): ShownChange | null {
    const before = shown.get(id) ?? null;
    const after = show(id);
    if (before === null && after === null) return null;
    if (after === null) shown.delete(id);
    else shown.set(id, after);
    const left = before?.line.requesterId;
    const now = after?.line.requesterId;
    if (left !== undefined) topics.add(`requester/${left}`);
    if (now !== undefined) topics.add(`requester/${now}`);
    if (left !== now) {
      const old = left === undefined ? undefined : byRequester.get(left);
      const place = old?.indexOf(id) ?? -1;
      if (place !== -1) old?.splice(place, 1);
      if (now !== undefined) {
        const list = byRequester.get(now);
        if (list === undefined) byRequester.set(now, [id]);
        else list.push(id);
      }
    }
    topics.add("tickets");
    topics.add(`ticket/${id}`);
    return { before, after };
  }
  function forget(kind: RecordKind, id: string, touched: Set<TicketId>, topics: Topics): void {
    if (kind === "ticket") {
      lines.delete(id);
      threads.delete(id);
      confirmed.delete(id);
      touched.add(id);
      topics.add(`ticket/${id}`);
      topics.add(`thread/${id}`);
      return;
    }
    kindMap(kind).delete(id);
    recordTopics(kind, id, touched, topics);
  }
  function recordTopics(kind: SmallKind, id: string, touched: Set<TicketId>, topics: Topics): void {
    topics.add(`kind/${kind}`);
    if (kind === "agent" || kind === "customer") {
      for (const ticketId of byRequester.get(id) ?? []) touched.add(ticketId);
    }
    if (kind !== "customer") return;
    topics.add("customers");
    topics.add(`customer/${id}`);
  }
  function dropAccount(accountId: AccountId, touched: Set<TicketId>, topics: Topics): void {
    const prefix = `${accountId}:`;
    for (const id of new Set([...lines.keys(), ...threads.keys()])) {
      if (id.startsWith(prefix)) forget("ticket", id, touched, topics);
    }
    for (const [kind, map] of records) {
      for (const id of map.keys()) if (id.startsWith(prefix)) forget(kind, id, touched, topics);
    }
    for (const [key, stone] of tombstones) {
      if (stone.id.startsWith(prefix)) tombstones.delete(key);
    }
    marks.delete(accountId);
  }

  /** @returns Tickets whose line must be made again. */
  function take(delta: IndexDelta, topics: Topics): ReadonlySet<TicketId> {
    const touched = new Set<TicketId>();
    if (delta.dropAccount !== undefined) dropAccount(delta.dropAccount, touched, topics);
    for (const { kind, id } of delta.removed ?? []) forget(kind, id, touched, topics);
    for (const stone of delta.tombstones ?? []) {
      tombstones.set(tombstoneKey(stone.kind, stone.id), stone);
      if (stone.kind === "ticket") topics.add(`ticket/${stone.id}`);
    }
    for (const stored of delta.records ?? []) {
      const record = sharedRecord(stored, sharing);
      const before = kindMap(record.kind).get(record.id);
      if (record.kind === "organisation" && before?.value !== record.value) {
        for (const { person: one } of kindMap("customer").values()) {
          if (one?.organisationId !== record.id) continue;
          for (const ticketId of byRequester.get(one.id) ?? []) touched.add(ticketId);
        }
      }
      kindMap(record.kind).set(record.id, record);
      tombstones.delete(tombstoneKey(record.kind, record.id));
      recordTopics(record.kind, record.id, touched, topics);
    }
    const stored: TicketId[] = [];
    for (const code of delta.tickets ?? []) {
      const line = decodeLine(code, sharing);
      // A chunk of the base may already hold a later state than the log entry that is applied on top.
      const known = lines.get(line.id);
      if (known !== undefined && known.version > line.version) continue;
      lines.set(line.id, line);
      tombstones.delete(tombstoneKey("ticket", line.id));
      touched.add(line.id);
      stored.push(line.id);
    }
    const ownId = (id: TicketId): TicketId => lines.get(id)?.id ?? id;
    for (const code of delta.parts ?? []) {
      const part = decodeThread(code, ownId);
      const known = threads.get(part.ticketId);
      threads.set(
        part.ticketId,
        known === undefined
          ? part
          : {
              ...known,
              summary: mergeSummaries(known.summary, part.summary),
              count: part.count,
            },
      );
      touched.add(part.ticketId);
      topics.add(`thread/${part.ticketId}`);
    }
    for (const code of delta.threads ?? []) {
      const thread = decodeThread(code, ownId);
      threads.set(thread.ticketId, thread);
      touched.add(thread.ticketId);
      topics.add(`thread/${thread.ticketId}`);
    }
    for (const mark of delta.marks ?? []) {
      marks.set(mark.accountId, Math.max(mark.seq, marks.get(mark.accountId) ?? -1));
      gaps = null;
    }
    followGaps(touched);
    for (const id of outbox.regroup(stored)) {
      touched.add(id);
      topics.add(`thread/${id}`);
    }
    topics.add("seq");
    return touched;
  }

  return {
    line: (id) => lines.get(id),
    thread: (id) => threads.get(id),
    shown: (id) => shown.get(id),
    allShown: () => shown.values(),
    ticketIds: () => lines.keys(),
    record: (kind, id) => records.get(kind)?.get(id),
    recordsOf: (kind) => kindMap(kind).values(),
    tombstone: (kind, id) => tombstones.get(tombstoneKey(kind, id)),
    ticketsOfRequester: (id) => byRequester.get(id) ?? [],
    isWhole,
    notWhole,
    isReadWhole,
    markOf: (accountId) => marks.get(accountId) ?? -1,
    freshAt: (id) => Math.max(confirmed.get(id) ?? 0, lines.get(id)?.writtenAt ?? 0),
    confirm: (ids, at, topics) => {
      for (const id of ids) {
        confirmed.set(id, at);
        topics.add(`ticket/${id}`);
      }
    },
    nameOf: (kind, id) => records.get(kind)?.get(id)?.name ?? null,
    fieldShape: (id) => records.get("field")?.get(id)?.field,
    requesterOf,
    outbox,
    apply: (delta, topics) => refreshAll(take(delta, topics), topics),
    load: (delta) => {
      take(delta, new Set());
    },
    finishLoading: () => {
      refreshAll(lines.keys(), new Set());
    },
    setOutbox: (entries, topics) => {
      topics.add("outbox");
      const ids = outbox.replace(entries);
      refreshAll(ids, topics);
      for (const id of ids) {
        topics.add(`ticket/${id}`);
        topics.add(`thread/${id}`);
      }
    },
    *chunks(size) {
      const all = [...records.values()].flatMap((map) =>
        [...map.keys()].map((id) => [map, id] as const),
      );
      for (let i = 0; i < all.length; i += size) {
        yield {
          records: all.slice(i, i + size).flatMap(([map, id]) => map.get(id) ?? []),
        };
      }
      const ids = [...new Set([...lines.keys(), ...threads.keys()])];
      for (let i = 0; i < ids.length; i += size) {
        const part = ids.slice(i, i + size);
        yield {
          tickets: part.flatMap((id) => {
            const line = lines.get(id);
            return line === undefined ? [] : [encodeLine(line)];
          }),
          threads: part.flatMap((id) => {
            const thread = threads.get(id);
            return thread === undefined ? [] : [encodeThread(thread)];
          }),
        };
      }
      yield {
        tombstones: [...tombstones.values()],
        marks: [...marks].map(([accountId, seq]) => ({ accountId, seq })),
      };
    },
    counts: () => ({ tickets: lines.size, customers: kindMap("customer").size }),
  };
}

function provisionalLine(
  entries: readonly OutboxEntry[],
  requesterOf: (entry: OutboxEntry) => CustomerId | null,
): TicketLine | null {
  for (const entry of entries) {
    const ticket = provisionalTicket(entry, requesterOf(entry));
    if (ticket !== null) return toLine(ticket, 0, null, 0, 0);
  }
  return null;
}

function requesterTyped(entries: readonly OutboxEntry[]): string | null {
  for (const { intent } of entries) {
    if (intent.action.kind === "create-ticket") return intent.action.requester.name;
  }
  return null;
}
