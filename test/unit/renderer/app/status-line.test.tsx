// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AccountStatus } from "#contract/connection.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { StatusLine } from "#renderer/app/StatusLine.tsx";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";
import { setStatuses } from "#renderer/workspace/status-store.ts";
import { reply } from "#test/support/sim/outbox-fixtures.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

const status = (over: Partial<AccountStatus>): AccountStatus => ({
  accountId: "demo",
  state: "online",
  freshAt: Date.now(),
  clockOffsetMs: 0,
  detail: null,
  progress: { rows: 1234, share: 0.45, secondsLeft: 130, workable: true, complete: true },
  setAsideCount: 0,
  retryAt: null,
  ...over,
});

beforeEach(() => {
  setStatuses([]);
  useAccounts.setState({ accounts: null, me: [] });
  useOutbox.setState({ entries: [] });
});
afterEach(cleanup);
const line = () => screen.getByRole("contentinfo").textContent;

test("offline is told calmly, with the age of the data and one remedy", () => {
  setStatuses([status({ state: "offline", freshAt: Date.now() - 5 * 60_000 })]);
  render(<StatusLine info={null} />);
  expect(line()).toContain("Offline");
  expect(line()).toContain("5 minutes ago");
  expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual([
    "Sync now",
    "All sent",
  ]);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("signed out leads to the settings", () => {
  setStatuses([status({ state: "signed-out" })]);
  render(<StatusLine info={null} />);
  act(() => screen.getByRole("button", { name: "Sign in" }).click());
  expect(useWorkspace.getState().screen).toBe("settings");
});

test("the first sync tells rows, share and time left, and ends without a trace", () => {
  const progress = { rows: 1234, share: 0.45, secondsLeft: 130, workable: false, complete: false };
  setStatuses([status({ progress })]);
  render(<StatusLine info={null} />);
  expect(line()).toContain("Fetching your tickets");
  expect(line()).toContain("1,234 rows · 45% · 2 min left");
  act(() => setStatuses([status({})]));
  expect(line()).not.toContain("rows");
});

test("a remote that tells no totals gets no invented share", () => {
  const progress = { rows: 7, share: null, secondsLeft: null, workable: true, complete: false };
  setStatuses([status({ progress })]);
  render(<StatusLine info={null} />);
  expect(line()).toContain("7 rows");
  expect(line()).not.toContain("%");
  expect(screen.queryByRole("progressbar")).toBeNull();
});

test("records set aside are counted over all accounts and can be looked at", () => {
  setStatuses([status({ setAsideCount: 2 }), status({ accountId: "z", setAsideCount: 1 })]);
  render(<StatusLine info={null} />);
  expect(screen.getByRole("button", { name: "3 records set aside" })).toBeDefined();
});

test("without an account it says so", () => {
  useAccounts.setState({ accounts: [] });
  render(<StatusLine info={null} />);
  expect(line()).toContain("No helpdesk connected");
});

test("what waits is told with the time it will take, once that is worth telling", () => {
  const entry = (n: number): OutboxEntry => ({
    intent: reply(n),
    seq: n + 1,
    state: "queued",
    pin: null,
    attempts: 0,
    lastAttemptAt: null,
    waitingFor: null,
    reason: null,
    remoteId: null,
    createdId: null,
    confirmed: false,
    changedAt: 0,
  });
  useOutbox.setState({ entries: Array.from({ length: 12 }, (_, n) => entry(n)) });
  setStatuses([status({ outboxLeftMs: 225_000 })]);
  render(<StatusLine info={null} />);
  expect(line()).toContain("12 unsent, about 4 min");
  act(() => setStatuses([status({ outboxLeftMs: 3_000 })]));
  expect(line()).toContain("12 unsent");
  expect(line()).not.toContain("about");
});
