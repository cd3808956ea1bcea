import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { restoreWorkspace } from "#renderer/workspace/persist.ts";
import { type Trail, step, turn, visit } from "#renderer/workspace/ticket-trail.ts";
import {
  MOST_TABS,
  SavedWorkspace,
  useWorkspace,
  workspace,
} from "#renderer/workspace/workspace-store.ts";

beforeEach(() => restoreWorkspace({}));
const open = () => useWorkspace.getState().openTicketId;

test("back and forth go through the opened tickets; opening another forgets what lay ahead", () => {
  for (const id of ["a", "b", "c"]) workspace.openTicket(id);
  expect([workspace.stepTrail(-1), open()]).toEqual([true, "b"]);
  expect([workspace.stepTrail(-5), open()]).toEqual([true, "a"]);
  expect([workspace.stepTrail(-1), open()]).toEqual([false, "a"]);
  expect([workspace.stepTrail(1), open()]).toEqual([true, "b"]);
  workspace.openTicket("d");
  expect([workspace.stepTrail(1), open()]).toEqual([false, "d"]);
  expect(useWorkspace.getState().trail.ids).toEqual(["a", "b", "d"]);
});

test("stepping through the trail closes the composer, its draft stays with its ticket", () => {
  workspace.openTicket("a");
  workspace.openTicket("b");
  workspace.compose("reply");
  workspace.stepTrail(-1);
  expect(useWorkspace.getState().composer).toBe("none");
});

test("a provisional ticket keeps its tab and its place under its real id", () => {
  workspace.openTicket("new-1");
  workspace.toggleTab("new-1");
  workspace.renameTicket("new-1", "77");
  expect(useWorkspace.getState()).toMatchObject({
    openTicketId: "77",
    tabs: ["77"],
    trail: { ids: ["77"], at: 0 },
  });
});

test("there are only so many tabs", () => {
  for (let place = 0; place < MOST_TABS; place += 1)
    expect(workspace.toggleTab(`t${place}`)).toBe(true);
  expect(workspace.toggleTab("one more")).toBe(false);
  expect(workspace.toggleTab("t3")).toBe(true);
  expect(useWorkspace.getState().tabs).not.toContain("t3");
});

test("tabs go round in both directions; from outside the first or the last comes", () => {
  expect(turn(["a", "b", "c"], "c", 1)).toBe("a");
  expect(turn(["a", "b", "c"], "a", -1)).toBe("c");
  expect(turn(["a", "b", "c"], "x", 1)).toBe("a");
  expect(turn(["a", "b", "c"], null, -1)).toBe("c");
  expect(turn([], "a", 1)).toBeNull();
});

test("tabs, trail and the pane with the keyboard come back after a restart", () => {
  workspace.openTicket("a");
  workspace.openTicket("b");
  workspace.toggleTab("b");
  workspace.setFocusedPane("conversation");
  const written: unknown = JSON.parse(
    JSON.stringify(SavedWorkspace.parse(useWorkspace.getState())),
  );
  restoreWorkspace({});
  const before = useWorkspace.getState().focusRequest.count;
  restoreWorkspace(written as Record<string, unknown>);
  expect(SavedWorkspace.parse(useWorkspace.getState())).toEqual(written);
  expect(useWorkspace.getState().focusRequest).toEqual({ pane: "conversation", count: before + 1 });
});

test("a damaged trail is forgotten, the rest stays", () => {
  restoreWorkspace({ trail: { ids: ["a"], at: 9 }, tabs: ["a"] });
  expect(useWorkspace.getState()).toMatchObject({ trail: { ids: [], at: -1 }, tabs: ["a"] });
});

test("the place in a trail is always one of its tickets, and its length is bounded", () => {
  const act = fc.oneof(
    fc.record({ visit: fc.constantFrom("a", "b", "c", "d") }),
    fc.record({ by: fc.integer({ min: -9, max: 9 }) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 300 }), (acts) => {
      let trail: Trail = { ids: [], at: -1 };
      for (const each of acts) {
        trail = "visit" in each ? visit(trail, each.visit) : step(trail, each.by);
        if ("visit" in each) expect(trail.ids[trail.at]).toBe(each.visit);
        expect(trail.at < trail.ids.length && trail.ids.length <= 100).toBe(true);
      }
    }),
  );
});
