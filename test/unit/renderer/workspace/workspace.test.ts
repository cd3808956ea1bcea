import { beforeEach, expect, test } from "vitest";
import { calls } from "#contract/calls.ts";
import { restoreWorkspace, persistPart } from "#renderer/workspace/persist.ts";
import { SavedWorkspace, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

beforeEach(() => restoreWorkspace({}));

test("what was on screen comes back", () => {
  restoreWorkspace({
    screen: "macros",
    viewId: "unassigned",
    openTicketId: "demo:7",
    composer: "note",
    paneSizes: { queue: 40 },
    collapsedPanes: ["profile"],
  });
  expect(useWorkspace.getState()).toMatchObject({
    screen: "macros",
    viewId: "unassigned",
    openTicketId: "demo:7",
    composer: "note",
    collapsedPanes: ["profile"],
  });
});

test("a damaged value falls back alone, the rest is kept", () => {
  restoreWorkspace({ screen: "cockpit", viewId: "unassigned", paneSizes: { queue: "wide" } });
  expect(useWorkspace.getState()).toMatchObject({
    screen: "queue",
    viewId: "unassigned",
    paneSizes: {},
  });
});

test("what is written is what is read", () => {
  workspace.openTicket("demo:9");
  workspace.setCollapsed("profile", true);
  const written = SavedWorkspace.parse(useWorkspace.getState());
  restoreWorkspace({});
  restoreWorkspace(written);
  expect(SavedWorkspace.parse(useWorkspace.getState())).toEqual(written);
});

test("opening another ticket closes the composer, opening the same one does not", () => {
  workspace.openTicket("demo:1");
  workspace.compose("reply");
  workspace.openTicket("demo:1");
  expect(useWorkspace.getState().composer).toBe("reply");
  workspace.openTicket("demo:2");
  expect(useWorkspace.getState().composer).toBe("none");
});

test("asking a collapsed pane to take the keyboard brings it back", () => {
  workspace.setCollapsed("profile", true);
  const before = useWorkspace.getState().focusRequest.count;
  workspace.focusPane("profile");
  expect(useWorkspace.getState().collapsedPanes).toEqual([]);
  expect(useWorkspace.getState().focusRequest).toEqual({ pane: "profile", count: before + 1 });
});

test("other parts get back what they kept, unchecked", () => {
  let restored: unknown;
  persistPart("thing", { read: () => 1, restore: (value) => (restored = value) });
  restoreWorkspace({ thing: ["a"] });
  expect(restored).toEqual(["a"]);
});

test("a part that comes later gets back what was kept for it", () => {
  restoreWorkspace({ late: 7 });
  let restored: unknown;
  persistPart("late", { read: () => 1, restore: (value) => (restored = value) });
  expect(restored).toBe(7);
});

test("changing one setting says nothing about the others", () => {
  expect(calls["settings.set"].input.parse({ lastSeenAt: 5 })).toEqual({ lastSeenAt: 5 });
  expect(calls["settings.set"].input.parse({})).toEqual({});
});

test("a ticket that is only looked at is not in the history and takes nothing away", () => {
  workspace.openTicket("demo:1");
  workspace.previewTicket("demo:2");
  expect(useWorkspace.getState()).toMatchObject({ openTicketId: "demo:2", isPreview: true });
  expect(useWorkspace.getState().trail.ids).toEqual(["demo:1"]);
  workspace.openTicket("demo:2");
  expect(useWorkspace.getState()).toMatchObject({ isPreview: false });
  expect(useWorkspace.getState().trail.ids).toEqual(["demo:1", "demo:2"]);
  workspace.compose("reply");
  workspace.previewTicket("demo:3");
  expect(useWorkspace.getState()).toMatchObject({ openTicketId: "demo:2", composer: "reply" });
  workspace.compose("none");
  workspace.previewTicket("demo:3");
  workspace.compose("note");
  expect(useWorkspace.getState()).toMatchObject({ isPreview: false, composer: "note" });
  expect(useWorkspace.getState().trail.ids).toEqual(["demo:1", "demo:2", "demo:3"]);
});
