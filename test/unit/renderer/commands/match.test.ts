import fc from "fast-check";
import { expect, test } from "vitest";
import { bestFirst, fold, isNearStart, matchScore } from "#renderer/commands/match.ts";

const NAMES = [
  "Assign to me",
  "Reply to the customer",
  "Write an internal note",
  "Show tickets of my groups",
  "Next theme",
];
const best = (typed: string) =>
  NAMES.flatMap((name) => {
    const score = matchScore(typed, name);
    return score === null ? [] : [{ name, score }];
  }).toSorted((a, b) => b.score - a.score)[0]?.name;

test.each([
  ["assign", "Assign to me"],
  ["atm", "Assign to me"],
  ["me assign", "Assign to me"],
  ["repyl", "Reply to the customer"],
  ["intrenal", "Write an internal note"],
  ["internl", "Write an internal note"],
  ["mygroups", "Show tickets of my groups"],
  ["THEME", "Next theme"],
])("%s finds %s", (typed, name) => {
  expect(best(typed)).toBe(name);
});

test("accents and Arabic marks do not matter", () => {
  expect(fold("Café")).toBe("cafe");
  expect(matchScore("اسناد", "إسناد إليّ")).not.toBeNull();
});

test("what has nothing to do with it is not found", () => {
  expect(matchScore("zebra", "Assign to me")).toBeNull();
});

test("every beginning of a name finds it, best of all with the whole name", () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.nat(20), (name, length) => {
      const typed = name.slice(0, Math.max(1, length));
      const whole = matchScore(name, name) ?? 0;
      expect(matchScore(typed, name) ?? -1).toBeGreaterThan(0);
      expect(whole).toBeGreaterThanOrEqual(matchScore(typed, name) ?? 0);
    }),
  );
});

test("one slip of the finger in a word of four letters or more is forgiven", () => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/);
  fc.assert(
    fc.property(word, fc.nat(11), fc.constantFrom("q", "z"), (right, at, wrong) => {
      const place = at % right.length;
      expect(isNearStart(right.slice(0, place) + right.slice(place + 1), right)).toBe(true);
      expect(isNearStart(right.slice(0, place) + wrong + right.slice(place + 1), right)).toBe(true);
      expect(isNearStart(right.slice(0, place) + wrong + right.slice(place), right)).toBe(true);
    }),
  );
});

test("a pasted flood is answered, not chewed", () => {
  expect(matchScore("x".repeat(1_000_000), "Assign to me")).toBeNull();
});

test("scattered letters are offered only where nothing matches surely", () => {
  const scored = (typed: string, names: readonly string[]) =>
    bestFirst(
      names.flatMap((name) => {
        const score = matchScore(typed, name);
        return score === null ? [] : [{ name, score }];
      }),
    ).map(({ name }) => name);
  expect(scored("refund", ["Parcel found", "Refund approved"])).toEqual(["Refund approved"]);
  expect(scored("refund", ["Parcel found"])).toEqual(["Parcel found"]);
});
