import { describe, expect, test } from "vitest";
import { reachOf } from "#renderer/commands/layouts.ts";
import { strokeOf } from "#renderer/commands/stroke.ts";

describe("keys on other keyboards", () => {
  test.each([
    ["[", "us", "ok"],
    ["[", "de", "altgr"],
    ["Mod+[", "de", "missing"],
    ["/", "de", "ok"],
    ["^", "de", "dead"],
    ["`", "fr", "dead"],
    ["]", "es", "altgr"],
    ["~", "pl", "dead"],
    ["q", "he", "missing"],
    ["j", "he", "ok"],
    ["Shift+l", "ar", "missing"],
    ["l", "ar", "ok"],
    [";", "ar", "missing"],
    ["Escape", "ar", "ok"],
    ["Mod+k", "fr", "ok"],
  ] as const)("%s on %s: %s", (stroke, layout, reach) => {
    expect(reachOf([stroke], layout)).toBe(reach);
  });

  test("the worst key of a sequence counts", () => {
    expect(reachOf(["g", "["], "de")).toBe("altgr");
    expect(reachOf(["g", "i"], "de")).toBe("ok");
  });
});

test("a key that writes two letters at once is found by its place", () => {
  const press = { code: "KeyB", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  expect(strokeOf({ ...press, key: "لا" }, false)).toBe("b");
});
