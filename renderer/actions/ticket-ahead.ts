import type { Thread, TicketView } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { cacheClient } from "#renderer/cache/client.ts";

/** Entries of a thread read at first: enough for nearly every ticket, few enough to be there in a frame. */
export const FIRST_ENTRIES = 60;

/** A ticket as it was read a moment ago. */
export type ReadTicket = { readonly view: TicketView | null; readonly thread: Thread | null };

/** Tickets kept at hand, and how long one may be shown before it is read again, ms. */
const MOST_KEPT = 40;
const FRESH_MS = 30_000;

const kept = new Map<TicketId, ReadTicket & { readonly at: number }>();
const asked = new Set<TicketId>();

/** Keeps what was just read; the longest unused goes. */
export function keepTicket(ticketId: TicketId, read: ReadTicket): void {
  kept.delete(ticketId);
  kept.set(ticketId, { ...read, at: performance.now() });
  const oldest = kept.keys().next().value;
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

/** What can be shown at once, while the cache answers. null: nothing, or it is too old. */
export function ticketAtHand(ticketId: TicketId): ReadTicket | null {
  const found = kept.get(ticketId);
  return found !== undefined && performance.now() - found.at < FRESH_MS ? found : null;
}

/** Reads tickets that are likely to be opened next, those in hand left out. Fails in silence: it is only a help. */
export async function readAhead(ticketIds: readonly TicketId[]): Promise<void> {
  const wanted = ticketIds.filter((id) => ticketAtHand(id) === null && !asked.has(id));
  await Promise.all(
    wanted.map(async (ticketId) => {
      asked.add(ticketId);
      const [view, thread] = await Promise.all([
        cacheClient.ask("ticket.get", { ticketId }),
        cacheClient.ask("ticket.thread", { ticketId, last: FIRST_ENTRIES }),
      ]);
      asked.delete(ticketId);
      if (view.ok && thread.ok) keepTicket(ticketId, { view: view.value, thread: thread.value });
    }),
  );
}
