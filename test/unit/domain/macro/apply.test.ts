import fc from "fast-check";
import { expect, test } from "vitest";
import type { Agent } from "#domain/directory/directory.ts";
import { expandMacro, macroTexts, tagEdits } from "#domain/macro/apply.ts";
import type { Macro, MacroAction } from "#domain/macro/macro.ts";
import { toTemplateScope, toTemplateText } from "#domain/macro/render-scope.ts";
import type { MacroContext } from "#domain/macro/render-scope.ts";
import { renderTemplate } from "#domain/macro/render.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";

const ticket: Ticket = {
  id: "a:48213",
  accountId: "a",
  subject: "Refund still missing",
  status: "open",
  statusLabel: null,
  priority: null,
  kind: null,
  channel: "email",
  requesterId: "a:9",
  assigneeId: null,
  groupId: "a:2",
  organisationId: null,
  tags: ["vip", "refund"],
  customFields: { "a:f1": "red" },
  ccIds: [],
  followerIds: [],
  createdAt: Date.UTC(2014, 4, 18),
  updatedAt: Date.UTC(2014, 4, 19),
  dueAt: null,
  solvedAt: null,
  slaClocks: [],
  satisfaction: null,
  mergedInto: null,
  version: 1,
  stamp: "1",
  webUrl: "https://desk.test/tickets/48213",
};
const me: Agent = {
  id: "a:5",
  accountId: "a",
  name: "Sam Okafor Jr",
  email: "sam@desk.test",
  phone: null,
  role: "agent",
  active: true,
  groupIds: ["a:7"],
  signature: "Sam",
};
const macro = (...actions: readonly MacroAction[]): Macro => ({
  id: "a:m1",
  accountId: "a",
  title: "Refund::Ask",
  description: "",
  active: true,
  position: 0,
  restriction: null,
  actions,
  updatedAt: 0,
  version: 1,
});
const context: MacroContext = {
  ticket,
  requester: {
    id: "a:9",
    accountId: "a",
    name: "Amira Haddad",
    identities: [
      { kind: "email", value: "old@x.test", primary: false, verified: true },
      { kind: "email", value: "amira@x.test", primary: true, verified: true },
    ],
    organisationId: null,
    locale: "ar",
    timeZone: null,
    notes: "",
    details: "",
    tags: [],
    customFields: {},
    createdAt: 0,
    updatedAt: 0,
    version: 1,
  },
  organisation: null,
  assignee: null,
  group: { id: "a:2", accountId: "a", name: "Billing" },
  me,
  accountName: "Desk",
  fields: [],
  thread: [],
  locale: "en-GB",
  timeZone: "UTC",
};
const apply = (...actions: readonly MacroAction[]) => {
  const used = macro(...actions);
  return expandMacro(used, ticket, me, macroTexts(used));
};

test("field actions become edits whose bases are what the agent saw", () => {
  const effect = apply(
    { kind: "status", value: "pending" },
    { kind: "priority", value: "high" },
    { kind: "assign-me" },
    { kind: "my-group" },
    { kind: "tags", mode: "add", tags: ["asked", "vip"] },
    { kind: "tags", mode: "remove", tags: ["refund"] },
    { kind: "custom-field", fieldId: "a:f1", value: "blue" },
    { kind: "keep", field: "side_conversation", value: 1 },
  );
  expect(effect).toEqual({
    comment: null,
    edits: {
      status: { base: "open", value: "pending" },
      priority: { base: null, value: "high" },
      assigneeId: { base: null, value: "a:5" },
      groupId: { base: "a:2", value: "a:7" },
      tags: { add: ["asked"], remove: ["refund"] },
      customFields: { "a:f1": { base: "red", value: "blue" } },
    },
    skipped: ["side_conversation"],
  });
});

test("what already is as the macro wants it is no edit", () => {
  const effect = apply(
    { kind: "status", value: "open" },
    { kind: "tags", mode: "set", tags: ["refund", "vip"] },
    { kind: "custom-field", fieldId: "a:f1", value: "red" },
  );
  expect(effect.edits).toEqual({});
});

test("a closed ticket keeps its fields", () => {
  const used = macro({ kind: "status", value: "open" });
  const closed: Ticket = { ...ticket, status: "closed" };
  expect(expandMacro(used, closed, me, macroTexts(used)).edits).toEqual({});
});

test("placeholders are filled from the cache", () => {
  const text =
    "Dear {{ticket.requester.first_name}} {{ticket.requester.last_name}} <{{ticket.requester.email}}>, " +
    "#{{ticket.id}} of {{ticket.created_at}} in {{ticket.group.name}}. {{current_user.first_name}}, {{ticket.account}}";
  expect(renderTemplate(text, toTemplateScope(context))).toEqual({
    ok: true,
    value: {
      text: "Dear Amira Haddad <amira@x.test>, #48213 of 18 May 2014 in Billing. Sam, Desk",
      unresolved: [],
    },
  });
});

test("a customer whose name is a template stays a name, here and at the helpdesk", () => {
  const requester = { ...context.requester!, name: "{{ticket.requester.email}} {% if x %}" };
  const scope = toTemplateScope({ ...context, requester });
  const result = renderTemplate("Hello {{ticket.requester.name}}", scope);
  expect(result).toEqual({
    ok: true,
    value: { text: "Hello { {ticket.requester.email}} { % if x %}", unresolved: [] },
  });
});

test("a provisional ticket has no number yet, and the agent is told", () => {
  const scope = toTemplateScope({ ...context, ticket: { ...ticket, id: "a:new-1" } });
  const result = renderTemplate("#{{ticket.id}}", scope);
  expect(result.ok && result.value.unresolved).toEqual(["ticket.id"]);
});

test("control characters and direction overrides never come in with a value", () => {
  expect(toTemplateText("a\u0000b\u202ec\nd")).toBe("abc\nd");
});

test("no value can bring an opening of a placeholder into the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("{", "%", "}", "a", " ") }), (value) => {
      expect(toTemplateText(value) ?? "").not.toMatch(/\{[{%]/);
    }),
  );
});

test("tag edits applied to their base give the wanted set", () => {
  const tags = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"));
  fc.assert(
    fc.property(tags, tags, (base, value) => {
      const edits = tagEdits(base, value) ?? { add: [], remove: [] };
      const outcome = [...base.filter((tag) => !edits.remove.includes(tag)), ...edits.add];
      expect(new Set(outcome)).toEqual(new Set(value));
    }),
  );
});
