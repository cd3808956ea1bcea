import { explainQuery } from "#domain/search/explain.ts";
import { conditionOf, evalContext } from "#renderer/cache/memory/conditions.ts";
import { numberOf } from "#renderer/cache/memory/shown.ts";
import { NAMED } from "#renderer/cache/queries/queue.ts";
import type { Query } from "#renderer/cache/queries/query.ts";

/** Every condition of a view with its answer for one ticket, as it is shown. */
export const explainView: Query<"view.explain"> = (
  { viewId, query, me, ticketId },
  { memory, now, reads },
) => {
  const id = memory.outbox.resolve(ticketId);
  for (const topic of [`ticket/${id}`, "time", "kind/view", ...NAMED] as const) reads(topic);
  const shown = memory.shown(id);
  const condition = conditionOf(viewId, query, memory);
  if (shown === undefined || condition === null) return null;
  const reason = explainQuery(condition.query, shown, evalContext(me, memory, now));
  const otherAccount = condition.accountId !== null && condition.accountId !== shown.line.accountId;
  return {
    number: numberOf(id),
    subject: shown.line.subject,
    holds: reason.holds && !otherAccount,
    reason,
    otherAccount,
    unsupported: condition.unsupported.map(({ field, operator, value }) =>
      `${field} ${operator} ${value}`.trim(),
    ),
  };
};
