// @vitest-environment jsdom
import { act, cleanup, render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft } from "#domain/sync/draft.ts";
import type { CallName } from "#contract/calls.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { createCacheClient } from "#renderer/cache/client.ts";
import { CacheContext } from "#renderer/cache/use-cache-query.ts";
import { runCommand } from "#renderer/commands/registry.ts";
import { outboxView } from "#renderer/features/outbox/outbox-view.ts";
import { OutboxScreen } from "#renderer/features/outbox/OutboxScreen.tsx";
import { setAccounts } from "#renderer/workspace/accounts-store.ts";
import { setOutbox } from "#renderer/workspace/outbox-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";
import { comment, entry } from "#test/unit/renderer/outbox/entries.ts";
import { giveLayout } from "#test/unit/renderer/outbox/layout.ts";

/** Drawing a whole screen without a browser is slow on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

let bridge: FakeBridge;
let asked: { readonly name: string; readonly input: unknown }[];

beforeEach(() => {
  giveLayout();
  bridge = new FakeBridge();
  bridge.install();
  asked = [];
  const real = window.bridge!;
  Object.defineProperty(window, "bridge", {
    configurable: true,
    value: {
      ...real,
      call: (name: CallName, input: string) => {
        asked.push({ name, input: JSON.parse(input) });
        return real.call(name, input);
      },
    },
  });
  setAccounts([]);
  useDrafts.setState({ drafts: new Map(), statuses: new Map() });
  useWorkspace.setState({ screen: "outbox" });
  outboxView.show("unsent");
});
afterEach(cleanup);

function show(entries: readonly OutboxEntry[]) {
  setOutbox(entries);
  return render(
    <CacheContext value={createCacheClient()}>
      <OutboxScreen />
    </CacheContext>,
  );
}
const run = (id: string) => act(async () => void runCommand(id));
const inputsOf = (name: string) =>
  asked.filter((each) => each.name === name).map((each) => each.input);

const conflict = entry(
  { comment: comment("public", "All done"), edits: { status: { base: "open", value: "solved" } } },
  {
    state: "needs-human",
    reason: {
      kind: "field-conflict",
      conflicts: [
        { field: "status", from: "open", to: "on-hold", mine: "solved", who: "Tomás", at: 5 },
        { field: "priority", from: null, to: "low", mine: "high", who: null, at: null },
      ],
    },
  },
);

test("a conflict shows base, mine and theirs, and goes out only once every field is decided", async () => {
  show([conflict]);
  const status = screen.getByRole("group", { name: "Status" });
  expect(status.textContent).toContain("Was: Open");
  expect(within(status).getByRole("radio", { name: /Solved/ })).toBeTruthy();
  expect(within(status).getByRole("radio", { name: /On hold.*Tomás/ })).toBeTruthy();

  await run("outbox.confirm");
  expect(inputsOf("outbox.confirm")).toEqual([]);
  act(() =>
    within(status)
      .getByRole("radio", { name: /Solved/ })
      .click(),
  );
  const priority = screen.getByRole("group", { name: "Priority" });
  act(() => within(priority).getByRole("radio", { name: /Low/ }).click());
  await run("outbox.confirm");
  expect(inputsOf("outbox.confirm")).toEqual([{ opId: conflict.intent.opId, keep: ["status"] }]);
});

test("a moved conversation shows what is new, by whom", () => {
  show([
    entry(
      { comment: comment("public") },
      {
        state: "needs-human",
        reason: {
          kind: "conversation-moved",
          entries: [{ author: "Amira", at: 5, text: "I found it, thank you" }],
        },
      },
    ),
  ]);
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain("Amira");
  expect(alert.textContent).toContain("I found it, thank you");
});

test("text is edited while it has not left, and the change goes to main", async () => {
  const waiting = entry({ comment: comment("public", "Helo") });
  show([waiting]);
  await run("outbox.edit");
  const box = screen.getByRole<HTMLTextAreaElement>("textbox");
  expect(box.value).toBe("Helo");
  act(() => outboxView.edit(waiting.intent.opId, "Hello"));
  await run("outbox.saveText");
  expect(inputsOf("outbox.edit")).toEqual([{ opId: waiting.intent.opId, text: "Hello" }]);
  expect(screen.queryByRole("textbox")).toBeNull();
});

test("what is taken back comes from main's draft, joined with what was being written", async () => {
  const waiting = entry({ comment: comment("public", "First") });
  const joined: Draft = {
    key: "reply/a:1",
    accountId: "a",
    ticketId: "a:1",
    text: "First\n\nSecond",
    fields: {},
    files: [],
    seen: null,
    savedAt: 1,
  };
  useDrafts.setState({ drafts: new Map([[joined.key, { ...joined, text: "Second" }]]) });
  bridge.drafts.set(joined.key, joined);
  show([waiting]);
  await run("outbox.cancel");
  expect(bridge.cancelled).toEqual([waiting.intent.opId]);
  expect(useDrafts.getState().drafts?.get("reply/a:1")?.text).toBe("First\n\nSecond");
});

test("steps that are not possible any more are neither offered nor taken by their key", async () => {
  show([entry({ comment: comment("public") }, { state: "sending", attempts: 1 })]);
  expect(screen.queryByRole("button", { name: /Take back/ })).toBeNull();
  await run("outbox.cancel");
  expect(bridge.cancelled).toEqual([]);
});

test("ten thousand entries draw only what is in view", () => {
  const { container } = show(
    Array.from({ length: 10_000 }, () => entry({ comment: comment("internal") })),
  );
  const options = container.querySelectorAll("[role=option]");
  expect(options.length).toBeGreaterThan(5);
  expect(options.length).toBeLessThan(100);
});

test("the screen is clean for assistive technology", async () => {
  const { container } = show([conflict, entry({ comment: comment("internal") })]);
  const { violations } = await axe.run(container, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});
