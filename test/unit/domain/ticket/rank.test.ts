import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareRank,
  decidingTerm,
  type Rankable,
  rankReason,
  SLA_STEP_MS,
  WAIT_STEP_MS,
} from "#domain/ticket/rank.ts";
import { PRIORITIES, TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import { T0 } from "#test/support/cache-rows.ts";

const base: Rankable = {
  id: "a1:1",
  status: "open",
  breachAt: null,
  waitingSince: null,
  priority: "normal",
  value: null,
  createdAt: T0,
};
/** A beginning of steps of both kinds. */
const STEP = Math.ceil(T0 / WAIT_STEP_MS) * WAIT_STEP_MS;
/** Some within a step of the clock, some in others. */
const instant = fc.option(
  fc.oneof(fc.integer({ min: T0, max: T0 + 5 }), fc.integer({ min: T0, max: T0 + 3_600_000 })),
);
const rankable: fc.Arbitrary<Rankable> = fc.record({
  id: fc.nat(20).map((n) => `a1:${n}`),
  status: fc.constantFrom(...TICKET_STATUSES),
  breachAt: instant,
  waitingSince: instant,
  priority: fc.option(fc.constantFrom(...PRIORITIES)),
  value: fc.option(fc.constantFrom(0, 1, 2, 3)),
  createdAt: fc.integer({ min: T0, max: T0 + 5 }),
});

describe("the order of work", () => {
  const cases: readonly (readonly [string, Partial<Rankable>, Partial<Rankable>])[] = [
    ["unsolved before solved", { status: "new" }, { status: "solved", breachAt: T0 }],
    [
      "the earlier breach first",
      { breachAt: T0 + 1 },
      { breachAt: T0 + 1 + SLA_STEP_MS, waitingSince: T0 },
    ],
    [
      "the higher priority of two that breach in the same minutes",
      { breachAt: STEP + SLA_STEP_MS - 1, priority: "urgent" },
      { breachAt: STEP },
    ],
    ["a running clock before none", { breachAt: T0 + 9 }, { waitingSince: T0 }],
    [
      "who waits longer first",
      { waitingSince: T0 + 1 },
      { waitingSince: T0 + 1 + WAIT_STEP_MS, priority: "urgent" },
    ],
    [
      "the more valued of two who wait alike",
      { waitingSince: STEP + 60_000, value: 3 },
      { waitingSince: STEP, value: 2 },
    ],
    ["a customer of whom nothing is known before a trial", { value: null }, { value: 0 }],
    [
      "who waits longer of two alike",
      { waitingSince: STEP, createdAt: T0 + 9 },
      { waitingSince: STEP + 1 },
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
        if (term === "value") {
          expect(Math.sign(compareRank(a, b))).toBe((a.value ?? 1) > (b.value ?? 1) ? -1 : 1);
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
      value: null,
      ageMs: 100,
    });
  });
});
