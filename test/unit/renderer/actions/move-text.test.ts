// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft } from "#domain/sync/draft.ts";
import { ok } from "#domain/kernel/result.ts";
import type { HumanReason, OutboxEntry } from "#domain/sync/outbox.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { moveText, wayOn } from "#renderer/actions/move-text.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { customerRow, ticketRow } from "#test/support/cache-rows.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";
import { comment, entry } from "#test/unit/renderer/outbox/entries.ts";

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  bridge.install();
  useDrafts.setState({ drafts: new Map(), statuses: new Map() });
  useAccounts.setState({ me: [{ accountId: "a1", agentId: "a1:5" }] });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const stuck = (reason: HumanReason): OutboxEntry => {
  const made = entry(
    {
      ticketId: "a1:1",
      comment: comment("public", "My answer"),
      edits: {
        status: { base: "open", value: "pending" },
        tags: { add: ["vip"], remove: ["x"] },
      },
    },
    { state: "needs-human", reason },
  );
  return { ...made, intent: { ...made.intent, accountId: "a1", authorId: "a1:5" } };
};
const draftOf = (key: string, text: string): Draft => ({
  key,
  accountId: "a1",
  ticketId: key.slice(key.indexOf("/") + 1),
  text,
  fields: {},
  files: [],
  seen: null,
  savedAt: 1,
});
/** What main does when an entry is discarded: its words are in the draft. */
const giveBack = (text = "My answer"): void => {
  bridge.drafts.set("reply/a1:1", draftOf("reply/a1:1", text));
};

test("only words whose ticket takes none any more have another way", () => {
  expect(wayOn(stuck({ kind: "ticket-closed" }))).toBe("follow-up");
  expect(wayOn(stuck({ kind: "ticket-merged", into: "a1:9" }))).toBe("to-merged");
  for (const kind of ["ticket-gone", "access-lost", "undecided"] as const)
    expect(wayOn(stuck({ kind }))).toBeNull();
  expect(wayOn({ ...stuck({ kind: "ticket-closed" }), state: "done" })).toBeNull();
  expect(wayOn(entry({}, { state: "needs-human", reason: { kind: "ticket-closed" } }))).toBeNull();
});

test("the words of a merged ticket go to the other ticket's draft, before what is written there", async () => {
  giveBack();
  bridge.drafts.set("reply/a1:9", draftOf("reply/a1:9", "Begun there"));
  useDrafts.setState({ drafts: new Map(bridge.drafts) });
  await moveText(stuck({ kind: "ticket-merged", into: "a1:9" }));
  expect(bridge.calls).toContain("outbox.discard");
  expect(bridge.submitted).toEqual([]);
  expect(bridge.drafts.get("reply/a1:9")).toMatchObject({
    text: "My answer\n\nBegun there",
    ticketId: "a1:9",
  });
  expect(bridge.drafts.has("reply/a1:1")).toBe(false);
});

test("the words of a closed ticket become a follow-up ticket to the same customer", async () => {
  giveBack();
  vi.spyOn(cacheClient, "ask").mockResolvedValue(
    ok({ server: ticketRow(1, { subject: "Lamp" }), requester: customerRow(100) }) as never,
  );
  await moveText(stuck({ kind: "ticket-closed" }));
  const [email] = customerRow(100).identities.filter(({ kind }) => kind === "email");
  expect(bridge.submitted.map(({ action }) => action)).toMatchObject([
    {
      kind: "create-ticket",
      subject: "Lamp",
      requester: { email: email?.value },
      comment: { text: "My answer", audience: "public" },
      fields: { status: "pending", tags: ["vip"], assigneeId: "a1:5" },
      followUpOf: "a1:1",
    },
  ]);
  const { calls } = bridge;
  expect(calls.indexOf("outbox.discard")).toBeLessThan(calls.indexOf("outbox.submit"));
  expect(bridge.drafts.has("reply/a1:1")).toBe(false);
});

test("without an address nothing is ended, and what was joined with other words stays a draft", async () => {
  const ask = vi
    .spyOn(cacheClient, "ask")
    .mockResolvedValue(ok({ server: ticketRow(1), requester: null }) as never);
  await moveText(stuck({ kind: "ticket-closed" }));
  expect(bridge.calls).not.toContain("outbox.discard");
  giveBack("My answer\n\nand more");
  ask.mockResolvedValue(ok({ server: ticketRow(1), requester: customerRow(100) }) as never);
  await moveText(stuck({ kind: "ticket-closed" }));
  expect(bridge.submitted.length).toBe(1);
  expect(bridge.drafts.get("reply/a1:1")?.text).toBe("My answer\n\nand more");
});
