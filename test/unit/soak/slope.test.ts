import fc from "fast-check";
import { expect, test } from "vitest";
import { lowest, slopePerHour } from "#test/soak/slope.ts";

test("a straight line gives its slope", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 0, max: 900 }),
      (slope, from) => {
        const samples = [0, 0.1, 0.4, 0.9].map((hours) => ({ hours, value: from + slope * hours }));
        expect(slopePerHour(samples)).toBeCloseTo(slope, 6);
      },
    ),
  );
});

test("one sample, or none, has no slope", () => {
  expect(slopePerHour([])).toBe(0);
  expect(slopePerHour([{ hours: 1, value: 5 }])).toBe(0);
});

test("what waits to be collected does not count as growth", () => {
  const teeth = Array.from({ length: 100 }, (_, n) => ({
    hours: n / 100,
    value: 200 + (n % 10) * 5,
  }));
  expect(slopePerHour(lowest(teeth, 10))).toBeCloseTo(0, 6);
  const leak = teeth.map(({ hours, value }) => ({ hours, value: value + hours * 30 }));
  expect(slopePerHour(lowest(leak, 10))).toBeCloseTo(30, 0);
});
