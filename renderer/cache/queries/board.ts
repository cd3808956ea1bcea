import { type Board, BUILT_IN_VIEWS } from "#contract/asks.ts";
import type { AgentId } from "#domain/kernel/ids.ts";
import { isUnfinished } from "#domain/ticket/overlay.ts";
import { CHANNELS, isUnsolved, PRIORITIES } from "#domain/ticket/ticket.ts";
import type { Shown } from "#renderer/cache/memory/shown.ts";
import { isBreachingSoon, localMidnight } from "#renderer/cache/memory/views.ts";
import type { Query } from "#renderer/cache/queries/query.ts";

/** Lines shown of what is about to breach. */
const MAX_BREACHING = 50;

type Waiting = { count: number; longestWaitSince: number | null };
type Load = {
  open: number;
  pending: number;
  onHold: number;
  solvedToday: number;
  longestWaitSince: number | null;
};

/** What a supervisor watches, from one pass over all tickets. */
export const getBoard: Query<"board.get"> = ({ me }, { memory, orders, now, reads }) => {
  for (const topic of ["tickets", "time", "outbox", "kind/agent", "kind/group"] as const) {
    reads(topic);
  }
  const midnight = localMidnight(now);
  const groups = new Map<string, Waiting>();
  const channels = new Map<string, Waiting>();
  const priorities = new Map<string, number>();
  const loads = new Map<AgentId, Load>();
  const breaching: Shown[] = [];
  const ages: number[] = [];
  let actionable = 0;
  let queueDepth = 0;
  let unassigned = 0;
  let breached = 0;
  let solvedToday = 0;
  let createdToday = 0;
  let longestWait = null as Board["longestWait"];

  for (const shown of memory.allShown()) {
    const { line, status, waitingSince } = shown;
    if (shown.createdAt >= midnight) createdToday += 1;
    const solvedNow = line.solvedAt !== null && line.solvedAt >= midnight;
    if (solvedNow) solvedToday += 1;
    const load = line.assigneeId === null ? null : entryOf(loads, line.assigneeId, newLoad);
    if (load !== null && solvedNow) load.solvedToday += 1;
    if (!isUnsolved(status)) continue;
    ages.push(Math.max(0, now - shown.createdAt));
    if (status === "new" || status === "open") actionable += 1;
    if (load === null) unassigned += 1;
    else {
      if (status === "pending") load.pending += 1;
      else if (status === "on-hold") load.onHold += 1;
      else load.open += 1;
      load.longestWaitSince = earlier(load.longestWaitSince, waitingSince);
    }
    for (const slice of [
      entryOf(groups, line.groupId ?? "", newWaiting),
      entryOf(channels, line.channel, newWaiting),
    ]) {
      slice.count += 1;
      slice.longestWaitSince = earlier(slice.longestWaitSince, waitingSince);
    }
    const priority = shown.priority ?? "";
    priorities.set(priority, (priorities.get(priority) ?? 0) + 1);
    if (waitingSince !== null) {
      queueDepth += 1;
      if (longestWait === null || waitingSince < longestWait.since) {
        longestWait = { ticketId: shown.id, since: waitingSince };
      }
    }
    if (shown.breachAt !== null && shown.breachAt <= now) breached += 1;
    if (isBreachingSoon(shown, now)) breaching.push(shown);
  }
  ages.sort((a, b) => a - b);
  breaching.sort((a, b) => (a.breachAt ?? 0) - (b.breachAt ?? 0) || (a.id < b.id ? -1 : 1));
  const viewCounts = orders.counts(
    BUILT_IN_VIEWS.map((viewId) => ({ viewId })),
    me,
    now,
  );

  return {
    asOf: now,
    views: BUILT_IN_VIEWS.map((key, i) => ({ key, label: key, count: viewCounts[i] ?? 0 })),
    groups: [...groups]
      .map(([key, slice]) => ({
        key,
        label: key === "" ? "" : (memory.nameOf("group", key) ?? ""),
        ...slice,
      }))
      .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
    channels: CHANNELS.flatMap((key) => {
      const slice = channels.get(key);
      return slice === undefined ? [] : [{ key, label: key, ...slice }];
    }),
    priorities: [...PRIORITIES.toReversed(), ""].flatMap((key) => {
      const count = priorities.get(key);
      return count === undefined ? [] : [{ key, label: key, count }];
    }),
    backlog: ages.length,
    actionable,
    queueDepth,
    unassigned,
    longestWait,
    breached,
    breachingSoon: breaching.slice(0, MAX_BREACHING).map(({ id, line, breachAt }) => ({
      ticketId: id,
      subject: line.subject,
      breachAt: breachAt ?? now,
      assigneeId: line.assigneeId,
    })),
    agents: [...loads]
      .map(([agentId, load]) => ({
        agentId,
        name: memory.nameOf("agent", agentId) ?? "",
        ...load,
      }))
      .filter(
        ({ open, pending, onHold, solvedToday: solved }) => open + pending + onHold + solved > 0,
      )
      .sort((a, b) => b.open - a.open || (a.agentId < b.agentId ? -1 : 1)),
    backlogAge: { medianMs: percentile(ages, 0.5), p90Ms: percentile(ages, 0.9) },
    solvedToday,
    createdToday,
    unsentHere: memory.outbox.all().filter(isUnfinished).length,
  } satisfies Board;
};

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  let entry = map.get(key);
  if (entry === undefined) map.set(key, (entry = make()));
  return entry;
}
const newWaiting = (): Waiting => ({ count: 0, longestWaitSince: null });
const newLoad = (): Load => ({
  open: 0,
  pending: 0,
  onHold: 0,
  solvedToday: 0,
  longestWaitSince: null,
});

function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null || a <= b ? a : b;
}

/** Nearest-rank percentile of ascending values. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
