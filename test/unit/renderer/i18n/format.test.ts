import { expect, test } from "vitest";
import { formatFor } from "#renderer/i18n/format.ts";

const NOW = new Date(2026, 2, 12, 14, 5, 11).getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [30 * 1000, "now"],
  [5 * MINUTE, "5 minutes ago"],
  [3 * HOUR, "3 hours ago"],
  [30 * HOUR, "Mar 11"],
])("%i ms ago reads %s", (ago, words) => {
  expect(formatFor("en").relative(NOW - ago, NOW)).toBe(words);
});

test("dense rows get the shortest form", () => {
  expect(formatFor("en").relativeShort(NOW - 5 * MINUTE, NOW)).toBe("5m");
  expect(formatFor("en").relativeShort(NOW - 3 * HOUR, NOW)).toBe("3h");
});

test("durations are hours and minutes, then days, never negative", () => {
  const { duration } = formatFor("en");
  expect(duration(42 * MINUTE)).toBe("0:42");
  expect(duration(13 * HOUR + 5 * MINUTE)).toBe("13:05");
  expect(duration(72 * HOUR)).toBe("3d");
  expect(duration(-5)).toBe("0:00");
});

test("Arabic keeps the digits people type into the search box", () => {
  expect(formatFor("ar").number(48_213)).toMatch(/48.213/);
  expect(formatFor("ar").time(NOW)).toContain("14:05");
});

test("a chosen moment is told in minutes, an exact time in seconds", () => {
  for (const locale of ["en", "de", "ar"] as const) {
    expect(formatFor(locale).moment(NOW)).toContain("14:05");
    expect(formatFor(locale).moment(NOW)).not.toContain("14:05:11");
    expect(formatFor(locale).exact(NOW)).toContain("14:05:11");
  }
});

test("the year is told only when it is not this one", () => {
  expect(formatFor("en").date(NOW, NOW)).not.toContain("2026");
  expect(formatFor("en").date(new Date(2024, 2, 12).getTime(), NOW)).toContain("2024");
});

test("sizes step through the units", () => {
  expect(formatFor("en").bytes(999)).toBe("999 byte");
  expect(formatFor("en").bytes(1_500)).toBe("1.5 kB");
  expect(formatFor("en").bytes(0)).toBe("0 byte");
});
