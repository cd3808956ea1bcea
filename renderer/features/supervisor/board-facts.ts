import type { Board } from "#contract/asks.ts";
import type { AccountStatus } from "#contract/connection.ts";

export type AgentLine = Board["agents"][number];
export const AGENT_SORTS = [
  "name",
  "open",
  "pending",
  "onHold",
  "solvedToday",
  "longestWaitSince",
] as const;
export type AgentSort = (typeof AGENT_SORTS)[number];

/**
 * Agents in the order of one column, then by name.
 *
 * @param descending Most first; for waits the longest (the earliest instant) first. Agents without a wait come last.
 */
export function sortAgents(
  agents: readonly AgentLine[],
  sort: AgentSort,
  descending: boolean,
): readonly AgentLine[] {
  const turn = descending ? -1 : 1;
  const byName = (a: AgentLine, b: AgentLine) => a.name.localeCompare(b.name);
  return agents.toSorted((a, b) => {
    if (sort === "name") return turn * byName(a, b);
    if (sort === "longestWaitSince") {
      const [waitA, waitB] = [a.longestWaitSince, b.longestWaitSince];
      if (waitA === null || waitB === null)
        return Number(waitA === null) - Number(waitB === null) || byName(a, b);
      return turn * (waitB - waitA) || byName(a, b);
    }
    return turn * (a[sort] - b[sort]) || byName(a, b);
  });
}

/** How true the board is: of the account that was heard from longest ago. */
export type Freshness = {
  /** ms epoch local; null: some account was never heard from. */
  readonly freshAt: number | null;
  readonly isOffline: boolean;
  readonly isComplete: boolean;
};

export function freshnessOf(statuses: readonly AccountStatus[]): Freshness {
  const times = statuses.map((status) => status.freshAt);
  return {
    freshAt: times.includes(null) || times.length === 0 ? null : Math.min(...times.map(Number)),
    isOffline: statuses.some(({ state }) => state !== "online" && state !== "connecting"),
    isComplete: statuses.every(({ progress }) => progress.complete),
  };
}

/** Width of a bar in percent of the longest; something is always wider than nothing. */
export const barShare = (count: number, most: number): number =>
  most <= 0 || count <= 0 ? 0 : Math.max(1, (count / most) * 100);
