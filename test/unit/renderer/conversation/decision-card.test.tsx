// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HumanReason, OutboxEntry } from "#domain/sync/outbox.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { listCommands, runCommand } from "#renderer/commands/registry.ts";
import { DecisionCard } from "#renderer/features/conversation/DecisionCard.tsx";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";
import { comment, entry } from "#test/unit/renderer/outbox/entries.ts";

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  bridge.install();
  useDrafts.setState({ drafts: new Map(), statuses: new Map() });
  useWorkspace.setState({ screen: "queue", composer: "none", openTicketId: "a1:1" });
});
afterEach(cleanup);

const asking = (reason: HumanReason): OutboxEntry =>
  entry(
    { ticketId: "a1:1", comment: comment("public", "My answer") },
    { state: "needs-human", reason },
  );
const show = (reason: HumanReason): OutboxEntry => {
  const asked = asking(reason);
  bridge.submitted.push(asked.intent);
  render(<DecisionCard entry={asked} directory={undefined} hasKeys />);
  return asked;
};
const press = (command: string) =>
  act(async () => {
    runCommand(command);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  });
const moved: HumanReason = {
  kind: "conversation-moved",
  entries: [{ author: "Amira", at: 1_000, text: "I found it, thank you" }],
};

test("what is new is shown next to the words that wait, and one key sends them", async () => {
  show(moved);
  expect(screen.getByText("I found it, thank you")).toBeTruthy();
  expect(screen.getByText("My answer")).toBeTruthy();
  await press("conversation.goOn");
  expect(bridge.calls).toEqual(["outbox.confirm"]);
});

test("one key edits: the words are in the draft that the composer shows", async () => {
  show(moved);
  await press("conversation.editDecided");
  expect(bridge.calls).toContain("outbox.discard");
  expect(useDrafts.getState().drafts?.get("reply/a1:1")?.text).toBe("My answer");
  expect(useWorkspace.getState().composer).toBe("reply");
});

test("a field that both changed shows what it was, theirs, who, and mine; theirs is kept until the agent says so", async () => {
  const conflict = { field: "subject", from: "Lamp", to: "Lamps", mine: "Broken lamp" };
  show({ kind: "field-conflict", conflicts: [{ ...conflict, who: "Ben", at: 1_000 }] });
  for (const words of ["Lamp", "Lamps", "Broken lamp", "Ben"])
    expect(screen.getByText(words)).toBeTruthy();
  await press("conversation.goOn");
  expect(bridge.calls).toEqual(["outbox.confirm"]);
});

test.each([
  [{ kind: "ticket-merged", into: "a1:9" }, "ticket-merged", ["edit", "go on"]],
  [{ kind: "ticket-closed" }, "ticket-closed", ["edit", "go on"]],
  [{ kind: "ticket-gone" }, "ticket-gone", ["edit"]],
  [{ kind: "access-lost" }, "access-lost", ["edit", "go on"]],
  [{ kind: "undecided" }, "undecided", ["edit", "go on"]],
] as const)("%o keeps the words, which can be copied, and offers a way", (reason, kind, ways) => {
  show(reason);
  expect(document.querySelector(`[data-decision="${kind}"]`)).not.toBeNull();
  expect(screen.getByText("My answer")).toBeTruthy();
  expect(screen.getByRole("button", { name: /copy/i })).toBeTruthy();
  const possible = (id: string) =>
    listCommands()
      .find((one) => one.id === id)
      ?.possible() === true;
  expect(possible("conversation.editDecided")).toBe(ways.includes("edit"));
  expect(possible("conversation.goOn")).toBe((ways as readonly string[]).includes("go on"));
});
