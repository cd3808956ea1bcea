import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../../..");
const spec = readFileSync(resolve(root, "main/sync/SPEC.md"), "utf8");
const rows = [...spec.matchAll(/^\| (I\d+) +\| (.+?) +\| (.*?) *\|$/gmu)];

test("every test that SPEC.md names for an invariant is there", () => {
  const files = readdirSync(resolve(root, "test/unit"), { recursive: true }).map(String);
  const named = rows.flatMap(([, , , also]) =>
    [...(also ?? "").matchAll(/`([\w./-]+\.test\.ts)`/gu)].map((match) => match[1] ?? ""),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual(
    [],
  );
});

test("what the simulator reports is an invariant that SPEC.md states, and the other way round", () => {
  const sim = resolve(root, "test/support/sim");
  const source = ["check.ts", "check-macros.ts", "run-seed.ts"]
    .map((name) => readFileSync(resolve(sim, name), "utf8"))
    .join("\n");
  const reported = new Set([...source.matchAll(/["`](I\d+) /gu)].map((match) => match[1]));
  expect(reported).toEqual(new Set(rows.map(([, name]) => name)));
});
