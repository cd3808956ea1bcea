import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareRank, decidingTerm, type Rankable, rankReason } from "#domain/ticket/rank.ts";
import { PRIORITIES, TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import { T0 } from "#test/support/cache-rows.ts";

const base: Rankable = {
  id: "a1:1",
  status: "open",
  breachAt: null,
  waitingSince: null,
  priority: "normal",
  createdAt: T0,
};
const instant = fc.option(fc.integer({ min: T0, max: T0 + 5 }));
const rankable: fc.Arbitrary<Rankable> = fc.record({
  id: fc.nat(20).map((n) => `a1:${n}`),
  status: fc.constantFrom(...TICKET_STATUSES),
  breachAt: instant,
  waitingSince: instant,
  priority: fc.option(fc.constantFrom(...PRIORITIES)),
  createdAt: fc.integer({ min: T0, max: T0 + 5 }),
});

describe("the order of work", () => {
  const cases: readonly (readonly [string, Partial<Rankable>, Partial<Rankable>])[] = [
    ["unsolved before solved", { status: "new" }, { status: "solved", breachAt: T0 }],
    ["the earlier breach first", { breachAt: T0 + 1 }, { breachAt: T0 + 2, waitingSince: T0 }],
    ["a running clock before none", { breachAt: T0 + 9 }, { waitingSince: T0 }],
    [
      "who waits longer first",
      { waitingSince: T0 + 1 },
      { waitingSince: T0 + 2, priority: "urgent" },
    ],
    ["who waits before who does not", { waitingSince: T0 + 9 }, { priority: "urgent" }],
    ["the higher priority first", { priority: "urgent" }, { priority: "high", createdAt: T0 - 1 }],
    ["any priority before none", { priority: "low" }, { priority: null }],
    ["the older ticket first", { createdAt: T0 - 1 }, { id: "a1:0" }],
  ];
  test.each(cases)("%s", (_name, first, second) => {
    expect(compareRank({ ...base, ...first }, { ...base, id: "a1:2", ...second })).toBeLessThan(0);
  });

  test("is total: antisymmetric, transitive, and equal only for the same id", () => {
    fc.assert(
      fc.property(rankable, rankable, rankable, (a, b, c) => {
        expect(Math.sign(compareRank(a, b)) + Math.sign(compareRank(b, a))).toBe(0);
        if (compareRank(a, b) === 0) expect(a.id).toBe(b.id);
        if (compareRank(a, b) < 0 && compareRank(b, c) < 0) {
          expect(compareRank(a, c)).toBeLessThan(0);
        }
      }),
    );
  });

  test("names the term that decides, and only that term decides", () => {
    fc.assert(
      fc.property(rankable, rankable, (a, b) => {
        const term = decidingTerm(a, b);
        if (term === null) expect(compareRank(a, b)).toBe(0);
        if (term === "sla") expect(a.breachAt).not.toBe(b.breachAt);
        if (term === "waiting") {
          expect(Math.sign(compareRank(a, b))).toBe(
            (a.waitingSince ?? Infinity) < (b.waitingSince ?? Infinity) ? -1 : 1,
          );
        }
      }),
    );
  });

  test("explains itself in durations at an instant", () => {
    const reason = rankReason({ ...base, breachAt: T0 + 50, waitingSince: T0 + 60 }, T0 + 100);
    expect(reason).toEqual({
      unsolved: true,
      slaLeftMs: -50,
      waitingMs: 40,
      priority: "normal",
      ageMs: 100,
    });
  });
});
