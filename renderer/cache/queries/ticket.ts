import { MOST_GROUNDS } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { pendingComments } from "#domain/ticket/overlay-thread.ts";
import { isUnfinished, overlayTicket, provisionalTicket } from "#domain/ticket/overlay.ts";
import { isUnsolved, type Ticket } from "#domain/ticket/ticket.ts";
import { NO_TURN, type Query, type QueryContext } from "#renderer/cache/queries/query.ts";

/** Longest chain of merges that is followed. */
const MAX_MERGES = 8;
const UNSTORED = { stamp: "", writtenAt: 0 } as const;

/** The ticket that an id stands for today: a provisional one that was created, a merged one's target. */
function follow(ticketId: TicketId, { memory, reads }: QueryContext): TicketId {
  let id = ticketId;
  for (let i = 0; i < MAX_MERGES; i += 1) {
    reads(`ticket/${id}`);
    const created = memory.outbox.resolve(id);
    const next =
      created === id && memory.line(id) === undefined
        ? (memory.tombstone("ticket", id)?.mergedInto ?? id)
        : created;
    if (next === id) return id;
    id = next;
  }
  return id;
}

/** Server truth of a ticket; for one that exists only in the outbox, what it will be created as. */
async function findServer(id: TicketId, { memory, reader }: QueryContext): Promise<Ticket | null> {
  if (memory.line(id) !== undefined) {
    const stored = await reader.ticket(id);
    if (stored !== null) return stored;
  }
  if (memory.shown(id) === undefined) return null;
  for (const entry of memory.outbox.ofTicket(id)) {
    const provisional = provisionalTicket(entry, memory.requesterOf(entry));
    if (provisional !== null) return provisional;
  }
  return null;
}

export const getTicket: Query<"ticket.get"> = async ({ ticketId }, context) => {
  const { memory, reader, reads } = context;
  const id = follow(ticketId, context);
  reads(`thread/${id}`);
  const server = await findServer(id, context);
  if (server === null) return null;
  const entries = memory.outbox.ofTicket(id);
  const shown = memory.shown(id);
  const thread = memory.thread(id);
  reads(`customer/${server.requesterId}`);
  reads(`requester/${server.requesterId}`);
  reads("kind/organisation");
  const [requester, organisation] = await Promise.all([
    reader.customer(server.requesterId),
    server.organisationId === null ? null : reader.record("organisation", server.organisationId),
  ]);
  let otherOpenCount = 0;
  for (const other of memory.ticketsOfRequester(server.requesterId)) {
    const line = memory.shown(other);
    if (other !== id && line !== undefined && isUnsolved(line.status)) otherOpenCount += 1;
  }
  return {
    ticket: overlayTicket(server, memory.line(id) ?? UNSTORED, entries),
    server,
    requester,
    organisation,
    waitingSince: shown?.waitingSince ?? null,
    threadWhole: memory.isWhole(id) || memory.line(id) === undefined,
    interactionCount: thread?.count ?? 0,
    newest: thread?.summary.newest ?? null,
    pendingCount: entries.filter(isUnfinished).length,
    freshAt: memory.freshAt(id),
    otherOpenCount,
  };
};

export const getThread: Query<"ticket.thread"> = async ({ ticketId, last }, context) => {
  const { memory, reader, reads } = context;
  const id = follow(ticketId, context);
  reads(`thread/${id}`);
  const shown = memory.shown(id);
  if (shown === undefined) return null;
  const interactions = await reader.thread(id);
  const count = Math.max(0, Math.floor(last) || 0);
  return {
    ticketId: id,
    total: interactions.length,
    interactions: count === 0 ? [] : interactions.slice(-count),
    pending: pendingComments(
      memory.outbox.ofTicket(id),
      interactions,
      memory.line(id) ?? null,
      memory.isReadWhole(id),
      shown.line.channel,
    ),
    whole: memory.isWhole(id) || memory.line(id) === undefined,
  };
};

export const listGrounds: Query<"ticket.grounds"> = async ({ ids, last }, context) => {
  const count = Math.max(0, Math.floor(last) || 0);
  const grounds = await Promise.all(
    ids.slice(0, MOST_GROUNDS).map(async (ticketId) => {
      const view = await getTicket({ ticketId }, context, NO_TURN);
      if (view === null) return [];
      const interactions = count === 0 ? [] : await context.reader.thread(view.ticket.id);
      return [{ ticketId, view, interactions: interactions.slice(-count || interactions.length) }];
    }),
  );
  return grounds.flat();
};
