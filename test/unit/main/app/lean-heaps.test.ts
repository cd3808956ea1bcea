import { describe, expect, it } from "vitest";
import { keepHeapsLean, leanHost } from "#main/app/lean-heaps.ts";

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

  it("gives the cache host less room than a window, and the other flags as they are", () => {
    const host = leanHost({ getSwitchValue: () => "--heap-growing-percent=100 --expose-gc" });
    expect(host).toMatch(/^--js-flags=.*--expose-gc/);
    expect(host.lastIndexOf("percent=30")).toBeGreaterThan(host.lastIndexOf("percent=100"));
  });

  it("keeps the flags of the command line, which count more as they come later", () => {
    expect(start("--max-semi-space-size=16").pages?.at(-1)).toBe("--max-semi-space-size=16");
  });
});
