// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import type { GroupHead, QueuePage } from "#contract/asks.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { USUAL, writeLayout } from "#renderer/features/queue/view-layout.ts";
import { removeOwnView, saveOwnView } from "#renderer/workspace/own-views-store.ts";
import { restoreWorkspace } from "#renderer/workspace/persist.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { queueRow as row } from "#test/support/cache-rows.ts";

const pageOf = (ids: readonly string[], anchorId: string | null = null): QueuePage => ({
  total: ids.length,
  from: 0,
  rows: ids.map((id) => row(id)),
  anchorIndex: anchorId === null ? -1 : ids.indexOf(anchorId),
});
const cursor = () => useQueueView.getState().cursor;
const marked = () => useWorkspace.getState().selectedIds;

beforeEach(() => {
  vi.useRealTimers();
  queue.sortBy("rank", false);
  useWorkspace.setState({ selectedIds: [], openTicketId: null, screen: "queue" });
  queue.takePage(pageOf(["a", "b", "c", "d", "e"]));
});

test("a new question starts at the top and is not answered by the answer before", () => {
  queue.moveTo(3);
  const old = pageOf(["a", "b", "c", "d", "e"], "d");
  queue.takePage(old);
  queue.search("x");
  queue.takePage(old);
  expect(useQueueView.getState().page).toBeNull();
  queue.takePage(pageOf(["x1", "x2"]));
  expect(cursor()).toEqual({ id: "x1", index: 0 });
});

test("marking a range follows the cursor back and forth and leaves other marks alone", () => {
  queue.toggleMark("e");
  queue.moveTo(1);
  queue.extendBy(1);
  queue.extendBy(1);
  expect([...marked()].toSorted()).toEqual(["b", "c", "d", "e"]);
  queue.extendBy(-2);
  expect([...marked()].toSorted()).toEqual(["b", "e"]);
  queue.extendBy(-1);
  expect([...marked()].toSorted()).toEqual(["a", "b", "e"]);
});

test("a ticket that was dealt with gives its place to the next one", () => {
  queue.moveTo(1);
  queue.leave("b");
  queue.takePage(pageOf(["a", "b", "c", "d", "e"], "b"));
  expect(cursor()).toEqual({ id: "b", index: 1 });
  queue.takePage(pageOf(["a", "c", "d", "e", "b"], "b"));
  expect(cursor()).toEqual({ id: "c", index: 1 });
  queue.takePage(pageOf(["n", "a", "c", "d", "e", "b"], "c"));
  expect(cursor()).toEqual({ id: "c", index: 2 });
});

test("a ticket that was not dealt with keeps the cursor wherever it goes", () => {
  queue.moveTo(1);
  queue.takePage(pageOf(["a", "c", "d", "e", "b"], "b"));
  expect(cursor()).toEqual({ id: "b", index: 4 });
});

test("rows that did not change stay the same objects, so that they are not drawn anew", () => {
  const before = useQueueView.getState().page?.rows;
  const next = pageOf(["a", "b", "c", "d", "e"]);
  queue.takePage({
    ...next,
    rows: next.rows.map((each) => (each.id === "c" ? row("c", { status: "solved" }) : each)),
  });
  const after = useQueueView.getState().page?.rows;
  const same = after?.map((each, index) => each === before?.[index]);
  expect(same).toEqual([true, true, false, true, true]);
});

test("opening without a row under the cursor does nothing", () => {
  queue.takePage(pageOf([]));
  queue.open();
  expect(useWorkspace.getState().openTicketId).toBeNull();
});

test("a ticket that went far away under the cursor is the one that keys mean, not the one at its old place", () => {
  queue.moveTo(1);
  queue.takePage({ ...pageOf(["a", "c", "d", "e"]), total: 900 });
  expect(queue.row()).toBeNull();
  queue.toggleMark();
  expect(marked()).toEqual(["b"]);
  queue.open();
  expect(useWorkspace.getState().openTicketId).toBe("b");
});

test("search and the ticket under the cursor come back after a restart, wherever it stands by then", () => {
  restoreWorkspace({ queue: { sort: "rank", text: "parcel", cursor: { id: "d", index: 3 } } });
  expect(useQueueView.getState()).toMatchObject({ text: "parcel", anchorId: "d" });
  queue.takePage(pageOf(["new", "a", "b", "c", "d"], "d"));
  expect(cursor()).toEqual({ id: "d", index: 4 });
  restoreWorkspace({ queue: { cursor: { id: 7 } } });
  expect(cursor()).toEqual({ id: null, index: -1 });
});

const folded = (id: string, level = 0): GroupHead => ({
  id,
  level,
  field: "status",
  value: id,
  label: null,
  count: 3,
  isFolded: true,
});

test("a view that was saved or imported with columns and groups is shown with them", () => {
  const layout = {
    ...writeLayout({ ...USUAL, groupBy: ["organisation"], density: "compact" }),
    columns: ["subject", "field/a1:7"],
  };
  const own = { viewId: "own:9", name: "Late", query: "", sort: "sla", descending: true } as const;
  saveOwnView({ ...own, layout });
  useWorkspace.setState({ viewId: "own:9" });
  expect(useQueueView.getState()).toMatchObject({
    sort: "sla",
    descending: true,
    groupBy: ["organisation"],
    density: "compact",
  });
  expect(useQueueView.getState().columns).toContain("field/a1:7");
  expect(queue.arrangedLayout("own:9")).toBeNull();
  queue.turnDensity();
  expect(queue.arrangedLayout("own:9")).toMatchObject({ density: "default" });
  // What cannot be read falls back alone; the view stays.
  saveOwnView({ ...own, viewId: "own:8", layout: { columns: 7, groupBy: ["mood"] } });
  useWorkspace.setState({ viewId: "own:8" });
  expect(useQueueView.getState()).toMatchObject({ sort: "sla", groupBy: [], density: null });
  removeOwnView("own:8");
  removeOwnView("own:9");
});

test("another view is one question, and until it is answered the list of the view before stays", () => {
  useWorkspace.setState({ viewId: "mine" });
  const page = pageOf(["a", "b"]);
  queue.takePage(page);
  const { question, page: shown } = useQueueView.getState();
  useWorkspace.setState({ viewId: "solved" });
  expect(useQueueView.getState()).toMatchObject({ question: question + 1, page: null });
  expect(useQueueView.getState().outdated).toBe(shown);
  // The answer to the question before is not taken for one to this question.
  queue.takePage(page);
  expect(useQueueView.getState().page).toBeNull();
  useWorkspace.setState({ viewId: "mine" });
});

test("each view keeps its own order, groups and columns; another one does not get them", () => {
  useWorkspace.setState({ viewId: "mine" });
  queue.sortBy("subject", true);
  queue.toggleSort("priority");
  queue.toggleGroup("status");
  queue.toggleColumn("tags", true);
  queue.setWidth("subject", 5);
  useWorkspace.setState({ viewId: "unassigned" });
  expect(useQueueView.getState()).toMatchObject({ sort: "rank", groupBy: [], hidden: [] });
  useWorkspace.setState({ viewId: "mine" });
  expect(useQueueView.getState()).toMatchObject({
    sort: "subject",
    descending: true,
    thenBy: [{ sort: "priority", descending: false }],
    groupBy: ["status"],
    hidden: ["tags"],
    widths: { subject: 32 },
  });
  queue.resetLayout();
  expect(useQueueView.getState()).toMatchObject({ sort: "rank", groupBy: [], widths: {} });
});

test("a view of the helpdesk comes with its order once that is known, unless the agent arranged it", () => {
  const order = { sortBy: "created", descending: true, groupBy: "group", columns: [] };
  const view = {
    id: "a:9",
    accountId: "a",
    title: "",
    position: 0,
    conditions: { all: [], any: [] },
    order,
  };
  useWorkspace.setState({ viewId: "a:9" });
  useQueueView.setState({ cursor: { id: "d", index: 3 } });
  queue.knowViews([view]);
  expect(useQueueView.getState()).toMatchObject({ anchorId: "d", cursor: { id: "d" } });
  expect(useQueueView.getState()).toMatchObject({ sort: "created", groupBy: ["group"] });
  queue.sortBy("subject", false);
  queue.knowViews([view]);
  expect(useQueueView.getState()).toMatchObject({ sort: "subject", groupBy: ["group"] });
  queue.resetLayout();
});

test("a ticket opened with the next key is never the head of a group", () => {
  queue.toggleGroup("status");
  const open = { ...folded("group/new"), isFolded: false };
  const rows = [open, folded("group/open"), row("x"), folded("group/solved")];
  queue.takePage({ total: 4, tickets: 9, from: 0, rows, anchorIndex: -1, above: [] });
  expect(queue.row()).toBeNull();
  queue.openNext(1);
  expect(useWorkspace.getState().openTicketId).toBe("x");
  expect(cursor()).toEqual({ id: "x", index: 2 });
  queue.openNext(1);
  expect(useWorkspace.getState().openTicketId).toBe("x");
  queue.moveTo(0);
  expect(queue.open()).toBe(false);
  expect(useQueueView.getState().folded).toEqual(["group/new"]);
  expect(cursor().id).toBe("group/new");
  queue.ungroup();
});

test("a range marks tickets only, and what this page does not hold is asked for", async () => {
  const ask = vi.spyOn(cacheClient, "ask").mockResolvedValue({
    ok: true,
    value: { tickets: 500, ids: ["a", "b", "far"] },
  } as never);
  const rows = [folded("group/new"), row("a"), row("b")];
  queue.toggleGroup("status");
  queue.takePage({ total: 500, tickets: 499, from: 0, rows, anchorIndex: -1, above: [] });
  queue.moveTo(0);
  queue.extendBy(2);
  expect(marked()).toEqual(["a", "b"]);
  queue.extendBy(400);
  expect(ask).toHaveBeenCalledWith("queue.ids", expect.objectContaining({ from: 0, to: 403 }));
  await vi.waitFor(() => expect(marked()).toEqual(["a", "b", "far"]));
  // Going back gives up what the range had marked.
  queue.extendBy(-401);
  expect(marked()).toEqual(["a"]);
  ask.mockRestore();
  queue.ungroup();
});

test("marking the head of a group marks all of its tickets, and once more none of them", async () => {
  const ask = vi.spyOn(cacheClient, "ask").mockResolvedValue({
    ok: true,
    value: { tickets: 2, ids: ["in1", "in2"] },
  } as never);
  queue.toggleGroup("status");
  const rows = [folded("group/new"), row("x")];
  queue.takePage({ total: 2, tickets: 3, from: 0, rows, anchorIndex: -1, above: [] });
  useWorkspace.setState({ selectedIds: ["x"] });
  queue.moveTo(0);
  queue.toggleMark();
  await vi.waitFor(() => expect(marked()).toEqual(["x", "in1", "in2"]));
  expect(ask).toHaveBeenCalledWith("queue.ids", expect.objectContaining({ group: "group/new" }));
  queue.toggleMark();
  await vi.waitFor(() => expect(marked()).toEqual(["x"]));
  ask.mockRestore();
  queue.ungroup();
});
