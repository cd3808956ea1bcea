import { describe, expect, test } from "vitest";
import { runBatch } from "#test/sim/batch.ts";
import { shrink } from "#test/sim/shrink.ts";
import { FLAWS } from "#test/support/sim/flaws.ts";
import type { Flaw } from "#test/support/sim/flaws.ts";
import { runSeed } from "#test/support/sim/run-seed.ts";

const SEEDS = 250;

test(
  "whatever the network, the disk and the clock do, every invariant holds",
  { timeout: 120_000 },
  async () => {
    const result = await runBatch({
      from: 0,
      to: SEEDS,
      step: 1,
      flaw: null,
      realCache: false,
      untilFound: false,
    });
    expect(result.findings).toEqual([]);
    // It must have been worth it.
    expect(result.crashes).toBeGreaterThan(SEEDS / 4);
    expect(result.applied).toBeGreaterThan(SEEDS * 4);
  },
);

test("the same holds with the real cache", { timeout: 60_000 }, async () => {
  const batch = { from: 5_000, to: 5_012, step: 1, flaw: null, untilFound: false } as const;
  const result = await runBatch({ ...batch, realCache: true });
  expect(result.findings).toEqual([]);
  expect(result.applied).toBeGreaterThan(40);
});

test(
  "what breaks an invariant is shortened to the part that does",
  { timeout: 60_000 },
  async () => {
    const flaw = "naive-retry";
    const found = await runBatch({
      from: 0,
      to: 100,
      step: 1,
      flaw,
      realCache: false,
      untilFound: true,
    });
    const seed = found.findings[0]?.seed ?? -1;
    const whole = await runSeed({ seed, flaw, trace: false });
    const { result, leftOut } = await shrink(seed, flaw, false);
    expect(result.violations.length).toBeGreaterThan(0);
    expect(result.script.length).toBeLessThan(whole.script.length / 2);
    expect((await runSeed({ seed, flaw, trace: false, leftOut })).violations).toEqual(
      result.violations,
    );
  },
);

test("the same seed gives the same history", async () => {
  const [one, other] = [
    await runSeed({ seed: 11, flaw: null, trace: true }),
    await runSeed({ seed: 11, flaw: null, trace: true }),
  ];
  expect(one.log.length).toBeGreaterThan(20);
  expect(other.log).toEqual(one.log);
});

/** Takes more seeds than fit here: left to `npm run sim -- --self-test`. */
const RARE: readonly Flaw[] = ["no-claims"];

describe("a planted bug is found", () => {
  const common = FLAWS.filter((flaw) => !RARE.includes(flaw));
  test.each(common)("%s", { timeout: 120_000 }, async (flaw) => {
    const result = await runBatch({
      from: 0,
      to: 500,
      step: 1,
      flaw,
      realCache: false,
      untilFound: true,
    });
    expect(result.findings.length).toBe(1);
  });
});
