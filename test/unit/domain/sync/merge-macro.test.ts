import { expect, test } from "vitest";
import type { Macro } from "#domain/macro/macro.ts";
import { mergeMacro } from "#domain/sync/merge-macro.ts";
import { NOTHING_DECIDED } from "#domain/sync/merge.ts";

const base: Macro = {
  id: "a:1",
  accountId: "a",
  title: "Refund",
  description: "",
  active: true,
  position: 1,
  restriction: { kind: "groups", ids: ["a:g1"] },
  actions: [{ kind: "status", value: "solved" }],
  updatedAt: 10,
  version: 10,
};

test("changes of different fields meet in one macro", () => {
  const mine = { ...base, title: "Refund now" };
  const theirs = { ...base, active: false, version: 11 };
  const merged = mergeMacro(base, mine, theirs, NOTHING_DECIDED);
  expect(merged.conflicts).toEqual([]);
  expect(merged.send).toEqual({ ...theirs, title: "Refund now" });
});

test("the same field changed on both sides is a question; the answer is obeyed", () => {
  const mine = { ...base, title: "Mine" };
  const theirs = { ...base, title: "Theirs" };
  const asked = mergeMacro(base, mine, theirs, NOTHING_DECIDED);
  expect(asked.conflicts).toMatchObject([{ field: "title", to: "Theirs", mine: "Mine" }]);
  expect(mergeMacro(base, mine, theirs, { keep: ["title"], leave: [] }).send.title).toBe("Mine");
  const left = mergeMacro(base, mine, theirs, { keep: [], leave: ["title"] });
  expect([left.send.title, left.changed]).toEqual(["Theirs", []]);
});

test("the order of an object's keys is no change", () => {
  const theirs = { ...base, restriction: { ids: ["a:g1"], kind: "groups" } as const };
  expect(mergeMacro(base, base, theirs, NOTHING_DECIDED).conflicts).toEqual([]);
});

test("one's own earlier save, which this one could not know, is no conflict; a colleague's is", () => {
  const first = { ...base, title: "First" };
  const second = { ...base, title: "Second" };
  const there = { ...base, title: "First", version: 11 };
  const merged = mergeMacro(base, second, there, NOTHING_DECIDED, [{ base, macro: first }]);
  expect([merged.send.title, merged.conflicts]).toEqual(["Second", []]);
  const theirs = { ...base, title: "Theirs", version: 12 };
  const asked = mergeMacro(base, second, theirs, NOTHING_DECIDED, [{ base, macro: first }]);
  expect(asked.conflicts).toMatchObject([{ field: "title", to: "Theirs" }]);
  const began = { ...base, title: "Elsewhere" };
  const other = mergeMacro(began, second, there, NOTHING_DECIDED, [{ base, macro: first }]);
  expect(other.conflicts.length).toBe(1);
});
