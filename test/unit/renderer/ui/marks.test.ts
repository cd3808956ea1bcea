import { expect, test } from "vitest";
import { initialsOf } from "#renderer/ui/Avatar.tsx";
import { slaTone } from "#renderer/ui/sla-tone.ts";

const HOUR = 3_600_000;

test.each([
  [3 * HOUR, "calm"],
  [2 * HOUR + 1, "calm"],
  [2 * HOUR, "caution"],
  [1, "caution"],
  [0, "critical"],
  [-HOUR, "critical"],
])("of six hours, with %i ms left the clock is %s", (left, tone) => {
  expect(slaTone(6 * HOUR, 6 * HOUR - left, 0)).toBe(tone);
});

test("where the length is not known the last hour counts", () => {
  expect(slaTone(10 * HOUR, 9 * HOUR, null)).toBe("caution");
  expect(slaTone(10 * HOUR, 9 * HOUR - 1, null)).toBe("calm");
});

test.each([
  ["Amira Haddad", "AH"],
  ["Jean-Luc van der Berg", "JB"],
  ["Ünal", "Ü"],
  ["山田 太郎", "山太"],
  ["👩‍🚒 Fire", "👩F"],
  ["", ""],
  ["   ", ""],
])("initials of %j are %j", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
