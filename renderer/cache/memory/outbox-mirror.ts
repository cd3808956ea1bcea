import type { TicketId } from "#domain/kernel/ids.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { ticketOf } from "#domain/ticket/overlay.ts";

const NONE: readonly OutboxEntry[] = [];

/** The outbox as main mirrored it last, by ticket. The journal in main stays the truth. */
export interface OutboxMirror {
  /** @returns Tickets whose entries changed. */
  readonly replace: (entries: readonly OutboxEntry[]) => readonly TicketId[];
  /** Called when tickets were stored or removed. @returns Tickets whose entries now belong elsewhere. */
  readonly regroup: (stored: Iterable<TicketId>) => readonly TicketId[];
  /** In the order of queuing; entries of a provisional ticket belong to the real one once that is stored. */
  readonly ofTicket: (id: TicketId) => readonly OutboxEntry[];
  /** Entries about macros, in the order of queuing. */
  readonly ofMacros: () => readonly OutboxEntry[];
  /** The stored ticket that a provisional id became; the id itself otherwise. */
  readonly resolve: (id: TicketId) => TicketId;
  /** Provisional tickets that are not stored yet. */
  readonly all: () => readonly OutboxEntry[];
}

export function createOutboxMirror(isStored: (id: TicketId) => boolean): OutboxMirror {
  let entries: readonly OutboxEntry[] = NONE;
  let groups = new Map<TicketId, OutboxEntry[]>();
  let signatures = new Map<TicketId, string>();
  let macros: readonly OutboxEntry[] = NONE;
  const created = new Map<TicketId, TicketId>();
  const createdIds = new Set<TicketId>();

  function resolve(id: TicketId): TicketId {
    const real = created.get(id);
    return real !== undefined && isStored(real) ? real : id;
  }
  function group(): readonly TicketId[] {
    const nextGroups = new Map<TicketId, OutboxEntry[]>();
    for (const entry of entries) {
      const ticketId = ticketOf(entry);
      if (ticketId === null || entry.state === "cancelled") continue;
      const target = resolve(ticketId);
      const list = nextGroups.get(target);
      if (list === undefined) nextGroups.set(target, [entry]);
      else list.push(entry);
    }
    const nextSignatures = new Map<TicketId, string>();
    const changed: TicketId[] = [];
    for (const [id, list] of nextGroups) {
      const signature = JSON.stringify(list);
      nextSignatures.set(id, signature);
      if (signatures.get(id) !== signature) changed.push(id);
    }
    for (const id of groups.keys()) if (!nextGroups.has(id)) changed.push(id);
    groups = nextGroups;
    signatures = nextSignatures;
    return changed;
  }

  return {
    replace: (next) => {
      entries = next.toSorted((a, b) => a.seq - b.seq);
      macros = entries.filter(
        ({ intent: { action }, state }) =>
          (action.kind === "save-macro" || action.kind === "delete-macro") && state !== "cancelled",
      );
      for (const entry of entries) {
        if (entry.createdId === null) continue;
        const ticketId = ticketOf(entry);
        if (ticketId === null) continue;
        // Kept after main forgets the entry, so that a page that still holds the provisional id finds the ticket.
        created.set(ticketId, entry.createdId);
        createdIds.add(entry.createdId);
      }
      return group();
    },
    regroup: (stored) => {
      for (const id of stored) if (createdIds.has(id)) return group();
      return [];
    },
    ofTicket: (id) => groups.get(id) ?? NONE,
    ofMacros: () => macros,
    resolve,
    all: () => entries,
  };
}
