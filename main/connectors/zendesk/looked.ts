import type { TicketId } from "#domain/kernel/ids.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";

const MAX_KEPT = 200;

/**
 * Tickets as they were last looked at before a write. A write of tags sends the whole list, merged from what was
 * looked at; its stamp makes that safe. Kept in memory, newest 200.
 */
export interface Looked {
  remember(ticket: Ticket): void;
  /** The ticket at exactly this stamp; null when it was not looked at, or not lately. */
  at(ticketId: TicketId, stamp: string): Ticket | null;
  latest(ticketId: TicketId): Ticket | null;
}

export function createLooked(): Looked {
  const kept = new Map<TicketId, Ticket>();
  const latest = (ticketId: TicketId): Ticket | null => kept.get(ticketId) ?? null;
  return {
    remember: (ticket) => {
      kept.delete(ticket.id);
      kept.set(ticket.id, ticket);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
    at: (ticketId, stamp) => {
      const ticket = latest(ticketId);
      return ticket !== null && ticket.stamp === stamp ? ticket : null;
    },
    latest,
  };
}
