import fc from "fast-check";
import { expect, test } from "vitest";
import { bestOf } from "#renderer/cache/queries/best.ts";

test("the best of many are what sorting all of them puts first", () => {
  const item = fc.record({ score: fc.nat(5), n: fc.nat(1000) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 200 }), fc.nat(60), (all, most) => {
      const compare = (a: { score: number }, b: { score: number }) => b.score - a.score;
      expect(bestOf(all, most, compare)).toEqual(all.toSorted(compare).slice(0, most));
    }),
  );
});
