import type { AwaySummary } from "#contract/asks.ts";
import { numberOf } from "#renderer/cache/memory/shown.ts";
import type { Query } from "#renderer/cache/queries/query.ts";

/** Lines shown; the counts tell of all. */
const MAX_ITEMS = 100;

/**
 * What happened since an instant, told from server truth: new tickets, customers' messages, tickets that became mine,
 * tickets that others solved. A ticket gives one line, the most telling one.
 */
export const getAway: Query<"away.get"> = ({ me, since }, { memory, moved, reads }) => {
  reads("tickets");
  const mine = new Set(me.map(({ agentId }) => agentId));
  const items: AwaySummary["items"][number][] = [];
  let newTickets = 0;
  let repliesByCustomers = 0;
  let solvedByOthers = 0;
  let assignedToMe = 0;
  for (const id of moved.since(since)) {
    const line = memory.line(id);
    const shown = memory.shown(id);
    if (line === undefined || shown === undefined) continue;
    const isNew = line.createdAt > since;
    const replied = !isNew && shown.lastCustomerAt !== null && shown.lastCustomerAt > since;
    const toMe =
      line.assigneeId !== null &&
      mine.has(line.assigneeId) &&
      line.assignedAt !== null &&
      line.assignedAt > since;
    const solved =
      line.solvedAt !== null &&
      line.solvedAt > since &&
      (line.assigneeId === null || !mine.has(line.assigneeId));
    if (isNew) newTickets += 1;
    if (replied) repliesByCustomers += 1;
    if (toMe) assignedToMe += 1;
    if (solved) solvedByOthers += 1;
    const agent = line.assigneeId === null ? null : memory.nameOf("agent", line.assigneeId);
    const common = { ticketId: shown.id, number: numberOf(shown.id), subject: line.subject };
    if (replied) {
      const at = shown.lastCustomerAt ?? line.updatedAt;
      items.push({ ...common, what: "customer-replied", who: shown.requesterName || null, at });
    } else if (toMe) {
      items.push({
        ...common,
        what: "assigned-to-me",
        who: null,
        at: line.assignedAt ?? line.updatedAt,
      });
    } else if (isNew) {
      items.push({ ...common, what: "new", who: shown.requesterName || null, at: line.createdAt });
    } else if (solved) {
      items.push({ ...common, what: "solved", who: agent, at: line.solvedAt ?? line.updatedAt });
    } else {
      items.push({ ...common, what: "changed", who: null, at: line.updatedAt });
    }
  }
  items.sort((a, b) => b.at - a.at || (a.ticketId < b.ticketId ? -1 : 1));
  return {
    since,
    newTickets,
    repliesByCustomers,
    solvedByOthers,
    assignedToMe,
    items: items.slice(0, MAX_ITEMS),
  };
};
