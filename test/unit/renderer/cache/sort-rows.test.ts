import fc from "fast-check";
import { expect, test } from "vitest";
import { QUEUE_SORTS } from "#contract/asks.ts";
import { EMPTY_SUMMARY } from "#domain/ticket/waiting.ts";
import { CHANNELS, PRIORITIES, TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import {
  byId,
  compareBy,
  compareFollowUps,
  followUpLevels,
  levelsBy,
  turnRound,
} from "#renderer/cache/memory/compare.ts";
import type { FieldShape } from "#renderer/cache/memory/field-values.ts";
import { toShown } from "#renderer/cache/memory/shown.ts";
import { sortRows } from "#renderer/cache/memory/sort-rows.ts";
import { toLine } from "#renderer/cache/memory/ticket-line.ts";
import { T0, ticketRow } from "#test/support/cache-rows.ts";

const at = fc.option(fc.nat(4).map((n) => T0 + n * 7 * 60_000));
const row = fc
  .record({
    n: fc.oneof(fc.nat(3000), fc.constantFrom("new-x", "new-y")),
    subject: fc.constantFrom("Äpfel", "apfel", "Zebra", "zebra", "", "مرحبا"),
    who: fc.constantFrom("Zoé", "zoe", "Amira", ""),
    status: fc.constantFrom(...TICKET_STATUSES),
    priority: fc.option(fc.constantFrom(...PRIORITIES)),
    channel: fc.constantFrom(...CHANNELS),
    assigneeId: fc.option(fc.constantFrom("a1:1", "a1:2", "a1:3")),
    groupId: fc.option(fc.constantFrom("a1:1", "a1:4")),
    value: fc.constantFrom(null, 0, 1, 2, 3),
    createdAt: fc.nat(3).map((n) => T0 + n),
    dueAt: at,
    breachAt: at,
    waiting: at,
    organisationId: fc.option(fc.constantFrom("a1:1", "a1:2")),
    customFields: fc.record(
      {
        "a1:text": fc.constantFrom("Äpfel", "apfel", "", "12", "9"),
        "a1:choice": fc.constantFrom("pro", "basic", "retired"),
        "a1:number": fc.constantFrom(9, "12", "-3.5", "many", ""),
        "a1:box": fc.constantFrom(true, false, "true"),
        "a1:many": fc.subarray(["lid", "box"]),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ n, who, value, breachAt, waiting, ...over }) => {
    const slaClocks =
      breachAt === null ? [] : ([{ metric: "next-reply", stage: "active", breachAt }] as const);
    const line = toLine(ticketRow(n, { ...over, slaClocks }), 1, null, 1, 1);
    const summary = { ...EMPTY_SUMMARY, unanswered: waiting === null ? [] : [waiting] };
    return toShown(line, summary, null, who, [], value);
  });
const options = [
  { value: "basic", label: "Basic" },
  { value: "pro", label: "Pro" },
];
const SHAPES: Readonly<Record<string, FieldShape>> = {
  "a1:choice": { type: "choice", options },
  "a1:number": { type: "number", options: [] },
  "a1:box": { type: "checkbox", options: [] },
  "a1:many": { type: "multichoice", options: [{ value: "lid", label: "Cover" }] },
};
const FIELDS = (["text", "choice", "number", "box", "many"] as const).map(
  (name) => `field/a1:${name}` as const,
);
const NAMES: Readonly<Record<string, string>> = { "a1:1": "Zoe", "a1:2": "amir", "a1:4": "amir" };
const names = {
  nameOf: (_kind: string, id: string): string | null => NAMES[id] ?? null,
  fieldShape: (id: string): FieldShape | undefined => SHAPES[id],
};
const level = fc.record({
  sort: fc.constantFrom(...QUEUE_SORTS, ...FIELDS),
  descending: fc.boolean(),
});

test("sorting by levels is what comparing two by two would give", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 80 }),
      level,
      fc.array(level, { maxLength: 3 }),
      (rows, { sort, descending }, thenBy) => {
        const ids = (list: typeof rows) => list.map(({ id }) => id);
        const base = rows.toSorted(byId);
        expect(ids(sortRows(base, levelsBy(sort, descending, names, thenBy)))).toEqual(
          ids(rows.toSorted(compareBy(sort, descending, names, thenBy))),
        );
        expect(ids(sortRows(base, followUpLevels(descending)))).toEqual(
          ids(rows.toSorted(compareFollowUps(descending))),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test("an order that is turned round is what sorting in the other direction would give", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 80 }),
      level,
      (rows, { sort, descending }) => {
        if (sort === "rank") return;
        const there = rows.toSorted(compareBy(sort, descending, names));
        const back = rows.toSorted(compareBy(sort, !descending, names));
        const ids = (list: typeof rows) => list.map(({ id }) => id);
        expect(ids(turnRound(there, sort, names))).toEqual(ids(back));
      },
    ),
    { numRuns: 1000 },
  );
});
