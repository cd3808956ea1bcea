import { describe, expect, it } from "vitest";
import { keepHeapsLean } from "#main/app/lean-heaps.ts";

function start(given: string) {
  const switches = new Map([["js-flags", given]]);
  const own: string[] = [];
  keepHeapsLean(
    {
      getSwitchValue: (name) => switches.get(name) ?? "",
      appendSwitch: (name, value) => void switches.set(name, value ?? ""),
    },
    (flag) => own.push(flag),
  );
  return { pages: switches.get("js-flags")?.split(" "), own };
}

describe("lean heaps", () => {
  it("limits how far heaps of pages and of main grow over what they hold", () => {
    const { pages, own } = start("");
    expect(pages).toContain("--heap-growing-percent=100");
    expect(own).toContain("--heap-growing-percent=30");
  });

  it("keeps the flags of the command line, which count more as they come later", () => {
    expect(start("--max-semi-space-size=16").pages?.at(-1)).toBe("--max-semi-space-size=16");
  });
});
