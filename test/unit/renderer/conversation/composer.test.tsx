// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TicketView } from "#contract/asks.ts";
import type { CommentAudience } from "#domain/macro/macro.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { openComposer } from "#renderer/actions/composer-port.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { createCacheClient } from "#renderer/cache/client.ts";
import { CacheContext } from "#renderer/cache/use-cache-query.ts";
import { runCommand } from "#renderer/commands/registry.ts";
import { Composer } from "#renderer/features/conversation/Composer.tsx";
import { setAccounts } from "#renderer/workspace/accounts-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";

const ticket: Ticket = {
  id: "a:1",
  accountId: "a",
  subject: "Refund",
  status: "open",
  statusLabel: null,
  priority: null,
  kind: null,
  channel: "email",
  requesterId: "a:c",
  assigneeId: null,
  groupId: null,
  organisationId: null,
  tags: [],
  customFields: {},
  ccIds: [],
  followerIds: [],
  createdAt: 0,
  updatedAt: 0,
  dueAt: null,
  solvedAt: null,
  slaClocks: [],
  satisfaction: null,
  mergedInto: null,
  version: 1,
  stamp: "1",
  webUrl: null,
};
const message = (id: string, at: number): Interaction => ({
  id,
  ticketId: "a:1",
  kind: "message",
  channel: "email",
  author: { kind: "customer", id: "a:c", name: "Amira" },
  at,
  text: id,
  html: null,
  attachments: [],
  call: null,
  changes: [],
  marker: null,
});
const viewAt = (newest: Interaction): TicketView => ({
  ticket,
  server: ticket,
  requester: null,
  organisation: null,
  waitingSince: null,
  threadWhole: true,
  interactionCount: 1,
  newest: { interactionId: newest.id, at: newest.at },
  pendingCount: 0,
  freshAt: 0,
  otherOpenCount: 0,
});
const first = message("m1", 10);
const second = message("m2", 20);

let bridge: FakeBridge;
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  // jsdom lays nothing out; CodeMirror asks it to.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  bridge = new FakeBridge();
  bridge.install();
  useDrafts.setState({ drafts: new Map(), statuses: new Map() });
  useWorkspace.setState({ composer: "reply", openTicketId: "a:1", screen: "queue" });
  setAccounts([
    {
      accountId: "a",
      kind: "demo",
      name: "Desk",
      baseUrl: "",
      agentId: "a:5",
      agentName: "Sam",
      agentEmail: null,
      mode: "agent",
      macrosWrite: false,
      serverSearch: false,
      missing: [],
    },
  ]);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const element = (interactions: readonly Interaction[], audience: CommentAudience = "public") => (
  <CacheContext value={createCacheClient()}>
    <Composer
      view={viewAt(interactions.at(-1) ?? first)}
      interactions={interactions}
      audience={audience}
      me="a:5"
    />
  </CacheContext>
);
const editor = (): EditorView => {
  const found = EditorView.findFromDOM(document.querySelector<HTMLElement>(".cm-editor")!);
  if (found === null) throw new Error("no editor");
  return found;
};
const type = (text: string) =>
  act(() => {
    const view = editor();
    const end = view.state.doc.length;
    view.dispatch({
      changes: { from: end, insert: text },
      selection: { anchor: end + text.length },
      userEvent: "input.type",
    });
  });
const run = async (id: string) =>
  act(async () => {
    expect(runCommand(id)).toBe(true);
    await vi.advanceTimersByTimeAsync(20);
  });
const pause = () => act(() => vi.advanceTimersByTimeAsync(600));
const words = () => editor().state.doc.toString();

test("what is typed is a draft on disk after a pause, with what the agent had in view", async () => {
  render(element([first]));
  type("Dear Amira");
  expect(bridge.saves).toHaveLength(0);
  await pause();
  expect(bridge.saves.at(-1)).toMatchObject({
    key: "reply/a:1",
    text: "Dear Amira",
    seen: { interactionId: "m1", at: 10 },
  });
  expect(screen.getByText("Draft saved")).toBeTruthy();
});

test("leaving the ticket saves at once, coming back shows the words again", async () => {
  const { unmount } = render(element([first]));
  type("half a sen");
  unmount();
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(bridge.savedTexts()).toEqual(["half a sen"]);
  render(element([first]));
  expect(words()).toBe("half a sen");
});

test("sending queues one public reply with its undo window and forgets the draft", async () => {
  render(element([first]));
  type("Dear Amira");
  await pause();
  await run("composer.send");
  expect(bridge.submitted).toHaveLength(1);
  const [intent] = bridge.submitted;
  expect(intent?.action).toEqual({
    kind: "update-ticket",
    ticketId: "a:1",
    comment: { audience: "public", text: "Dear Amira", files: [] },
    edits: {},
    macroIds: [],
    seen: { interactionId: "m1", at: 10 },
  });
  expect(intent && intent.sendAfter - intent.createdAt).toBe(10_000);
  expect(bridge.drafts.size).toBe(0);
  expect(useWorkspace.getState().composer).toBe("none");
});

test("a double press sends once", async () => {
  render(element([first]));
  type("Once");
  bridge.hold();
  act(() => {
    runCommand("composer.send");
    runCommand("composer.send");
  });
  await act(() => bridge.release());
  expect(bridge.submitted).toHaveLength(1);
});

test("send and solve is one change", async () => {
  render(element([first]));
  type("Done");
  await run("composer.sendSolve");
  expect(bridge.submitted.map(({ action }) => action)).toMatchObject([
    { comment: { text: "Done" }, edits: { status: { base: "open", value: "solved" } } },
  ]);
});

test("a note goes to the team only, and at once", async () => {
  render(element([first], "internal"));
  type("Look here");
  await run("composer.send");
  const [intent] = bridge.submitted;
  expect(intent?.action).toMatchObject({ comment: { audience: "internal" } });
  expect(intent?.sendAfter).toBe(intent?.createdAt);
});

test("when it cannot be queued the words stay, and the failure is told with its remedy", async () => {
  render(element([first]));
  type("Kept");
  await pause();
  bridge.fail({ kind: "storage", detail: "disk full" });
  await run("composer.send");
  expect(words()).toBe("Kept");
  expect(useWorkspace.getState().composer).toBe("reply");
  expect(screen.getByRole("alert").textContent).toMatch(/space/);
});

test("a message that came after the agent began holds the reply until a second press", async () => {
  const { rerender } = render(element([first]));
  type("Dear Amira");
  await pause();
  rerender(element([first, second]));
  await run("composer.send");
  expect(bridge.submitted).toHaveLength(0);
  expect(screen.getByText(/Amira wrote after you began/)).toBeTruthy();
  await run("composer.send");
  expect(bridge.submitted.map(({ action }) => action)).toMatchObject([
    { seen: { interactionId: "m2", at: 20 } },
  ]);
});

test("a placeholder left in the text holds it until a second press", async () => {
  render(element([first]));
  type("Dear {{ticket.requester.name}}");
  await run("composer.send");
  expect(bridge.submitted).toHaveLength(0);
  expect(screen.getByText(/\{\{ticket\.requester\.name\}\} is still in the text/)).toBeTruthy();
  await run("composer.send");
  expect(bridge.submitted).toHaveLength(1);
});

test("a macro's text comes in at the caret, its field changes go out with the reply", async () => {
  render(element([first]));
  type("Hello");
  act(() =>
    openComposer()?.insert("We need your order number.", {
      edits: { status: { base: "open", value: "pending" } },
      macroIds: ["a:m1"],
      unresolved: [],
    }),
  );
  expect(words()).toBe("Hello\n\nWe need your order number.");
  act(() => editor().dispatch({ selection: { anchor: 0 } }));
  act(() => openComposer()?.insert("Hi!", { edits: {}, macroIds: [], unresolved: [] }));
  expect(words()).toBe("Hi!\n\nHello\n\nWe need your order number.");
  await pause();
  await run("composer.send");
  expect(bridge.submitted.map(({ action }) => action)).toMatchObject([
    {
      comment: { text: "Hi!\n\nHello\n\nWe need your order number." },
      edits: { status: { base: "open", value: "pending" } },
      macroIds: ["a:m1"],
    },
  ]);
});

test("files are staged with main, saved with the draft and sent with the reply", async () => {
  const { container } = render(element([first]));
  type("See the file");
  const input = container.querySelector<HTMLInputElement>("input[type=file]")!;
  const file = new File([new Uint8Array([1, 2, 3])], "a.pdf", { type: "application/pdf" });
  // jsdom's File has no arrayBuffer in every version.
  file.arrayBuffer = async () => new Uint8Array([1, 2, 3]).buffer;
  Object.defineProperty(input, "files", { value: [file] });
  await act(async () => {
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await vi.advanceTimersByTimeAsync(600);
  });
  expect(bridge.saves.at(-1)?.files).toMatchObject([{ fileName: "a.pdf", sizeBytes: 3 }]);
  await run("composer.send");
  expect(bridge.submitted.map(({ action }) => action)).toMatchObject([
    { comment: { files: [{ stagedId: "staged-a.pdf" }] } },
  ]);
});

test("a draft that is empty sends nothing", async () => {
  render(element([first]));
  await run("composer.send");
  expect(bridge.submitted).toHaveLength(0);
});
