/**
 * Offset of the helpdesk's clock, from the Date headers of its answers. Each answer bounds it: the server wrote a
 * whole second somewhere between our sending and our receiving. The bounds narrow with every answer.
 */
export interface ServerClock {
  /** @param date Value of a Date header. @param sentAt,receivedAt Local wall clock, ms epoch. */
  observe(date: string | undefined, sentAt: number, receivedAt: number): void;
  /** Server minus local, ms; 0 before the first answer. */
  offsetMs(): number;
}

/** A Date header tells whole seconds only. */
const RESOLUTION_MS = 1000;

export function createServerClock(): ServerClock {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  return {
    observe: (date, sentAt, receivedAt) => {
      const server = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(server) || receivedAt < sentAt) return;
      const least = server - receivedAt;
      const most = server + RESOLUTION_MS - sentAt;
      if (least > high || most < low) {
        low = least; // one of the clocks was set: what we knew no longer holds
        high = most;
        return;
      }
      low = Math.max(low, least);
      high = Math.min(high, most);
    },
    offsetMs: () => (Number.isFinite(low) ? Math.round((low + high) / 2) : 0),
  };
}
