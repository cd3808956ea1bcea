import { expect, test } from "@playwright/test";
import { runSoak } from "#test/soak/soak.ts";

test("a minute of a busy shift: every reply arrives, no listener is left behind", async () => {
  test.setTimeout(400_000);
  const lines: string[] = [];
  const result = await runSoak({
    hours: 0.012,
    seed: 3,
    tickets: 300,
    pace: 10,
    warmUpOpens: 5,
    warmUpReplies: 0,
    note: (line) => lines.push(line),
  });
  const story = lines.join("\n");
  expect(result.replies, story).toBeGreaterThan(0);
  expect(result.unsent, story).toBe(0);
  expect(result.delivered + result.asking, story).toBeGreaterThanOrEqual(result.replies);
  const { start, end } = result.listeners;
  expect(end.main, story).toBeLessThanOrEqual(start.main + 3);
  expect([...result.memory.keys()], story).toEqual(
    expect.arrayContaining(["main", "window", "cache host", "total"]),
  );
});
