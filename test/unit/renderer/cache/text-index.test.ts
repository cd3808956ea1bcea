import fc from "fast-check";
import { expect, test } from "vitest";
import { createDictionary, editsBetween } from "#renderer/cache/search/dictionary.ts";
import { createPostings } from "#renderer/cache/search/postings.ts";
import { createTextIndex, type TextIndex, type Wanted } from "#renderer/cache/search/text-index.ts";

const word = fc.string({
  unit: fc.constantFrom("a", "b", "c", "é", "م"),
  minLength: 1,
  maxLength: 5,
});
function found(index: TextIndex, wanted: readonly Wanted[]): readonly string[] {
  const ids: string[] = [];
  index.find(wanted, (id) => ids.push(id));
  return ids;
}

test("postings give back what was added, term by term", () => {
  const step = fc.tuple(
    fc.nat(6),
    fc.integer({ min: 0, max: 5000 }),
    fc.integer({ min: 1, max: 7 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 2000 }), (steps) => {
      const postings = createPostings();
      const kept: [number, number][][] = Array.from({ length: 7 }, () => []);
      for (const _ of kept) postings.addTerm();
      let document = 1;
      for (const [term, skip, where] of steps) {
        document += skip;
        postings.add(term, document, where);
        kept[term]?.push([document, where]);
      }
      for (const [term, expected] of kept.entries()) {
        const found: [number, number][] = [];
        postings.visit(term, (one, where) => found.push([one, where]));
        expect(found).toEqual(expected);
        expect(postings.count(term)).toBe(expected.length);
      }
    }),
    { numRuns: 200 },
  );
});

test("the dictionary finds what a plain list would find", () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 400 }), word, (words, asked) => {
      const dictionary = createDictionary();
      for (const [term, one] of words.entries()) dictionary.add(one, term);
      const names = (found: readonly { word: string }[]) => found.map((one) => one.word).toSorted();
      for (const [term, one] of words.entries()) expect(dictionary.get(one)).toBe(term);
      expect(names(dictionary.startingWith(asked, 1000))).toEqual(
        words.filter((one) => one !== asked && one.startsWith(asked)).toSorted(),
      );
      expect(names(dictionary.near(asked, 1, 1000))).toEqual(
        words
          .filter((one) => one !== asked && one[0] === asked[0] && editsBetween(asked, one, 9) <= 1)
          .toSorted(),
      );
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["delivrey", "delivery", 1],
  ["haedphones", "headphones", 1],
  ["refnd", "refund", 1],
  ["a", "", 1],
  ["kitten", "sitting", 3],
])("from %s to %s it takes %d", (a, b, edits) => {
  expect(editsBetween(a, b, 9)).toBe(edits);
});

test("after any changes, and after being made compact, whole words find what they stand in", () => {
  const change = fc.record({
    id: fc.constantFrom("a1:1", "a1:2", "a1:3", "a1:4"),
    words: fc.option(fc.array(word, { maxLength: 4 })),
  });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.array(word, { minLength: 1, maxLength: 2 }),
      (changes, asked) => {
        const index = createTextIndex();
        const known = new Map<string, readonly string[]>();
        for (const { id, words } of changes) {
          if (words === null) {
            index.remove(id);
            known.delete(id);
          } else {
            index.put(id, { subject: words[0] ?? "", facts: "", body: words.slice(1).join(" ") });
            known.set(id, words);
          }
        }
        const wanted = asked.map((text) => ({ text, isOpen: false, isExact: true }));
        const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "");
        const expected = [...known]
          .filter(([, words]) => asked.every((one) => words.map(fold).includes(fold(one))))
          .map(([id]) => id)
          .toSorted();
        const idsIn = (one: TextIndex) => found(one, wanted).toSorted();
        expect(idsIn(index)).toEqual(expected);
        const work = index.compact();
        let step = work.next();
        while (step.done !== true) step = work.next();
        expect(idsIn(step.value)).toEqual(expected);
        expect(step.value.size()).toBe(known.size);
      },
    ),
    { numRuns: 500 },
  );
});

test("a beginning of very many words stands for the most frequent of them, whenever they came", () => {
  const rare = Array.from({ length: 3000 }, (_, n) => `zz${n.toString(36)}x`);
  const index = createTextIndex();
  const put = (n: number, body: string) => index.put(`a1:${n}`, { subject: "", facts: "", body });
  put(1, rare.slice(0, 1500).join(" "));
  put(2, "zebra");
  put(3, "zebra zulu");
  put(4, "zulu");
  put(5, rare.slice(1500).join(" "));
  const ids = found(index, [{ text: "z", isOpen: true, isExact: false }]);
  expect(ids).toEqual(expect.arrayContaining(["a1:2", "a1:3", "a1:4"]));
});
