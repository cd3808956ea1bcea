import { expect, test } from "vitest";
import { MAX_TEMPLATE, leftPlaceholders, renderTemplate } from "#domain/macro/render.ts";

const scope = { ticket: { requester: { first_name: "Amira" }, id: "48213" }, empty: "" };

const texts: readonly (readonly [template: string, text: string, unresolved: readonly string[]])[] =
  [
    ["Hello", "Hello", []],
    ["Hello {{ticket.requester.first_name}}", "Hello Amira", []],
    ["{{ticket.requester.phone}}", "", ["ticket.requester.phone"]],
    ["{{ ticket.nope | default: 'there' }}", "there", []],
    ["{% if ticket.nope %}{{ticket.other}}{% else %}-{% endif %}", "-", []],
    ["{% if ticket.id %}{{ticket.other}}{% endif %}", "", ["ticket.other"]],
    ["{{dc.greeting}} and {{dc.greeting}}", " and ", ["dc.greeting"]],
    ["{{ticket.requester.first_name | upcase}}", "AMIRA", []],
    ["{% raw %}{{kept}}{% endraw %}", "{{kept}}", ["kept"]],
  ];
test.each(texts)("%j renders %j and reports %j", (template, text, unresolved) => {
  expect(renderTemplate(template, scope)).toEqual({ ok: true, value: { text, unresolved } });
});

const refused: readonly (readonly [why: string, template: string, words: RegExp])[] = [
  ["a file", "{% include 'x' %}", /include/],
  ["a partial", "{% render 'x' %}", /render/],
  ["a layout", "{% layout 'x' %}{% block a %}{% endblock %}", /layout/],
  ["an unlisted filter", "{{ 'a' | base64_encode }}", /base64_encode/],
  ["an expression filter", "{{ a | where_exp: 'x', 'x' }}", /where_exp/],
  ["an open tag", "{% if a %}", /if/],
  ["an endless loop", "{% for i in (1..100000000) %}x{% endfor %}", /limit/i],
  [
    "nested loops",
    "{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}",
    /limit/i,
  ],
  [
    "a growing text",
    "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{a}}",
    /limit/i,
  ],
];
test.each(refused)("%s is refused with words that name it", (_why, template, words) => {
  const result = renderTemplate(template, scope);
  expect(result.ok).toBe(false);
  if (result.ok || result.error.kind !== "invalid") throw new Error("expected an invalid macro");
  expect(result.error.field).toBe("macro");
  expect(result.error.detail).toMatch(words);
});

test("prototypes and constructors of values cannot be reached", () => {
  const result = renderTemplate(
    "{{ticket.constructor}}{{ticket.__proto__}}{{ticket.requester.first_name.constructor.name}}",
    scope,
  );
  expect(result).toMatchObject({ ok: true, value: { text: "" } });
});

test("100,000 characters of plain text and of placeholders come back whole", () => {
  const plain = "words ".repeat(16_667);
  expect(renderTemplate(plain, scope)).toEqual({
    ok: true,
    value: { text: plain, unresolved: [] },
  });
  const many = "{{ticket.id}} ".repeat(7_000);
  const result = renderTemplate(many, scope);
  expect(result.ok && result.value.text).toBe("48213 ".repeat(7_000));
});

test("a template over the limit is refused, not cut", () => {
  expect(renderTemplate("x".repeat(MAX_TEMPLATE + 1), scope).ok).toBe(false);
});

test("what a helpdesk might still expand is found in linear time", () => {
  expect(leftPlaceholders("a {{b}} c {%d%} {{e")).toEqual(["b", "d", "e"]);
  expect(leftPlaceholders("{{".repeat(50_000))).toHaveLength(1);
  expect(leftPlaceholders("no braces")).toEqual([]);
});
