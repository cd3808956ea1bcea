import { expect, test } from "vitest";
import { runCursorHistory } from "#test/support/sim/cursor-history.ts";

const HISTORIES = 150;

test(
  "after quiet the cache equals what the agent may see, whatever happened meanwhile",
  { timeout: 60_000 },
  async () => {
    const found: string[] = [];
    let tickets = 0;
    for (let seed = 0; seed < HISTORIES; seed += 1) {
      const history = await runCursorHistory(seed);
      tickets += history.tickets;
      found.push(...history.violations.map((line) => `seed ${seed}: ${line}`));
    }
    expect(found).toEqual([]);
    // It must have been worth it: more than a page of tickets each.
    expect(tickets).toBeGreaterThan(HISTORIES * 20);
  },
);
