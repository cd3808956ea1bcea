import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CRASH_POINTS, readCrashPoint } from "#main/sync/crash-points.ts";

const main = path.resolve(import.meta.dirname, "../../../../main");

/** Names passed to a crash port anywhere in main. */
function namesInCode(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of readdirSync(main, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(path.join(main, file), "utf8");
    for (const [, name] of text.matchAll(/\bcrash\("([^"]+)"\)/g))
      if (name !== undefined) found.add(name);
  }
  return found;
}

test("every place where a kill test may end the process is listed, and every listed one exists", () => {
  expect([...namesInCode()].toSorted()).toEqual(CRASH_POINTS.toSorted());
});

test("the specification names every crash point", () => {
  const spec = readFileSync(path.join(main, "sync/SPEC.md"), "utf8");
  for (const name of CRASH_POINTS) expect(spec).toContain(`\`${name}\``);
});

test("the process ends at the n-th passing of the named point, and only there", () => {
  let deaths = 0;
  const crash = readCrashPoint("sender.pinned:2", () => (deaths += 1));
  for (const passed of ["sender.pinned", "sender.looked"]) crash(passed);
  expect(deaths).toBe(0);
  crash("sender.pinned");
  expect(deaths).toBe(1);
  crash("sender.pinned");
  expect(deaths).toBe(1);
});

test("without the variable nothing ever happens", () => {
  let deaths = 0;
  for (const wanted of [undefined, ""]) {
    const crash = readCrashPoint(wanted, () => (deaths += 1));
    for (const name of CRASH_POINTS) crash(name);
  }
  expect(deaths).toBe(0);
});

test("a point that does not exist is refused with the names there are", () => {
  for (const wanted of ["sender.nowhere", "sender.pinned:0", "sender.pinned:x"]) {
    expect(() => readCrashPoint(wanted, () => undefined)).toThrow(
      /SWITCHBOARD_CRASH_AT.*sender\.pinned/,
    );
  }
});
