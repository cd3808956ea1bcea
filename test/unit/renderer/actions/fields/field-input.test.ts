import fc from "fast-check";
import { expect, test } from "vitest";
import type { TicketField } from "#domain/directory/directory.ts";
import { editorOf, readTyped, toTyped } from "#renderer/actions/fields/field-input.ts";
import { fieldText } from "#renderer/actions/fields/field-text.ts";
import { textFor } from "#renderer/i18n/text.ts";

const en = textFor("en");
const shape = (type: TicketField["type"], options: TicketField["options"] = []) => ({
  type,
  options,
});

test.each([
  ["number", " 12,50 ", null, "12.50"],
  ["number", "-3", 7, -3],
  ["number", "0042", "17", "0042"],
  ["date", "2026-02-28", null, "2026-02-28"],
  ["date", "2026-02-28T09:30", null, "2026-02-28T09:30"],
  ["text", "  N-1 ", null, "N-1"],
  ["multiline", " first\n second ", null, " first\n second "],
  ["multichoice", "lid, box,, lid", null, ["lid", "box"]],
  ["number", "   ", 4, null],
  ["date", "", "2026-01-01", null],
] as const)("a field of type %s reads %j on %j as %j", (type, typed, base, value) => {
  expect(readTyped(typed, shape(type), base)).toEqual({ ok: true, value });
});

test.each([
  ["number", "twelve"],
  ["number", "1 000"],
  ["number", "1.2.3"],
  ["date", "2026-02-30"],
  ["date", "tomorrow"],
  ["date", "01.03.2026"],
] as const)("a field of type %s refuses %j", (type, typed) => {
  expect(readTyped(typed, shape(type), null)).toEqual({ ok: false, fault: type });
});

test("what a field holds can be opened and saved again without a change", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.record({ type: fc.constant("number" as const), value: fc.integer() }),
        fc.record({ type: fc.constant("number" as const), value: fc.integer().map(String) }),
        fc.record({
          type: fc.constant("text" as const),
          value: fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== ""),
        }),
        fc.record({
          type: fc.constant("multiline" as const),
          value: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
        }),
      ),
      ({ type, value }) => {
        expect(readTyped(toTyped(value), shape(type), value)).toEqual({ ok: true, value });
      },
    ),
  );
});

test("values are told in the agent's words", () => {
  const plans = shape("choice", [{ value: "gold", label: "Gold with care" }]);
  expect(fieldText("gold", plans, en)).toBe("Gold with care");
  expect(fieldText("gone", plans, en)).toBe("gone");
  expect(fieldText(["gold", "x"], { ...plans, type: "multichoice" }, en)).toBe("Gold with care, x");
  expect(fieldText(true, shape("checkbox"), en)).toBe("Yes");
  expect(fieldText("0", shape("checkbox"), en)).toBe("No");
  expect(fieldText("2020-03-01", shape("date"), en)).toMatch(/1 Mar 2020|Mar 1, 2020/);
  expect(fieldText("soon", shape("date"), en)).toBe("soon");
  expect(fieldText(null, plans, en)).toBe("");
  expect(fieldText("as it is", undefined, en)).toBe("as it is");
});

test("a list of choices that nobody may read is typed; what we cannot write is left alone", () => {
  expect(editorOf(shape("choice"))).toBe("line");
  expect(editorOf(shape("choice", [{ value: "a", label: "A" }]))).toBe("choice");
  expect(editorOf(shape("other"))).toBe("fixed");
});
