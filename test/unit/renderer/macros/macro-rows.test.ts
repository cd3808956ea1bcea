import { expect, test } from "vitest";
import { splitTitle, toMacroRows } from "#renderer/features/macros/macro-rows.ts";
import { macro } from "#test/unit/renderer/macros/macros.ts";

const titled = (...titles: readonly string[]) =>
  titles.map((title, index) => macro({ id: `a:${index}`, title }));
const shown = (titles: readonly string[]) =>
  toMacroRows(titled(...titles), "en").map((row) =>
    row.kind === "folder" ? `[${row.path.join("/")}]` : row.name,
  );

test("a title's parts are its folders and its name", () => {
  expect(splitTitle("A::B::C")).toEqual({ folder: ["A", "B"], name: "C" });
  expect(splitTitle(" A ::  C ")).toEqual({ folder: ["A"], name: "C" });
  expect(splitTitle("::C")).toEqual({ folder: [], name: "C" });
  expect(splitTitle("")).toEqual({ folder: [], name: "" });
});

test("macros stand in alphabetical order under their folders, those without one first", () => {
  expect(shown(["Orders::Late", "Hello", "Billing::Refund", "Billing::A", "Again"])).toEqual([
    "Again",
    "Hello",
    "[Billing]",
    "A",
    "Refund",
    "[Orders]",
    "Late",
  ]);
});

test("a folder within a folder has a heading of its own", () => {
  expect(shown(["A::B::x", "A::y"])).toEqual(["[A]", "y", "[A/B]", "x"]);
});

test("numbers in names are compared as numbers", () => {
  expect(shown(["Step 10", "Step 9"])).toEqual(["Step 9", "Step 10"]);
});
