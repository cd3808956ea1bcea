import { beforeEach, expect, test } from "vitest";
import {
  dismissSuggestion,
  noteKeys,
  notePress,
  pointerOf,
  restoreTrainer,
  setTrainer,
  useTrainer,
} from "#renderer/commands/trainer.ts";

beforeEach(() => {
  setTrainer(true);
  useTrainer.setState({ uses: {}, suggested: null });
});
const click = (times: number) => {
  for (let time = 0; time < times; time += 1) notePress("queue.search", "mouse");
};

test("the third click suggests the key, once", () => {
  click(2);
  expect(useTrainer.getState().suggested).toBeNull();
  click(1);
  expect(useTrainer.getState().suggested).toBe("queue.search");
  dismissSuggestion();
  click(9);
  expect(useTrainer.getState().suggested).toBeNull();
});

test("a click tells what pressed; a key that clicks tells nothing, and is not counted", () => {
  const byMouse = Object.assign(new Event("click"), { pointerType: "mouse" });
  const byKey = Object.assign(new Event("click"), { pointerType: "" });
  for (let time = 0; time < 3; time += 1) {
    notePress("queue.mark", pointerOf(byKey));
    notePress("queue.fold", pointerOf(new Event("click")));
  }
  expect(useTrainer.getState().suggested).toBeNull();
  for (let time = 0; time < 3; time += 1) notePress("queue.open", pointerOf(byMouse));
  expect(useTrainer.getState().suggested).toBe("queue.open");
});

test("who uses the key between clicks is not taught", () => {
  click(2);
  noteKeys("queue.search");
  click(2);
  expect(useTrainer.getState().suggested).toBeNull();
});

test("pressing the suggested key takes the suggestion away", () => {
  click(3);
  noteKeys("queue.search");
  expect(useTrainer.getState().suggested).toBeNull();
});

test("keys and assistive tools on a button do not count", () => {
  for (const kind of ["keyboard", "virtual", "keyboard", "virtual"])
    notePress("queue.search", kind);
  expect(useTrainer.getState().suggested).toBeNull();
});

test("switched off it neither counts nor suggests", () => {
  click(3);
  setTrainer(false);
  expect(useTrainer.getState().suggested).toBeNull();
  notePress("queue.up", "mouse");
  expect(useTrainer.getState().uses["queue.up"]).toBeUndefined();
});

test("damaged memory is left out", () => {
  restoreTrainer({ "queue.search": "often" });
  expect(useTrainer.getState().uses).toEqual({});
  restoreTrainer({ "queue.search": 2 });
  click(1);
  expect(useTrainer.getState().suggested).toBe("queue.search");
});
