import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprintOf, normaliseText } from "#main/sync/outbox/fingerprint.ts";

test.each([
  ["Thanks!", "<p>Thanks!</p>"],
  ["**Bold** and _more_", "<div><strong>Bold</strong> and <em>more</em></div>"],
  ["one\ntwo", "one<br/>two"],
  ["Tom & Jerry", "Tom &amp; Jerry"],
  ["it's", "it&#39;s"],
  ["Hello", "Hello\n> on Monday you wrote\n> something"],
  ["two  spaces", "Two spaces"],
])("%j is known again as %j", (sent, shown) => {
  expect(fingerprintOf(shown)).toBe(fingerprintOf(sent));
});

test.each([
  ["Yes", "No"],
  ["👍", "👎"],
  ["?", "!"],
  ["10 €", "10 $"],
])("%j and %j are different texts", (one, other) => {
  expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
});

test("only blank text has no fingerprint", () => {
  expect(fingerprintOf("  \n")).toBeNull();
  expect(fingerprintOf("> only a quote")).not.toBeNull();
});

test("normalising twice changes nothing more, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const once = normaliseText(text);
      fc.pre(/^[\p{L}\p{N}]+$/u.test(once));
      expect(normaliseText(once)).toBe(once);
    }),
  );
});

test("a hundred thousand characters of half-finished markup are read at once", () => {
  expect(normaliseText("<a ".repeat(33_333)).length).toBeGreaterThan(0);
  expect(normaliseText("&".repeat(100_000)).length).toBeGreaterThan(0);
});
