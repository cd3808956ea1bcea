// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import type { QueueRow } from "#contract/asks.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { claimFate, settleClaims, takeNext, useClaims } from "#renderer/features/queue/claims.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { useNotices } from "#renderer/workspace/notices-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { ACCOUNT, entryRow, ME, queueRow, updateAction } from "#test/support/cache-rows.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";

const bridge = new FakeBridge();
bridge.install();
const row = (n: number): QueueRow => queueRow(`a1:${n}`, { number: String(n) });
const told = () => useNotices.getState().notices.at(-1);
let unclaimed: readonly QueueRow[] = [];

beforeEach(() => {
  unclaimed = [row(1), row(2)];
  vi.spyOn(cacheClient, "ask").mockImplementation(
    async () =>
      ({ ok: true, value: { total: 2, from: 0, rows: unclaimed, anchorIndex: -1 } }) as never,
  );
  useAccounts.setState({ me: [{ accountId: ACCOUNT, agentId: ME }] });
  useNotices.setState({ notices: [] });
  useClaims.setState({ claims: [] });
  bridge.submitted.length = 0;
  bridge.calls.length = 0;
});

const entry = (over: Partial<OutboxEntry>): OutboxEntry => {
  const made = entryRow(updateAction(1, { assigneeId: { base: null, value: ME } }), over);
  const opId = useClaims.getState().claims[0]?.opId ?? made.intent.opId;
  return { ...made, intent: { ...made.intent, opId } };
};
const conflict = (field: string) =>
  ({
    kind: "field-conflict",
    conflicts: [{ field, from: null, to: "a1:901", mine: ME, who: "Nadia", at: 1 }],
  }) as const;

test("two quick presses take two tickets, though the list has not heard of the first yet", async () => {
  await Promise.all([takeNext(), takeNext()]);
  await takeNext();
  const taken = bridge.submitted.map(({ action }) =>
    action.kind === "update-ticket" ? [action.ticketId, action.edits.assigneeId] : [],
  );
  expect(taken[0]).toEqual(["a1:1", { base: null, value: ME }]);
  expect(new Set(taken.map(([id]) => id)).size).toBe(2);
  expect(useWorkspace.getState().openTicketId).toBe("a1:2");
  expect(told()?.key).toBe("queue.notice.nothingUnclaimed");
});

test("a claim that was lost is given up, told by name, and the next ticket is offered", async () => {
  await takeNext();
  await settleClaims([entry({ state: "queued" })]);
  expect(useClaims.getState().claims).toHaveLength(1);
  unclaimed = [row(2)];
  await settleClaims([entry({ state: "needs-human", reason: conflict("assigneeId") })]);
  expect(bridge.calls).toContain("outbox.discard");
  expect(told()).toMatchObject({
    key: "queue.claim.lostToNext",
    values: { who: "Nadia", number: "1", next: "2" },
  });
  expect(useClaims.getState().claims).toEqual([]);
});

test("a claim that the helpdesk took is forgotten without a word", async () => {
  await takeNext();
  useNotices.setState({ notices: [] });
  await settleClaims([entry({ state: "done" })]);
  expect(useClaims.getState().claims).toEqual([]);
  expect(told()).toBeUndefined();
});

test("only what takes the ticket away loses a claim", () => {
  const needs = (reason: OutboxEntry["reason"]) =>
    claimFate(entryRow(updateAction(1, {}), { state: "needs-human", reason }));
  expect(needs(conflict("assigneeId"))).toBe("lost");
  expect(needs(conflict("priority"))).toBe("open");
  expect(needs({ kind: "ticket-gone" })).toBe("lost");
  expect(needs({ kind: "undecided" })).toBe("open");
  expect(claimFate(undefined)).toBe("open");
});
