import fc from "fast-check";
import { expect, test } from "vitest";
import { createBest } from "#renderer/cache/search/best.ts";

test("the best of many are what sorting all of them puts first", () => {
  const item = fc.record({ score: fc.nat(5), n: fc.nat(1000) });
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 200 }),
      fc.integer({ min: 1, max: 60 }),
      (all, most) => {
        const compare = (a: { score: number }, b: { score: number }) => b.score - a.score;
        const best = createBest(most, compare);
        for (const one of all) best.offer(one);
        const expected = all.toSorted(compare).slice(0, most);
        expect(best.list()).toEqual(expected);
        expect(best.last()).toEqual(all.length < most ? undefined : expected.at(-1));
      },
    ),
  );
});
