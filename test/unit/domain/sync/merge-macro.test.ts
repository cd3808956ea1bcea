import { describe, expect, test } from "vitest";
import type { Macro } from "#domain/macro/macro.ts";
import { mergeMacro } from "#domain/sync/merge-macro.ts";
import type { OwnSave } from "#domain/sync/merge-macro.ts";
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

describe("one's own earlier save, which this one could not know,", () => {
  const first = { ...base, title: "First" };
  const second = { ...base, title: "Second" };
  const there = { ...base, title: "First", updatedAt: 11 };
  const own = { base, macro: first, stamps: { from: 10, to: 11 } };
  const asked = (remote: Macro, saves: readonly OwnSave[], began: Macro = base): boolean =>
    mergeMacro(began, second, remote, NOTHING_DECIDED, saves).conflicts.length > 0;

  test("is no conflict while it is the last one", () => {
    const merged = mergeMacro(base, second, there, NOTHING_DECIDED, [own]);
    expect([merged.send.title, merged.conflicts]).toEqual(["Second", []]);
  });

  test("is one once a colleague has saved, also who put the same value back", () => {
    expect(asked({ ...there, title: "Theirs", updatedAt: 12 }, [own])).toBe(true);
    expect(asked({ ...there, updatedAt: 12 }, [own])).toBe(true);
  });

  test("is one where its answer was never heard", () => {
    expect(asked(there, [{ ...own, stamps: null }])).toBe(true);
  });

  test("is one for who began from something else", () => {
    expect(asked(there, [own], { ...base, title: "Elsewhere" })).toBe(true);
  });

  test("counts through later saves of one's own, but not across a colleague's", () => {
    const later: OwnSave = {
      base: first,
      macro: { ...first, active: false },
      stamps: { from: 11, to: 12 },
    };
    const now = { ...later.macro, updatedAt: 12 };
    expect(asked(now, [own, later])).toBe(false);
    expect(asked(now, [own, { ...later, stamps: { from: 11.5, to: 12 } }])).toBe(true);
  });

  test("is one where the agent left the field to a colleague", () => {
    const left = { ...there, title: "Theirs" };
    expect(asked(left, [own])).toBe(true);
  });
});
