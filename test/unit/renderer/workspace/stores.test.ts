import { beforeEach, expect, test } from "vitest";
import type { AccountStatus, ConnectionState } from "#contract/connection.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { dismissNotice, notify, useNotices } from "#renderer/workspace/notices-store.ts";
import {
  countAttention,
  countUnsent,
  latestUndoable,
  unsentOf,
} from "#renderer/workspace/outbox-store.ts";
import { serverNow, setStatuses, worstStatus } from "#renderer/workspace/status-store.ts";

const status = (accountId: string, state: ConnectionState): AccountStatus => ({
  accountId,
  state,
  freshAt: null,
  clockOffsetMs: 5_000,
  detail: null,
  progress: { rows: 0, share: null, secondsLeft: null, workable: true, complete: true },
  setAsideCount: 0,
  retryAt: null,
});

const entry = (
  opId: string,
  state: OutboxEntry["state"],
  sendAfter: number,
  attempts = 0,
): OutboxEntry => ({
  intent: {
    opId,
    accountId: "demo",
    authorId: "demo:1",
    createdAt: 0,
    sendAfter,
    action: {
      kind: "update-ticket",
      ticketId: `demo:${opId}`,
      comment: null,
      edits: {},
      macroIds: [],
      seen: null,
    },
  },
  seq: 1,
  state,
  pin: null,
  attempts,
  lastAttemptAt: null,
  waitingFor: null,
  reason: null,
  remoteId: null,
  createdId: null,
  confirmed: false,
  changedAt: 0,
});

test("of several accounts the one that asks most of the agent is told", () => {
  expect(worstStatus([status("a", "online"), status("b", "signed-out")])?.accountId).toBe("b");
  expect(worstStatus([status("a", "offline"), status("b", "degraded")])?.accountId).toBe("a");
  expect(worstStatus([])).toBeNull();
});

test("server time is the account's own", () => {
  setStatuses([status("a", "online")]);
  expect(serverNow("a", 1_000)).toBe(6_000);
  expect(serverNow("other", 1_000)).toBe(1_000);
});

test("unsent is what has not arrived; attention what waits for the agent", () => {
  const entries = [
    entry("1", "done", 0),
    entry("2", "cancelled", 0),
    entry("3", "sending", 0, 1),
    entry("4", "needs-human", 0),
    entry("5", "queued", 0),
  ];
  expect(countUnsent(entries)).toBe(3);
  expect(countAttention(entries)).toBe(1);
  expect(countUnsent(null)).toBe(0);
  expect(unsentOf(entries, "demo:3").map((each) => each.intent.opId)).toEqual(["3"]);
});

test("only what is still inside its window and never left can be undone, the latest first", () => {
  const entries = [
    entry("1", "queued", 900),
    entry("2", "queued", 1_500),
    entry("3", "sending", 1_500, 1),
  ];
  expect(latestUndoable(entries, 1_000)?.intent.opId).toBe("2");
  expect(latestUndoable(entries, 1_500)).toBeNull();
});

beforeEach(() => useNotices.setState({ notices: [] }));

test("the same notice told twice is one line, and at most a handful stay", () => {
  notify("info", "common.loading");
  notify("info", "common.loading");
  expect(useNotices.getState().notices).toHaveLength(1);
  for (let line = 0; line < 9; line += 1) notify("info", "common.none", {}, `line ${line}`);
  expect(useNotices.getState().notices.map(({ id }) => id)).toEqual(
    [4, 5, 6, 7, 8].map((line) => `line ${line}`),
  );
  dismissNotice("line 8");
  expect(useNotices.getState().notices).toHaveLength(4);
});
