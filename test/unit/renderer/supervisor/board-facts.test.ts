import { expect, test } from "vitest";
import type { AccountStatus } from "#contract/connection.ts";
import {
  type AgentLine,
  barShare,
  freshnessOf,
  sortAgents,
} from "#renderer/features/supervisor/board-facts.ts";

const agent = (name: string, change: Partial<AgentLine> = {}): AgentLine => ({
  agentId: `a:${name}`,
  name,
  open: 0,
  pending: 0,
  onHold: 0,
  solvedToday: 0,
  longestWaitSince: null,
  ...change,
});
const names = (agents: readonly AgentLine[]) => agents.map(({ name }) => name).join("");

test("agents are sorted by load, the same load by name", () => {
  const agents = [agent("C", { open: 2 }), agent("A", { open: 2 }), agent("B", { open: 5 })];
  expect(names(sortAgents(agents, "open", true))).toBe("BAC");
  expect(names(sortAgents(agents, "open", false))).toBe("ACB");
  expect(names(sortAgents(agents, "name", true))).toBe("CBA");
});

test("the longest wait comes first, agents without one last in either order", () => {
  const agents = [
    agent("A"),
    agent("B", { longestWaitSince: 500 }),
    agent("C", { longestWaitSince: 100 }),
  ];
  expect(names(sortAgents(agents, "longestWaitSince", true))).toBe("CBA");
  expect(names(sortAgents(agents, "longestWaitSince", false))).toBe("BCA");
});

test("bars start at zero, and something is always wider than nothing", () => {
  expect(barShare(0, 10)).toBe(0);
  expect(barShare(5, 10)).toBe(50);
  expect(barShare(1, 10_000)).toBe(1);
  expect(barShare(0, 0)).toBe(0);
});

const status = (change: Partial<AccountStatus>): AccountStatus => ({
  accountId: "a",
  state: "online",
  freshAt: 1_000,
  clockOffsetMs: 0,
  detail: null,
  progress: { rows: 0, share: null, secondsLeft: null, workable: true, complete: true },
  setAsideCount: 0,
  retryAt: null,
  ...change,
});

test("the board is as old as the account that was heard from longest ago", () => {
  expect(freshnessOf([status({}), status({ freshAt: 400 })])).toEqual({
    freshAt: 400,
    isOffline: false,
    isComplete: true,
  });
  expect(freshnessOf([status({}), status({ freshAt: null })]).freshAt).toBeNull();
  expect(freshnessOf([]).freshAt).toBeNull();
  expect(freshnessOf([status({ state: "offline" })]).isOffline).toBe(true);
});
