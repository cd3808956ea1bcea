import { expect, test } from "vitest";
import { capsOf, isPrintable, parseKeys, spellKeys, strokeOf } from "#renderer/commands/stroke.ts";

const press = (key: string, more: Partial<Parameters<typeof strokeOf>[0]> = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test.each([
  ["a letter", press("j"), "j"],
  ["Caps Lock does not count as Shift", press("J"), "j"],
  ["Shift and a letter", press("J", { shiftKey: true }), "Shift+j"],
  ["a sign that needs Shift on some layouts is the sign", press("?", { shiftKey: true }), "?"],
  ["Ctrl is Mod", press("k", { ctrlKey: true }), "Mod+k"],
  ["named keys keep Shift", press("F6", { shiftKey: true }), "Shift+F6"],
  ["the space bar has a name", press(" "), "Space"],
  ["a Cyrillic layout finds letters by place", press("о", { code: "KeyJ" }), "j"],
  ["an Arabic layout too", press("ت", { code: "KeyJ" }), "j"],
  ["and its question mark", press("؟", { code: "Slash", shiftKey: true }), "?"],
  ["a German ö is itself, not the key of another layout", press("ö", { code: "Semicolon" }), "ö"],
])("%s", (_, event, stroke) => {
  expect(strokeOf(event, false)).toBe(stroke);
});

test.each([
  ["AltGr, which many layouts send as Ctrl+Alt", press("€", { ctrlKey: true, altKey: true })],
  ["Alt", press("f", { altKey: true })],
  ["the OS key", press("l", { metaKey: true })],
  ["a bare modifier", press("Shift", { shiftKey: true })],
  ["a dead key", press("Dead", { code: "Backquote" })],
])("%s belongs to no command", (_, event) => {
  expect(strokeOf(event, false)).toBeNull();
});

test("on a Mac, Cmd is Mod and Ctrl is left alone", () => {
  expect(strokeOf(press("k", { metaKey: true }), true)).toBe("Mod+k");
  expect(strokeOf(press("k", { ctrlKey: true }), true)).toBeNull();
});

test("written keys are read to the strokes that presses give", () => {
  expect(parseKeys("g i")).toEqual({ ok: true, strokes: ["g", "i"] });
  expect(parseKeys("Shift+J")).toEqual({ ok: true, strokes: ["Shift+j"] });
  expect(parseKeys("Mod++")).toEqual({ ok: true, strokes: ["Mod++"] });
  expect(parseKeys("Mod+Shift+Enter")).toEqual({ ok: true, strokes: ["Mod+Shift+Enter"] });
});

test.each([
  ["", "empty"],
  ["Alt+x", "alt"],
  ["7", "digit"],
  ["Hyper+x", "unknown-modifier"],
  ["a b c d", "too-long"],
  ["banana", "empty"],
])("%j is refused as %s", (written, fault) => {
  expect(parseKeys(written)).toEqual({ ok: false, fault });
});

test("only what writes a character counts as printable", () => {
  expect(["j", "Shift+j", "?", "Space"].map(isPrintable)).toEqual([true, true, true, true]);
  expect(["Mod+j", "Escape", "F6", "Shift+Enter"].map(isPrintable)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("caps are drawn as on the keyboard", () => {
  expect(capsOf("Mod+Shift+k", false)).toEqual([["Ctrl", "Shift", "K"]]);
  expect(capsOf("g ,", false)).toEqual([["G"], [","]]);
  expect(spellKeys("Mod+Enter", false)).toBe("Ctrl+↵");
});
