import { expect, test } from "vitest";
import { createPace } from "#main/sync/outbox/pace.ts";

test("twelve replies that must take turns every twenty seconds need about four minutes", () => {
  expect(createPace().leftMs(12, 20_000, 5_000)).toBe(5_000 + 11 * 20_000);
});

test("with nothing to send there is nothing to wait for", () => {
  expect(createPace().leftMs(0, 20_000, 5_000)).toBe(0);
});

test("a helpdesk slower than usual is believed after a few deliveries", () => {
  const pace = createPace();
  for (let at = 0; at <= 200_000; at += 10_000) pace.delivered(at);
  expect(pace.leftMs(6, 0, 0)).toBeGreaterThan(55_000);
  expect(pace.leftMs(6, 0, 0)).toBeLessThanOrEqual(60_000);
});

test("an hour in which nothing had to go says nothing about the helpdesk's speed", () => {
  const pace = createPace();
  pace.delivered(0);
  pace.rested();
  pace.delivered(3_600_000);
  expect(pace.leftMs(10, 0, 0)).toBe(createPace().leftMs(10, 0, 0));
});
