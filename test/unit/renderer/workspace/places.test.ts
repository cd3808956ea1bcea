// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { restoreWorkspace } from "#renderer/workspace/persist.ts";
import { keepCaret, keepScroll, keptCaret, placeIn } from "#renderer/workspace/places.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

beforeEach(() => restoreWorkspace({}));

test("the caret of each text and the place in each conversation are kept apart", () => {
  workspace.openTicket("a:1");
  workspace.compose("reply");
  keepCaret(3, 7, 20);
  workspace.compose("note");
  expect(keptCaret(10)).toEqual({ anchor: 10, head: 10 });
  keepCaret(1, 1, 10);
  keepScroll("a:1", 120);
  workspace.compose("reply");
  expect(keptCaret(20)).toEqual({ anchor: 3, head: 7 });
  // The text may have become shorter elsewhere.
  expect(keptCaret(5)).toEqual({ anchor: 3, head: 5 });
  expect(placeIn("a:1").scroll).toBe(120);
  keepCaret(20, 20, 20);
  expect(placeIn("a:1").carets).toEqual({ note: [1, 1] });
  expect(placeIn("a:2")).toEqual({ scroll: null, carets: {} });
});

test("places come back after a restart; damaged ones are no place, and the oldest go first", () => {
  restoreWorkspace({
    openTicketId: "a:1",
    composer: "reply",
    places: [["a:1", { scroll: 40, carets: { reply: [2, 2] } }]],
  });
  expect(placeIn("a:1").scroll).toBe(40);
  expect(keptCaret(9)).toEqual({ anchor: 2, head: 2 });
  restoreWorkspace({ places: [["a:1", { scroll: -4, carets: { reply: "x" } }]] });
  expect(placeIn("a:1")).toEqual({ scroll: null, carets: {} });
  restoreWorkspace({ places: "all over" });
  for (let i = 0; i < 80; i += 1) keepScroll(`a:${i}`, 10);
  expect(placeIn("a:0").scroll).toBeNull();
  expect(placeIn("a:79").scroll).toBe(10);
});
