import { expect, test } from "@playwright/test";
import { runTorture } from "#test/torture/torture.ts";

test("half a minute of kills: nothing acknowledged is lost, nothing goes twice", async () => {
  test.setTimeout(400_000);
  const lines: string[] = [];
  const result = await runTorture({
    minutes: 0.5,
    seed: 4,
    profile: null,
    tickets: 300,
    note: (line) => lines.push(line),
    isThorough: false,
  });
  const story = lines.join("\n");
  expect(result.kills, story).toBeGreaterThan(1);
  expect(result.acknowledged, story).toBeGreaterThan(5);
  expect(result.lost, story).toEqual([]);
  expect(result.duplicates, story).toEqual([]);
  expect(result.revived, story).toEqual([]);
  expect(result.unexpected, story).toEqual([]);
});
