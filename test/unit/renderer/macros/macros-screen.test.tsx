// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Macro } from "#domain/macro/macro.ts";
import { ok } from "#domain/kernel/result.ts";
import { flushDraft, flushDrafts, useDrafts } from "#renderer/actions/drafts-store.ts";
import type { CacheClient } from "#renderer/cache/client.ts";
import { CacheContext } from "#renderer/cache/use-cache-query.ts";
import { runCommand } from "#renderer/commands/registry.ts";
import { readMacroDraft } from "#renderer/features/macros/macro-draft.ts";
import { MacrosScreen } from "#renderer/features/macros/MacrosScreen.tsx";
import { setAccounts } from "#renderer/workspace/accounts-store.ts";
import { setOutbox } from "#renderer/workspace/outbox-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";
import { giveLayout } from "#test/unit/renderer/outbox/layout.ts";
import { account, macro } from "#test/unit/renderer/macros/macros.ts";

/** Drawing a whole screen without a browser is slow on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

let bridge: FakeBridge;

beforeEach(() => {
  giveLayout();
  bridge = new FakeBridge();
  bridge.install();
  setAccounts([account()]);
  setOutbox([]);
  useDrafts.setState({ drafts: new Map(), statuses: new Map() });
  useWorkspace.setState({ screen: "macros", openMacroId: "a:7", openTicketId: null });
});
afterEach(cleanup);

/** A cache that knows these macros and nothing else. */
function cacheOf(macros: readonly Macro[]): CacheClient {
  const answer = (name: string, input: { readonly macroId?: string }): unknown => {
    if (name === "macro.list") return macros;
    if (name === "macro.get") return macros.find(({ id }) => id === input.macroId) ?? null;
    if (name === "directory.get") return { agents: [], groups: [], fields: [], views: [] };
    return name === "queue.list" ? { total: 0, from: 0, rows: [], anchorIndex: -1 } : null;
  };
  return {
    ask: async (name, input) => ok(answer(name, input as never)) as never,
    attach: () => undefined,
    foresee: () => undefined,
    tellBusy: () => undefined,
    subscribe: (name, input, listener) => {
      listener(ok(answer(name, input as never)) as never);
      return {
        revise: (next) => listener(ok(answer(name, next as never)) as never),
        close: () => undefined,
      };
    },
  };
}
function show(macros: readonly Macro[] = [macro()]) {
  return render(
    <CacheContext value={cacheOf(macros)}>
      <MacrosScreen />
    </CacheContext>,
  );
}
const run = (id: string) => act(async () => void runCommand(id));
const titleBox = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Title" });
const type = (value: string) => act(() => void fireEvent.change(titleBox(), { target: { value } }));
/** The pause after which drafts are saved, without waiting for it. */
const rest = () =>
  act(async () => {
    flushDrafts();
    await flushDraft("macro/a:7");
    await new Promise((turn) => setTimeout(turn));
  });

test("what is typed becomes a saved draft without a further step", async () => {
  show();
  type("Billing::Refund sent");
  await rest();
  const saved = bridge.drafts.get("macro/a:7");
  expect(readMacroDraft(saved)).toEqual({
    macro: macro({ title: "Billing::Refund sent" }),
    base: macro(),
  });
});

test("saving hands the macro with its base to the outbox, and the draft goes", async () => {
  show();
  type("Refund sent");
  await run("macros.save");
  await rest();
  expect(bridge.submitted.map(({ action }) => action)).toEqual([
    { kind: "save-macro", base: macro(), macro: macro({ title: "Refund sent" }) },
  ]);
  expect(bridge.drafts.size).toBe(0);
  expect(useDrafts.getState().drafts?.size).toBe(0);
});

test("a draft that could not be queued stays", async () => {
  show();
  type("Refund sent");
  await rest();
  bridge.fail({ kind: "storage", detail: "disk full" });
  await run("macros.save");
  await rest();
  bridge.fail(null);
  expect(bridge.submitted).toEqual([]);
  expect(useDrafts.getState().drafts?.get("macro/a:7")?.text).toBe("Refund sent");
});

test("a macro without a title is not saved, and says what is missing", async () => {
  show();
  type("  ");
  await run("macros.save");
  await rest();
  expect(bridge.submitted).toEqual([]);
  expect(screen.getByText("Give it a title.")).toBeTruthy();
});

test("typing it back to what it was leaves no draft", async () => {
  show();
  type("Other");
  await rest();
  type("Billing::Refund");
  await rest();
  expect(bridge.drafts.size).toBe(0);
});

test("a new macro opens under a provisional id and stays a draft until it is complete", async () => {
  show();
  await run("macros.new");
  const openId = useWorkspace.getState().openMacroId ?? "";
  expect(openId).toMatch(/^a:new-/);
  type("Parcel delayed");
  await run("macros.save");
  await rest();
  expect(bridge.submitted).toEqual([]);
  act(() => screen.getByRole("button", { name: /Remove “Text”/ }).click());
  expect(screen.getByText("Add at least one action.")).toBeTruthy();
});

test("deleting goes through the outbox and can be undone; the list moves on", async () => {
  show();
  await run("macros.delete");
  await rest();
  const [intent] = bridge.submitted;
  expect(intent?.action).toEqual({ kind: "delete-macro", base: macro() });
  expect((intent?.sendAfter ?? 0) - (intent?.createdAt ?? 0)).toBe(10_000);
  expect(useWorkspace.getState().openMacroId).toBeNull();
});

test("an action we do not know is shown as it is and moves with the others", async () => {
  show();
  expect(screen.getByText(/notification_user: \["requester_id","Hi"\]/)).toBeTruthy();
  act(() => screen.getByRole("button", { name: /Move “Status” up/ }).click());
  await run("macros.save");
  await rest();
  const action = bridge.submitted[0]?.action;
  expect(action?.kind === "save-macro" && action.macro.actions).toEqual([
    macro().actions[0],
    macro().actions[2],
    macro().actions[1],
  ]);
});

test("without the right to change macros everything is shown and nothing can be changed, with the reason", async () => {
  setAccounts([account({ macrosWrite: false })]);
  show();
  expect(titleBox().disabled).toBe(true);
  expect(screen.getByText(/allows changes to administrators only/)).toBeTruthy();
  await run("macros.delete");
  await run("macros.new");
  expect(bridge.submitted).toEqual([]);
  expect(useWorkspace.getState().openMacroId).toBe("a:7");
});

test("folders part the list, and the screen is clean for assistive technology", async () => {
  const { container } = show([macro(), macro({ id: "a:8", title: "Hello" })]);
  expect(
    [...container.querySelectorAll("[role=option]")].map((option) => option.textContent),
  ).toEqual(["Hello", "Billing › Refund"]);
  const { violations } = await axe.run(container, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});
