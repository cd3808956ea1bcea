import type { QueueRow } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { MOST_MARKED, questionOf, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";

/** Ids of the whole list, folded groups included, as far as a change of many reaches. */
export async function listAllIds(): Promise<{
  readonly tickets: number;
  readonly ids: readonly TicketId[];
}> {
  const answer = await cacheClient.ask("queue.ids", {
    ...questionOf(useQueueView.getState()),
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    unfolded: true,
    limit: MOST_MARKED,
  });
  return answer.ok ? answer.value : { tickets: 0, ids: [] };
}

/** Tickets as they are now, in one answer. Those that are gone are left out. */
export async function findTickets(ids: readonly TicketId[]): Promise<readonly QueueRow[]> {
  const answer = await cacheClient.ask("queue.rows", { ids });
  return answer.ok ? answer.value : [];
}

/** Tickets that nobody has taken, best first. */
export async function listUnclaimed(most: number): Promise<readonly QueueRow[]> {
  const answer = await cacheClient.ask("queue.list", {
    viewId: "unassigned",
    me: useAccounts.getState().me,
    sort: "rank",
    descending: false,
    text: "",
    from: 0,
    to: most,
    anchorId: null,
  });
  return answer.ok ? answer.value.rows : [];
}
