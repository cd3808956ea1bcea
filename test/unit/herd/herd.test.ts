import { expect, test } from "vitest";
import { runHerd } from "#test/herd/herd.ts";

test(
  "ten consoles with ten replies each come back after an outage: all arrive once, hardly a refusal",
  { timeout: 240_000 },
  async () => {
    const result = await runHerd({
      seed: 2,
      desktops: 10,
      replies: 10,
      outageMinutes: 12,
      perMinute: 700,
    });
    expect(result.unsent).toEqual([]);
    expect(result.defects).toEqual([]);
    expect(result.delivered).toBe(100);
    expect(result.duplicates).toBe(0);
    expect(result.rejectedPercent).toBeLessThanOrEqual(2);
    expect(result.deliveredMinutes).toBeLessThanOrEqual(6);
  },
);
