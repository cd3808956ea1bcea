import fc from "fast-check";
import { expect, test } from "vitest";
import { lintTemplate } from "#renderer/features/macros/lint-template.ts";

const known = new Set(["ticket.id", "ticket.requester.first_name"]);
const faults = (text: string) =>
  lintTemplate(text, known).map(({ kind, from, to }) => `${kind}:${text.slice(from, to)}`);

test("known placeholders are no fault, however they are spaced or filtered", () => {
  expect(
    faults("{{ticket.id}} {{ ticket.requester.first_name | upcase }} {{-ticket.id-}}"),
  ).toEqual([]);
});

test("an unknown placeholder is marked where it stands", () => {
  expect(faults("Dear {{ticket.requester.fist_name}}, no. {{ticket.id}}")).toEqual([
    "unknown:ticket.requester.fist_name",
  ]);
});

test("names that the text defines are known", () => {
  expect(
    faults("{% assign word = 'x' %}{{word}}{% for t in ticket.tags %}{{t}}{% endfor %}"),
  ).toEqual([]);
});

test("dynamic content is only known to the helpdesk", () => {
  expect(faults("{{dc.printer_on_fire}}")).toEqual(["server-only:dc.printer_on_fire"]);
});

test("a placeholder that is not closed is told", () => {
  expect(faults("Hello {{ticket.id")).toEqual(["open:{{ticket.id"]);
});

test("raw text and quoted values are left alone", () => {
  expect(faults("{% raw %}{{whatever}}{% endraw %} {{'text'}}")).toEqual([]);
});

test("any text is checked without a throw, and faults lie within it", () => {
  const part = fc.constantFrom("{{", "}}", "{%", "%}", "ticket.id", "x.y", "|", " ", "\n", "raw");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join("");
      for (const { from, to } of lintTemplate(text, known)) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(text.length);
        expect(from).toBeLessThanOrEqual(to);
      }
    }),
  );
});
