// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import {
  focusInto,
  focusScreen,
  focusWhenShown,
  movePane,
  togglePane,
} from "#renderer/app/panes.ts";
import { restoreWorkspace } from "#renderer/workspace/persist.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

const pane = (name: string, inner: string) =>
  `<section data-pane="${name}" tabindex="-1" id="${name}">${inner}</section>`;
const focused = () => document.activeElement?.id;
const frames = async (count: number) => {
  for (let frame = 0; frame < count; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
};

beforeEach(() => {
  restoreWorkspace({});
  workspace.setFocusedPane(null);
  document.body.innerHTML =
    pane("queue", '<input id="search" /><div id="grid" data-pane-focus tabindex="0"></div>') +
    pane("conversation", '<button id="back"></button>') +
    pane("profile", "");
});

test("a pane gives the keyboard to the element that asks for it", () => {
  expect(focusInto("queue")).toBe(true);
  expect(focused()).toBe("grid");
});

test("the agent's own place in the pane is left alone", () => {
  document.getElementById("search")!.focus();
  focusInto("queue");
  expect(focused()).toBe("search");
});

test("until its element is there the first that can has it, then it moves on", () => {
  expect(focusInto("conversation")).toBe(false);
  expect(focused()).toBe("back");
  document
    .getElementById("conversation")!
    .insertAdjacentHTML("beforeend", '<div id="thread" data-pane-focus tabindex="0"></div>');
  expect(focusInto("conversation")).toBe(true);
  expect(focused()).toBe("thread");
});

test("a pane that comes late gets the keyboard when it comes", async () => {
  focusWhenShown(() => focusInto("composer"));
  await frames(2);
  document.body.insertAdjacentHTML(
    "beforeend",
    pane("composer", '<div id="text" data-pane-focus tabindex="0"></div>'),
  );
  await frames(3);
  expect(focused()).toBe("text");
});

test("but not after the agent has pressed a key", async () => {
  focusWhenShown(() => focusInto("composer"));
  await frames(1);
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "j" }));
  document.body.insertAdjacentHTML(
    "beforeend",
    pane("composer", '<div id="text" data-pane-focus tabindex="0"></div>'),
  );
  await frames(3);
  expect(focused()).not.toBe("text");
});

test("a new screen gets the keyboard only when nothing else has it", () => {
  document.body.innerHTML =
    '<main id="main" tabindex="-1"><div id="list" data-pane-focus tabindex="0"></div></main><button id="rail"></button>';
  const main = document.getElementById("main");
  document.getElementById("rail")!.focus();
  focusScreen(main);
  expect(focused()).toBe("rail");
  document.getElementById("rail")!.blur();
  expect(focusScreen(main)).toBe(true);
  expect(focused()).toBe("list");
});

test("panes are gone through in reading order, round and round, without the collapsed ones", () => {
  const asked: string[] = [];
  const stop = useWorkspace.subscribe(({ focusRequest }, before) => {
    if (focusRequest === before.focusRequest) return;
    asked.push(focusRequest.pane);
    workspace.setFocusedPane(focusRequest.pane);
  });
  movePane(1);
  movePane(1);
  togglePane("profile");
  movePane(1);
  movePane(-1);
  stop();
  expect(asked).toEqual(["queue", "conversation", "queue", "conversation"]);
});
