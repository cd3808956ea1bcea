import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultWords } from "#renderer/features/views/FileFaults.tsx";
import { readViewFile, writeViewFile } from "#renderer/features/views/view-file.ts";
import { textFor } from "#renderer/i18n/text.ts";
import type { OwnView } from "#renderer/workspace/own-views-store.ts";

const view = (over: Partial<OwnView> = {}): OwnView => ({
  viewId: "own:1",
  name: "Late VIPs",
  query: "tag:vip waiting>2h",
  sort: "waiting",
  descending: true,
  ...over,
});
const file = (views: readonly unknown[], over: object = {}) =>
  JSON.stringify({ format: "switchboard-views", version: 1, views, ...over });
const words = (text: string, known = 0) =>
  readViewFile(text, known).faults.map((fault) => faultWords(fault, textFor("en").t));

describe("a file of views", () => {
  test("gives back what was written, under new ids", () => {
    const views = [view(), view({ viewId: "own:2", name: "قائمة", query: "" })];
    const read = readViewFile(writeViewFile(views), 0);
    expect(read.faults).toEqual([]);
    const bare = ({ name, query, sort, descending }: OwnView) => ({
      name,
      query,
      sort,
      descending,
    });
    expect(read.views.map(bare)).toEqual(views.map(bare));
    expect(new Set(read.views.map(({ viewId }) => viewId)).size).toBe(2);
    expect(read.views.some(({ viewId }) => viewId === "own:1")).toBe(false);
  });

  test("takes columns, groups and density along, as they are shown now", () => {
    const layout = { columns: ["field/a1:7", "due"], groupBy: ["status"], density: "compact" };
    const shown = { ...layout, groupBy: ["organisation"] };
    const views = [view({ layout }), view({ viewId: "own:2", layout }), view({ viewId: "own:3" })];
    const text = writeViewFile(views, (id) => (id === "own:2" ? shown : null));
    expect(readViewFile(text, 0).views.map((one) => one.layout)).toEqual([
      layout,
      shown,
      undefined,
    ]);
    // A layout that is no layout costs the layout, not the view.
    const odd = file([
      { ...view(), layout: 7 },
      { ...view(), layout: { x: "y".repeat(100_000) } },
    ]);
    const read = readViewFile(odd, 0);
    expect(read.faults).toEqual([]);
    expect(read.views.map((one) => one.layout)).toEqual([undefined, undefined]);
  });

  test.each([
    ["{ not json", "not readable as JSON"],
    ["[1, 2]", "not a file of views"],
    [file([], { version: 2 }), "another version"],
    [file(Array.from({ length: 101 }, () => view())), "too many views"],
    [`"${"x".repeat(10_000_000)}"`, "too large"],
  ])("is refused whole with the reason", (text, reason) => {
    expect(readViewFile(text, 0).views).toEqual([]);
    expect(words(text)).toHaveLength(1);
    expect(words(text)[0]).toContain(reason);
  });

  test("a broken view is named with its place and reason, the others are taken", () => {
    const text = file([
      view(),
      view({ name: "Odd", query: "statis:open" }),
      { name: "No query", sort: "rank" },
      view({ name: "Sorted", sort: "colour" as never }),
      view({ name: "  " }),
      7,
      view({ name: "Good" }),
    ]);
    expect(readViewFile(text, 0).views.map(({ name }) => name)).toEqual(["Late VIPs", "Good"]);
    const told = words(text);
    expect(told).toHaveLength(5);
    expect(told[0]).toContain("View 2 (Odd)");
    expect(told[0]).toContain("Did you mean status?");
    expect(told[1]).toContain("its condition is missing");
    expect(told[2]).toContain("its order is not known");
    expect(told[3]).toContain("View 5");
    expect(told[4]).toContain("View 6");
  });

  test("whatever stands in it: each view is taken whole or told with its place, and nothing else stops", () => {
    const good = fc.record({
      name: fc.string({ minLength: 1, maxLength: 80 }).filter((name) => name.trim() !== ""),
      query: fc.constantFrom("", "tag:vip", "cf.plan:gold OR org.tier>3", "created<7d refund"),
      sort: fc.constantFrom("rank", "updated", "organisation", "field/a1:7"),
      descending: fc.boolean(),
    });
    const bad = fc.oneof(
      fc.jsonValue().filter((value) => typeof value !== "object" || Array.isArray(value)),
      good.map((one) => ({ ...one, query: "statis:open" })),
      good.map((one) => ({ ...one, query: "a ".repeat(5_000) })),
      good.map((one) => ({ ...one, query: 7 })),
      good.map((one) => ({ ...one, sort: "field/" })),
      good.map((one) => ({ ...one, name: " " })),
    );
    const entry = fc.oneof(
      good.map((value) => ({ isGood: true, value: value as unknown })),
      bad.map((value) => ({ isGood: false, value: value as unknown })),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const read = readViewFile(file(entries.map(({ value }) => value)), 0);
        const expected = entries.filter(({ isGood }) => isGood).map(({ value }) => value);
        expect(read.views).toHaveLength(expected.length);
        for (const [i, one] of read.views.entries()) {
          const { name, ...rest } = expected[i] as OwnView;
          expect(one).toMatchObject({ ...rest, name: name.trim() });
        }
        const places = entries.flatMap(({ isGood }, i) => (isGood ? [] : [i + 1]));
        expect(read.faults.map((fault) => ("place" in fault ? fault.place : 0))).toEqual(places);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readViewFile(text, 0);
        expect(read.views.length + read.faults.length).toBeGreaterThan(0);
      }),
    );
  });
});
