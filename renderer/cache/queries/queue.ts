import { BUILT_IN_VIEWS } from "#contract/asks.ts";
import { toQueueRow } from "#renderer/cache/memory/shown.ts";
import { TIMED_VIEWS } from "#renderer/cache/memory/views.ts";
import { clampRange, type Query } from "#renderer/cache/queries/query.ts";

/** The visible window of a view. An anchor that is a provisional id follows the ticket it became. */
export const listQueue: Query<"queue.list"> = (input, { memory, orders, now, reads }) => {
  reads("tickets");
  if (TIMED_VIEWS.has(input.viewId)) reads("time");
  if (input.viewId === "my-groups") reads("kind/agent");
  const rows = orders.list(input, now);
  const [from, to] = clampRange(input.from, input.to, rows.length);
  const anchor = input.anchorId === null ? undefined : memory.outbox.resolve(input.anchorId);
  return {
    total: rows.length,
    from,
    rows: rows.slice(from, to).map(toQueueRow),
    anchorIndex: anchor === undefined ? -1 : rows.findIndex(({ id }) => id === anchor),
  };
};

export const countQueues: Query<"queue.counts"> = ({ me }, { orders, now, reads }) => {
  reads("tickets");
  reads("time");
  reads("kind/agent");
  const counts = orders.counts(BUILT_IN_VIEWS, me, now);
  return BUILT_IN_VIEWS.map((viewId, i) => ({ viewId, count: counts[i] ?? 0 }));
};
