import { BUILT_IN_VIEWS } from "#contract/asks.ts";
import { rowMaker } from "#renderer/cache/memory/shown.ts";
import type { ViewKey } from "#renderer/cache/memory/orders.ts";
import { clampRange, type Query } from "#renderer/cache/queries/query.ts";

/** Records that conditions look names up in. */
export const NAMED = ["kind/agent", "kind/group", "kind/organisation", "kind/field"] as const;

/** The visible window of a view. An anchor that is a provisional id follows the ticket it became. */
export const listQueue: Query<"queue.list"> = (input, { memory, orders, now, reads }) => {
  for (const topic of ["tickets", "kind/view", ...NAMED] as const) reads(topic);
  const { rows, timed } = orders.list(input, now);
  if (timed) reads("time");
  const [from, to] = clampRange(input.from, input.to, rows.length);
  const anchor = input.anchorId === null ? undefined : memory.outbox.resolve(input.anchorId);
  return {
    total: rows.length,
    from,
    rows: rows.slice(from, to).map(rowMaker(input.show, memory.nameOf)),
    anchorIndex: anchor === undefined ? -1 : rows.findIndex(({ id }) => id === anchor),
  };
};

/** Counts of the built-in views, the agent's own, and the helpdesk's, in the order of the switcher. */
export const countQueues: Query<"queue.counts"> = ({ me, own }, { memory, orders, now, reads }) => {
  for (const topic of ["tickets", "time", "kind/view", ...NAMED] as const) reads(topic);
  const views: readonly ViewKey[] = [
    ...BUILT_IN_VIEWS.map((viewId) => ({ viewId })),
    ...(own ?? []),
    ...[...memory.recordsOf("view")]
      .flatMap(({ view }) => view ?? [])
      .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
      .map(({ id }) => ({ viewId: id })),
  ];
  const counts = orders.counts(views, me, now);
  return views.map(({ viewId }, i) => ({ viewId, count: counts[i] ?? 0 }));
};
