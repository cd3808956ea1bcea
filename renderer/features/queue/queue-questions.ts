import type { AskInput, QueueRow } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { ownView } from "#renderer/workspace/own-views-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** Most tickets that one change of many may reach. */
export const MOST_MARKED = 5_000;

/** The question behind the list as it is shown, for a part of it. */
export function currentQuestion(from: number, to: number): AskInput<"queue.list"> {
  const { sort, descending, text } = useQueueView.getState();
  const { viewId } = useWorkspace.getState();
  return {
    viewId,
    query: ownView(viewId)?.query,
    me: useAccounts.getState().me,
    sort,
    descending,
    text,
    from,
    to,
    anchorId: null,
  };
}

/** The whole list, as far as a change of many reaches. */
export async function listAll(): Promise<{
  readonly total: number;
  readonly rows: readonly QueueRow[];
}> {
  const answer = await cacheClient.ask("queue.list", currentQuestion(0, MOST_MARKED));
  return answer.ok ? answer.value : { total: 0, rows: [] };
}

/** The marked tickets as they are now; those that the list no longer holds are asked for one by one. */
export async function collectMarked(ids: readonly TicketId[]): Promise<readonly TicketFacts[]> {
  const { rows } = await listAll();
  const known = new Map<TicketId, TicketFacts>(rows.map((row) => [row.id, row]));
  const missing = ids.filter((id) => !known.has(id));
  const asked = await Promise.all(
    missing.map((ticketId) => cacheClient.ask("ticket.get", { ticketId })),
  );
  for (const answer of asked) {
    if (answer.ok && answer.value !== null) known.set(answer.value.ticket.id, answer.value.ticket);
  }
  return ids.flatMap((id) => known.get(id) ?? []);
}

/** The best ticket that nobody has taken. null: there is none. */
export async function bestUnclaimed(): Promise<QueueRow | null> {
  const answer = await cacheClient.ask("queue.list", {
    viewId: "unassigned",
    me: useAccounts.getState().me,
    sort: "rank",
    descending: false,
    text: "",
    from: 0,
    to: 1,
    anchorId: null,
  });
  return answer.ok ? (answer.value.rows[0] ?? null) : null;
}
