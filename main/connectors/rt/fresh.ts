import { remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import type { Changes } from "#domain/sync/page.ts";
import { NO_PARTS, toInteraction } from "#main/connectors/rt/map-thread.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { partsOf, readHistory } from "#main/connectors/rt/thread.ts";
import { mapContext, readTickets } from "#main/connectors/rt/tickets.ts";

/** What the ticket looks like now, and what was written since `stamp`. Failing to read it costs only a moment. */
export async function freshRows(
  remote: Remote,
  ticketId: TicketId,
  stamp: string,
  signal: AbortSignal,
): Promise<Changes> {
  const read = await readTickets(remote, [ticketId], "outbox", signal);
  if (!read.ok) return {};
  const { tickets, agents } = read.value;
  const notes = notesFor(remote);
  const reach = stamp === "" ? { newestTo: null } : { since: Number(stamp), withMarkers: true };
  const rows = await readHistory(remote, remoteOf(ticketId), reach, "outbox", notes, signal);
  if (!rows.ok) return { tickets, agents };
  const parts = await partsOf(remote, rows.value, "outbox", notes, signal);
  if (!parts.ok) return { tickets, agents };
  const context = mapContext(remote);
  const interactions = rows.value.flatMap(
    (one) => toInteraction(one, ticketId, parts.value.get(one.id) ?? NO_PARTS, context) ?? [],
  );
  return { tickets, agents, interactions };
}
