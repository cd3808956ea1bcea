import { expect, test } from "@playwright/test";
import { runTorture } from "#test/torture/torture.ts";

test("half a minute of kills and damage: nothing acknowledged is lost, nothing goes twice", async () => {
  test.setTimeout(600_000);
  const lines: string[] = [];
  const result = await runTorture({
    minutes: 0.5,
    seed: 4,
    profile: null,
    tickets: 300,
    note: (line) => lines.push(line),
    isThorough: false,
    points: ["journal.synced", "journal.cut", "sender.answered", "cache.given-up"],
  });
  const story = lines.join("\n");
  expect(result.kills, story).toBeGreaterThan(1);
  expect(result.acknowledged, story).toBeGreaterThan(3);
  expect(result.lost, story).toEqual([]);
  expect(result.duplicates, story).toEqual([]);
  expect(result.revived, story).toEqual([]);
  expect(result.unexpected, story).toEqual([]);
});
