// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import { defineCommands } from "#renderer/commands/command.ts";
import { startKeys, useSequence } from "#renderer/commands/dispatch.ts";
import { registerCommands, setSingleKeys } from "#renderer/commands/registry.ts";

let ran: string[] = [];
const words = { title: "common.action.show", group: "commands.group.app" } as const;
const does = (name: string) => ({ ...words, run: () => void ran.push(name) });
const table = defineCommands<undefined>()({
  "t.down": { ...does("down"), keys: ["j"], repeats: true },
  "t.solve": { ...does("solve"), keys: ["e"] },
  "t.go": { ...does("go"), keys: ["g i"] },
  "t.palette": { ...does("palette"), keys: ["Mod+k"], inText: true },
  "t.open": { ...does("open"), keys: ["Enter"] },
  "t.reload": { ...does("reload"), keys: ["Mod+y"] },
  "t.close": { ...does("close"), keys: ["Escape"], inOverlay: true },
  "t.never": { ...does("never"), keys: ["x"], when: () => false },
});

let stops: (() => void)[] = [];
beforeEach(() => {
  ran = [];
  document.body.innerHTML = `
    <div id="page" tabindex="0"></div>
    <input id="field" /><input id="box" type="checkbox" /><textarea id="area"></textarea>
    <div id="editor" class="cm-editor"><div id="inner" contenteditable="true" tabindex="0"></div></div>
    <button id="button"></button>
    <div data-overlay="modal"><div id="in-dialog" tabindex="0"></div></div>`;
  stops = [registerCommands(table, () => undefined), startKeys()];
});
afterEach(() => {
  for (const stop of stops) stop();
  setSingleKeys(true);
});

function press(key: string, on = "page", more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  document.getElementById(on)!.dispatchEvent(event);
  return event.defaultPrevented;
}

test("a key runs its command and is kept from the page", () => {
  expect(press("j")).toBe(true);
  expect(ran).toEqual(["down"]);
});

test("a key without a command is left to the page", () => {
  expect(press("q")).toBe(false);
});

test.each(["field", "area", "inner"])("single keys never act in text: %s", (where) => {
  expect(press("j", where)).toBe(false);
  expect(press("g", where)).toBe(false);
  expect(ran).toEqual([]);
});

test("combinations act in text only where the command says so", () => {
  press("k", "area", { ctrlKey: true });
  press("y", "area", { ctrlKey: true });
  expect(ran).toEqual(["palette"]);
});

test("a checkbox is no text", () => {
  press("j", "box");
  expect(ran).toEqual(["down"]);
});

test("an input method at work is never disturbed", () => {
  press("j", "page", { isComposing: true });
  press("k", "area", { ctrlKey: true, isComposing: true });
  // oxlint-disable-next-line typescript/no-deprecated -- some input methods give no other sign
  press("j", "page", { keyCode: 229 });
  expect(ran).toEqual([]);
});

test("AltGr, sent as Ctrl+Alt, types and commands nothing", () => {
  expect(press("k", "page", { ctrlKey: true, altKey: true })).toBe(false);
  expect(ran).toEqual([]);
});

test("a sequence shows its continuations and runs on the last key", () => {
  expect(press("g")).toBe(true);
  expect(useSequence.getState().options.map((option) => option.command.id)).toEqual(["t.go"]);
  press("i");
  expect(ran).toEqual(["go"]);
  expect(useSequence.getState().strokes).toEqual([]);
});

test("Escape leaves a begun sequence without doing anything", () => {
  press("g");
  press("Escape");
  press("i");
  expect(ran).toEqual([]);
});

test("a key that does not continue the sequence means what it means alone", () => {
  press("g");
  press("j");
  expect(ran).toEqual(["down"]);
});

test("a held key repeats only what may be repeated", () => {
  press("j", "page", { repeat: true });
  press("e", "page", { repeat: true });
  expect(ran).toEqual(["down"]);
});

test("a held key of a command that does not repeat is still kept from the page", () => {
  expect(press("e", "page", { repeat: true })).toBe(true);
});

test("Enter on a button presses the button", () => {
  expect(press("Enter", "button")).toBe(false);
  press("Enter");
  expect(ran).toEqual(["open"]);
});

test("under a dialog the commands of the screen rest", () => {
  press("j", "in-dialog");
  press("Escape", "in-dialog");
  expect(ran).toEqual(["close"]);
});

test("an impossible command leaves its key to the page", () => {
  expect(press("x")).toBe(false);
});

test("with single keys off, combinations go on working", () => {
  setSingleKeys(false);
  press("j");
  press("g");
  press("i");
  press("k", "page", { ctrlKey: true });
  expect(ran).toEqual(["palette"]);
});

test("a number before the keys is handed over, or repeats what repeats", () => {
  const counted: number[] = [];
  stops.push(
    registerCommands(
      defineCommands<undefined>()({
        "t.jump": {
          ...words,
          keys: ["g j"],
          counts: true,
          run: (_, count) => void counted.push(count),
        },
      }),
      () => undefined,
    ),
  );
  for (const key of ["3", "j"]) press(key);
  expect(ran).toEqual(["down", "down", "down"]);
  for (const key of ["1", "0", "g"]) expect(press(key)).toBe(true);
  expect(useSequence.getState()).toMatchObject({ count: 10, strokes: ["g"] });
  press("j");
  expect(counted).toEqual([10]);
  press("e");
  expect(ran.at(-1)).toBe("solve");
});

test("a number is a number in any script, and none in text, in a dialog or with single keys off", () => {
  for (const key of ["٢", "j"]) press(key);
  expect(ran).toEqual(["down", "down"]);
  expect(press("3", "field")).toBe(false);
  expect(press("3", "in-dialog")).toBe(false);
  expect(press("0")).toBe(false);
  setSingleKeys(false);
  expect(press("3")).toBe(false);
  expect(useSequence.getState().count).toBeNull();
});

test("Escape forgets a begun number, and what does not repeat is done once", () => {
  press("4");
  expect(press("Escape")).toBe(true);
  press("j");
  press("4");
  press("e");
  expect(ran).toEqual(["down", "solve"]);
});
