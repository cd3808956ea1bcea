import { expect, test } from "vitest";
import { higherValue, valueOf, valueWeight } from "#domain/customer/value.ts";

const cases: readonly (readonly [
  string,
  readonly string[],
  Readonly<Record<string, string | number | null>>,
  ReturnType<typeof valueOf>,
])[] = [
  ["nothing is told", [], {}, null],
  ["tags say something else", ["refund", "constructor"], {}, null],
  ["a tag says so", ["refund", "VIP"], {}, 3],
  ["the highest of several counts", ["trial", "gold"], { "a1:plan": "Enterprise" }, 3],
  ["a plan is written with spaces", [], { tier: "Care Plus" }, 2],
  ["another field holds the same word", [], { nickname: "Gold" }, null],
  ["a level is given", [], { "a1:customer_value": "2" }, 2],
  ["a level is too high", [], { customer_value: 9 }, 3],
  ["money is given", [], { ltv: 12_000 }, 3],
  ["little money is given", [], { mrr: 20 }, 1],
  ["no number is given", [], { ltv: "soon", value: null }, null],
];
test.each(cases)("a customer's value when %s", (_name, tags, customFields, expected) => {
  expect(valueOf({ tags, customFields })).toBe(expected);
});

test("what is not known counts as ordinary and never hides what is known", () => {
  expect(valueWeight(null)).toBe(valueWeight(1));
  expect(higherValue(null, 0)).toBe(0);
  expect(higherValue(3, null)).toBe(3);
  expect(higherValue(1, 2)).toBe(2);
});
