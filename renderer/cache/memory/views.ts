import { BUILT_IN_VIEWS, type BuiltInView, type Me, type ViewId } from "#contract/asks.ts";
import { isUnsolved } from "#domain/ticket/ticket.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import type { Shown } from "#renderer/cache/memory/shown.ts";

export type Predicate = (shown: Shown) => boolean;

/** A ticket is about to breach when its next clock ends within this time, or has ended. */
export const BREACHING_SOON_MS = 60 * 60_000;

/** Views whose members change because time passes. */
export const TIMED_VIEWS: ReadonlySet<ViewId> = new Set<BuiltInView>([
  "breaching-soon",
  "solved-today",
]);

/** @returns ms epoch of the last local midnight before `now`. */
export function localMidnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

export const isBreachingSoon = (shown: Shown, now: number): boolean =>
  shown.breachAt !== null && isUnsolved(shown.status) && shown.breachAt <= now + BREACHING_SOON_MS;

/**
 * The condition of a view.
 *
 * @param now ms epoch; only the views of `TIMED_VIEWS` look at it.
 * @returns null for a view that is not known here.
 */
export function predicateOf(
  viewId: ViewId,
  me: Me,
  memory: Pick<Memory, "record">,
  now: number,
): Predicate | null {
  const mine = new Set(me.map(({ agentId }) => agentId));
  switch (viewId as BuiltInView) {
    case "mine":
      return ({ line }) =>
        line.assigneeId !== null && mine.has(line.assigneeId) && isUnsolved(line.status);
    case "unassigned":
      return ({ line }) => line.assigneeId === null && isUnsolved(line.status);
    case "my-groups": {
      const groups = new Set([...mine].flatMap((id) => memory.record("agent", id)?.groupIds ?? []));
      return ({ line }) =>
        line.groupId !== null && groups.has(line.groupId) && isUnsolved(line.status);
    }
    case "all-open":
      return ({ status }) => isUnsolved(status);
    case "breaching-soon":
      return (shown) => isBreachingSoon(shown, now);
    case "waiting-for-customer":
      return ({ status }) => status === "pending";
    case "solved-today": {
      const midnight = localMidnight(now);
      return ({ line }) => line.solvedAt !== null && line.solvedAt >= midnight;
    }
    default:
      return null;
  }
}

export const isBuiltIn = (viewId: ViewId): boolean =>
  (BUILT_IN_VIEWS as readonly string[]).includes(viewId);
