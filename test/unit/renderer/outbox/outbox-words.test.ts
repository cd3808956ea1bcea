import { expect, test } from "vitest";
import type { HumanReason, WaitingFor } from "#domain/sync/outbox.ts";
import type { Names } from "#renderer/features/outbox/outbox-facts.ts";
import {
  attemptWords,
  editLines,
  reasonWords,
  standWords,
  valueWords,
  whatWords,
  whomWords,
} from "#renderer/features/outbox/outbox-words.ts";
import { LOCALES } from "#renderer/i18n/locale.ts";
import { textFor } from "#renderer/i18n/text.ts";
import { AT, comment, entry } from "#test/unit/renderer/outbox/entries.ts";

const en = textFor("en");
const names: Names = {
  agents: new Map([["a:maya", "Maya"]]),
  groups: new Map([["a:g", "Billing"]]),
  fields: new Map([["a:f", "Order number"]]),
};
const ticket = { number: "48213", subject: "Refund still missing", customer: "Amira Haddad" };
/** What a person reads, without the marks that keep directions apart. */
const read = (words: string) => words.replace(/[\u2066-\u2069]/g, "");

test("an entry says what it is, with what changes besides", () => {
  const say = (made: Parameters<typeof entry>[0]) => whatWords(entry(made).intent, names, en);
  expect(say({ comment: comment("public") })).toBe("Reply");
  expect(
    say({ comment: comment("public"), edits: { status: { base: "open", value: "solved" } } }),
  ).toBe("Reply, Solved");
  expect(say({ comment: comment("internal") })).toBe("Note");
  expect(
    say({
      edits: {
        priority: { base: null, value: "high" },
        assigneeId: { base: null, value: "a:maya" },
        tags: { add: ["vip"], remove: ["new"] },
      },
    }),
  ).toBe("Change: High, Assignee: Maya, +vip, and −new");
});

test("an outgoing act names its audience and its object", () => {
  const say = (made: Parameters<typeof entry>[0]) =>
    read(whomWords(entry(made).intent, ticket, en));
  expect(say({ comment: comment("public") })).toBe(
    "to Amira Haddad, public · #48213 Refund still missing",
  );
  expect(say({ comment: comment("internal") })).toBe(
    "to the team only · #48213 Refund still missing",
  );
  expect(say({})).toBe("#48213 Refund still missing");
  expect(read(whomWords(entry({ comment: comment("public") }).intent, null, en))).toBe(
    "to the customer, public · #1",
  );
});

test("names of the other direction are kept whole, so that the number stays beside its sign", () => {
  const words = whomWords(entry({}).intent, { ...ticket, subject: "استرداد" }, en);
  expect(words).toBe("\u2066#48213\u2069 \u2068استرداد\u2069");
});

test("each field change is told from what to what", () => {
  const edits = {
    status: { base: "open", value: "solved" },
    groupId: { base: null, value: "a:g" },
    tags: { add: ["vip"], remove: [] },
    customFields: { "a:f": { base: null, value: "N-1" } },
  } as const;
  expect(editLines(edits, names, en)).toEqual([
    "Status: Open → Solved",
    "Group: None → Billing",
    "Tags: +vip",
    "Order number: None → N-1",
  ]);
});

test("a custom field's value is told by what its choice is called", () => {
  const known = { ...names, fields: new Map([...names.fields, ["a:f=N-1", "Number one"]]) };
  expect(valueWords("a:f", "N-1", known, en)).toBe("Number one");
  expect(valueWords("a:f", "N-1, N-1", known, en)).toBe("Number one, Number one");
  expect(valueWords("a:f", "N-2", known, en)).toBe("N-2");
  expect(valueWords("a:f", "true", known, en)).toBe("Yes");
});

test("a conflicting list of macro actions is told as its length", () => {
  expect(valueWords("actions", '[{"kind":"my-group"},{"kind":"assign-me"}]', names, en)).toBe(
    "2 actions",
  );
});

test("where it stands: why it waits, until when, or what became of it", () => {
  const stand = (made: Parameters<typeof entry>[1]) => standWords(entry({}, made), names, AT, en);
  const clock = en.format.clock(AT + 7_000);
  expect(stand({ waitingFor: { kind: "undo-window", until: AT + 7_000 } })).toBe(
    `Goes out in 7 s, at ${clock}. Until then it can be taken back.`,
  );
  expect(stand({ waitingFor: { kind: "connection" } })).toBe(
    "Queued. Will be sent when the helpdesk answers.",
  );
  expect(stand({ waitingFor: { kind: "settle", until: AT + 7_000 } })).toContain(clock);
  expect(stand({ state: "sending" })).toBe("On its way.");
  expect(stand({ state: "done" })).toBe(`Arrived ${en.format.clock(AT)}`);
  expect(stand({ state: "cancelled" })).toBe(`Taken back ${en.format.clock(AT)}`);
  expect(stand({ state: "needs-human", reason: { kind: "undecided" } })).toBe(
    "We could not tell whether this was sent.",
  );
});

test("attempts are told only once there were some", () => {
  expect(attemptWords(entry(), en)).toBeNull();
  expect(attemptWords(entry({}, { attempts: 1, lastAttemptAt: AT }), en)).toBe(
    `1 attempt, at ${en.format.clock(AT)}`,
  );
  expect(attemptWords(entry({}, { attempts: 3, lastAttemptAt: AT }), en)).toBe(
    `3 attempts, the last at ${en.format.clock(AT)}`,
  );
});

test("a refusal is told in the helpdesk's words with the field it names", () => {
  const words = reasonWords(
    {
      kind: "refused",
      error: { kind: "refused", status: 422, field: "order", detail: "Order: is too long" },
    },
    en,
  );
  expect(words.what).toContain("order");
  expect(words.detail).toBe("Order: is too long");
  expect(words.remedy).not.toBe("");
});

const REASONS: readonly HumanReason[] = [
  { kind: "conversation-moved", entries: [{ author: "Amira", at: AT, text: "?" }] },
  {
    kind: "field-conflict",
    conflicts: [
      { field: "status", from: "open", to: "pending", mine: "solved", who: null, at: null },
    ],
  },
  { kind: "refused", error: { kind: "conflict", detail: "" } },
  { kind: "undecided" },
  { kind: "ticket-closed" },
  { kind: "ticket-gone" },
  { kind: "ticket-merged", into: "a:7" },
  { kind: "access-lost" },
  { kind: "other-author" },
];
const WAITS: readonly WaitingFor[] = [
  { kind: "undo-window", until: AT },
  { kind: "connection" },
  { kind: "rate-limit", until: AT },
  { kind: "sign-in" },
  { kind: "earlier-change" },
  { kind: "checking" },
  { kind: "settle", until: AT },
  { kind: "author" },
];

test("every reason and every wait has words of its own, with a remedy, in every language", () => {
  for (const locale of LOCALES) {
    const text = textFor(locale);
    const reasons = REASONS.map((reason) => reasonWords(reason, text));
    expect(new Set(reasons.map(({ what }) => what)).size, locale).toBe(REASONS.length);
    for (const { what, remedy } of reasons) {
      expect(what).not.toMatch(/outbox\.|\{\{/);
      expect(remedy).not.toMatch(/outbox\.|\{\{|^$/);
    }
    const waits = WAITS.map((waitingFor) => standWords(entry({}, { waitingFor }), names, AT, text));
    expect(new Set(waits).size, locale).toBe(WAITS.length);
    for (const words of waits) expect(words).not.toMatch(/outbox\.|\{\{/);
  }
});
