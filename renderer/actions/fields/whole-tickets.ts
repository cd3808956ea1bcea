import { useEffect, useState } from "react";
import { MOST_GROUNDS } from "#contract/asks.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { cacheClient } from "#renderer/cache/client.ts";

/** Whole records of tickets, as they are shown, in one question for each hundred. Those that are gone are left out. */
export async function loadWhole(
  ids: readonly TicketId[],
): Promise<Result<readonly Ticket[], AppError>> {
  const tickets: Ticket[] = [];
  for (let from = 0; from < ids.length; from += MOST_GROUNDS) {
    const part = ids.slice(from, from + MOST_GROUNDS);
    const answer = await cacheClient.ask("ticket.grounds", { ids: part, last: 0 });
    if (!answer.ok) return answer;
    tickets.push(...answer.value.map(({ view }) => view.ticket));
  }
  return ok(tickets);
}

/**
 * The same for a menu, read once when it opens: what the agent sees there is what their change is based on.
 *
 * @returns undefined until they are there.
 */
export function useWhole(
  ids: readonly TicketId[],
): Result<readonly Ticket[], AppError> | undefined {
  const [answer, setAnswer] = useState<Result<readonly Ticket[], AppError>>();
  const key = ids.join(" ");
  useEffect(() => {
    let isStale = false;
    void loadWhole(key.split(" ").filter(Boolean)).then((tickets) => {
      if (!isStale) setAnswer(tickets);
    });
    return () => {
      isStale = true;
    };
  }, [key]);
  return answer;
}
