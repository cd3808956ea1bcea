import { useContext, useEffect, useState } from "react";
import type { Thread, TicketView } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { FIRST_ENTRIES, keepTicket, ticketAtHand } from "#renderer/actions/ticket-ahead.ts";
import { CacheContext } from "#renderer/cache/use-cache-query.ts";

/** A ticket as far as the cache knows it. `view` null: it is not in the cache. */
export type OpenTicket = {
  /** What was asked for; a provisional id may have become a real one in `view`. */
  readonly askedId: TicketId;
  readonly view: TicketView | null;
  readonly thread: Thread | null;
};

/**
 * Follows one ticket and its thread. One that was read ahead is shown at once and replaced by the answer; else the one
 * before stays while it is being read, so that nothing flickers: compare `askedId`. The answer to a larger `last` replaces the smaller one in place.
 *
 * @returns  undefined until the first answer.
 */
export function useOpenTicket(ticketId: TicketId | null, last: number): OpenTicket | undefined {
  const client = useContext(CacheContext);
  const [open, setOpen] = useState<OpenTicket>();
  useEffect(() => {
    if (ticketId === null) return undefined;
    let view: TicketView | null | undefined;
    let thread: Thread | null | undefined;
    const show = () => {
      if (view === undefined || thread === undefined) return;
      setOpen({ askedId: ticketId, view, thread });
      if (last === FIRST_ENTRIES) keepTicket(ticketId, { view, thread });
    };
    const subscriptions = [
      client.subscribe("ticket.get", { ticketId }, (answer) => {
        if (!answer.ok) return;
        view = answer.value;
        show();
      }),
      client.subscribe("ticket.thread", { ticketId, last }, (answer) => {
        if (!answer.ok) return;
        thread = answer.value;
        show();
      }),
    ];
    return () => {
      for (const subscription of subscriptions) subscription.close();
    };
  }, [client, ticketId, last]);
  if (ticketId === null) return undefined;
  if (open?.askedId === ticketId) return open;
  const atHand = ticketAtHand(ticketId);
  return atHand === null ? open : { askedId: ticketId, ...atHand };
}
