import fc from "fast-check";
import { expect, test } from "vitest";
import type { GroupHead, QueuePage } from "#contract/asks.ts";
import {
  NOWHERE,
  followPage,
  headOver,
  idsBetween,
  moveTo,
  nearestTicket,
  rowAt,
  shiftBetween,
  stickyHeads,
  type ListPage,
  windowAround,
} from "#renderer/features/queue/queue-cursor.ts";
import { queueRow as row } from "#test/support/cache-rows.ts";

const pageOf = (
  ids: readonly string[],
  anchorId: string | null = null,
  from = 0,
  to = ids.length,
): QueuePage => ({
  total: ids.length,
  from,
  rows: ids.slice(from, to).map((id) => row(id)),
  anchorIndex: anchorId === null ? -1 : ids.indexOf(anchorId),
});

test("the cursor stays on its ticket when others arrive above it", () => {
  const after = pageOf(["n1", "n2", "a", "b", "c"], "b");
  expect(followPage({ id: "b", index: 1 }, after, "b")).toEqual({ id: "b", index: 3 });
});

test("the cursor follows its ticket outside the window that was asked for", () => {
  const ids = Array.from({ length: 500 }, (_, index) => `t${index}`);
  const after = pageOf(ids, "t400", 0, 100);
  expect(followPage({ id: "t400", index: 20 }, after, "t400")).toEqual({ id: "t400", index: 400 });
});

test("the cursor on a ticket that got its number goes on under it", () => {
  const after = { ...pageOf(["a", "a1:7"]), anchorIndex: 1 };
  expect(followPage({ id: "new:1", index: 0 }, after, "new:1")).toEqual({ id: "a1:7", index: 1 });
});

test("a ticket that left the list gives its place to the next one", () => {
  expect(followPage({ id: "b", index: 1 }, pageOf(["a", "c", "d"], "b"), "b")).toEqual({
    id: "c",
    index: 1,
  });
});

test("the last ticket leaving puts the cursor on the new last one", () => {
  expect(followPage({ id: "c", index: 2 }, pageOf(["a", "b"], "c"), "c")).toEqual({
    id: "b",
    index: 1,
  });
});

test("an answer that watched another ticket does not move a cursor it does not show", () => {
  const ids = Array.from({ length: 300 }, (_, index) => `t${index}`);
  const after = pageOf(ids, "t0", 0, 50);
  expect(followPage({ id: "t200", index: 200 }, after, "t0")).toEqual({ id: "t200", index: 200 });
});

test("an empty list has no cursor, and the first row that arrives gets it", () => {
  expect(followPage({ id: "a", index: 4 }, pageOf([]), "a")).toEqual(NOWHERE);
  expect(followPage(NOWHERE, pageOf(["x"]), null)).toEqual({ id: "x", index: 0 });
});

test("moving stops at both ends", () => {
  const page = pageOf(["a", "b", "c"]);
  expect(moveTo(page, -5)).toEqual({ id: "a", index: 0 });
  expect(moveTo(page, 99)).toEqual({ id: "c", index: 2 });
});

test("moving beyond the known rows remembers the place until its row arrives", () => {
  const ids = Array.from({ length: 300 }, (_, index) => `t${index}`);
  const jumped = moveTo(pageOf(ids, null, 0, 50), 299);
  expect(jumped).toEqual({ id: null, index: 299 });
  expect(followPage(jumped, pageOf(ids, null, 200, 300), null)).toEqual({ id: "t299", index: 299 });
});

test("whatever arrives or leaves, a ticket that is still listed keeps the cursor", () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map(String), { minLength: 1 });
  fc.assert(
    fc.property(ids, ids, fc.nat(), (before, after, pick) => {
      const index = pick % before.length;
      const id = before[index]!;
      const next = followPage({ id, index }, pageOf(after, id), id);
      if (after.includes(id)) expect(next).toEqual({ id, index: after.indexOf(id) });
      else expect(next.id).toBe(after[next.index]);
    }),
  );
});

test("the rows on screen stand still when others arrive above", () => {
  const before = pageOf(["a", "b", "c", "d"]);
  const after = pageOf(["n", "a", "b", "c", "d"]);
  expect(shiftBetween(before, after, 1, 3, { id: "c", index: 2 })).toBe(1);
  expect(shiftBetween(before, after, 1, 3, NOWHERE)).toBe(1);
  expect(shiftBetween(before, pageOf(["x", "y"]), 0, 3, NOWHERE)).toBe(0);
});

test("one row that goes far does not take the view along", () => {
  const before = pageOf(["t", "a", "b", "c", "d", "e"]);
  const after = pageOf(["a", "b", "c", "d", "e", "t"]);
  expect(shiftBetween(before, after, 0, 4, NOWHERE)).toBe(-1);
  expect(shiftBetween(before, after, 0, 4, { id: "t", index: 0 })).toBe(5);
});

test("small moves ask for the same window", () => {
  expect(windowAround(0, 20)).toEqual({ from: 0, to: 64 });
  expect(windowAround(225, 235)).toEqual(windowAround(230, 240));
  fc.assert(
    fc.property(fc.nat(60_000), fc.nat(100), (first, size) => {
      const { from, to } = windowAround(first, first + size);
      expect(from).toBeLessThanOrEqual(first);
      expect(to).toBeGreaterThan(first + size);
    }),
  );
});

test("a range holds both of its ends, whichever way it was drawn", () => {
  const page = pageOf(["a", "b", "c", "d"]);
  expect(idsBetween(page, 3, 1)).toEqual(["b", "c", "d"]);
  expect(idsBetween(page, 1, 3)).toEqual(["b", "c", "d"]);
});

const head = (id: string, level: number): GroupHead => ({
  id,
  level,
  field: "status",
  value: id,
  label: null,
  count: 1,
  isFolded: false,
});
const grouped: ListPage = {
  total: 20,
  tickets: 14,
  from: 10,
  rows: [row("a"), head("B", 1), row("b"), head("C", 0), head("D", 1), row("d")],
  anchorIndex: -1,
  above: [head("X", 0), head("A", 1)],
};

test("the group of a line is found in the page or above it", () => {
  expect(headOver(grouped, 10)?.id).toBe("A");
  expect(headOver(grouped, 12)?.id).toBe("B");
  expect(headOver(grouped, 11)?.id).toBe("X");
  expect(headOver(grouped, 13)).toBeNull();
  expect(nearestTicket(grouped, 13, 1)).toBe(15);
  expect(nearestTicket(grouped, 13, -1)).toBe(12);
  expect(rowAt(grouped, 13)).toBeNull();
});

test("heads stand over the lines that are theirs, and make room for the next ones", () => {
  const at = (top: number) => stickyHeads(grouped, top).map(({ id }) => id);
  expect(at(10)).toEqual(["X", "B"]);
  expect(at(12)).toEqual(["X", "B"]);
  expect(at(13)).toEqual(["C", "D"]);
  expect(at(9)).toEqual([]);
});
