import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_WINDOW, SMALLEST, placeWindow } from "#main/app/window-state.ts";

const LAPTOP = { x: 0, y: 0, width: 1280, height: 720 };
const SECOND = { x: 1280, y: 0, width: 2560, height: 1440 };
const at = (x: number, y: number, width: number, height: number) => ({
  bounds: { x, y, width, height },
  maximized: false,
});

test("the first start fits the primary screen and has no fixed place", () => {
  const { bounds } = placeWindow(FIRST_WINDOW, [LAPTOP]);
  expect(bounds).toEqual({ width: 1280, height: 720 });
});

test("a window comes back to the second screen", () => {
  expect(placeWindow(at(1500, 100, 1600, 1000), [LAPTOP, SECOND]).bounds).toEqual({
    x: 1500,
    y: 100,
    width: 1600,
    height: 1000,
  });
});

test("a window whose screen was unplugged opens on the one that is left", () => {
  expect(placeWindow(at(1500, 100, 1600, 1000), [LAPTOP]).bounds).not.toHaveProperty("x");
});

test("a screen smaller than the smallest window lowers the smallest size", () => {
  const tiny = { x: 0, y: 0, width: 1024, height: 600 };
  expect(placeWindow(FIRST_WINDOW, [tiny]).smallest).toEqual({ width: 1024, height: 600 });
  expect(placeWindow(FIRST_WINDOW, [SECOND]).smallest).toEqual(SMALLEST);
});

test("whatever was remembered, the window is never larger than its screen nor smaller than allowed", () => {
  const number = fc.integer({ min: -5000, max: 5000 });
  const size = fc.integer({ min: 1, max: 9000 });
  fc.assert(
    fc.property(number, number, size, size, (x, y, width, height) => {
      const { bounds, smallest } = placeWindow(at(x, y, width, height), [LAPTOP, SECOND]);
      expect(bounds.width).toBeLessThanOrEqual(SECOND.width);
      expect(bounds.height).toBeLessThanOrEqual(SECOND.height);
      expect(bounds.width).toBeGreaterThanOrEqual(smallest.width);
      expect(bounds.height).toBeGreaterThanOrEqual(smallest.height);
    }),
  );
});
