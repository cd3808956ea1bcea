import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { FLAWS } from "#test/support/sim/flaws.ts";
import { FAULT_KINDS } from "#test/support/sim/script.ts";

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
  const source = readdirSync(sim)
    .map((name) => readFileSync(resolve(sim, name), "utf8"))
    .join("\n");
  const reported = new Set([...source.matchAll(/["`](I\d+) /gu)].map((match) => match[1]));
  expect(reported).toEqual(new Set(rows.map(([, name]) => name)));
});

test("every kind of fault, everything that happens and every planted bug of the simulator is in SPEC.md", () => {
  const shift = readFileSync(resolve(root, "test/support/sim/shift.ts"), "utf8");
  const happens = [...shift.matchAll(/"((?:the|a|an|two|one|another|somebody|sessions) [^"]+)"/gu)];
  const names = happens.map((match) => match[1] ?? "");
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !spec.includes(`"${name}"`))).toEqual([]);
  expect([...FAULT_KINDS, ...FLAWS].filter((name) => !spec.includes(`\`${name}\``))).toEqual([]);
});
