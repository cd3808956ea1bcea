import { expect, test } from "vitest";
import type { Thread } from "#contract/asks.ts";
import type { Author, Interaction, InteractionKind } from "#domain/ticket/interaction.ts";
import { splitQuoted } from "#renderer/features/conversation/quoted.ts";
import { toThreadItems, writtenSince } from "#renderer/features/conversation/thread-items.ts";

const customer: Author = { kind: "customer", id: "a:c", name: "Amira" };
const me: Author = { kind: "agent", id: "a:5", name: "Sam" };
const colleague: Author = { kind: "agent", id: "a:6", name: "Kim" };
const entry = (
  id: string,
  at: number,
  author: Author = customer,
  kind: InteractionKind = "message",
): Interaction => ({
  id,
  ticketId: "a:1",
  kind,
  channel: "email",
  author,
  at,
  text: id,
  html: null,
  attachments: [],
  call: null,
  changes: [],
  marker: null,
});
const DAY = 86_400_000;
const dayOf = (at: number) => String(Math.floor(at / DAY));
const thread = (interactions: readonly Interaction[], total = interactions.length): Thread => ({
  ticketId: "a:1",
  total,
  interactions,
  pending: [],
  whole: true,
});

test("each day has one heading, and neighbouring changes are one line", () => {
  const items = toThreadItems(
    thread([
      entry("1", 0),
      entry("2", 1, me, "change"),
      entry("3", 2, colleague, "change"),
      entry("4", 3),
      entry("5", DAY, me, "change"),
    ]),
    dayOf,
  );
  expect(items.map((item) => item.kind)).toEqual([
    "day",
    "entry",
    "changes",
    "entry",
    "day",
    "changes",
  ]);
});

test("older entries that were not read yet are announced with their number", () => {
  expect(toThreadItems(thread([entry("9", 0)], 41), dayOf)[0]).toEqual({
    kind: "older",
    key: "older",
    count: 40,
  });
});

test("keys stay the same when entries arrive, so that nothing on screen is drawn anew", () => {
  const before = toThreadItems(thread([entry("1", 0), entry("2", 1)]), dayOf);
  const after = toThreadItems(thread([entry("1", 0), entry("2", 1), entry("3", 2)]), dayOf);
  expect(after.slice(0, before.length).map((item) => item.key)).toEqual(
    before.map((item) => item.key),
  );
});

test("what came after the agent began counts, unless it is theirs, a note or a change", () => {
  const entries = [
    entry("seen", 10),
    entry("mine", 20, me),
    entry("note", 21, colleague, "note"),
    entry("change", 22, customer, "change"),
    entry("theirs", 23),
    entry("public", 24, colleague),
  ];
  const news = writtenSince(entries, { interactionId: "seen", at: 10 }, "a:5");
  expect(news.map(({ id }) => id)).toEqual(["theirs", "public"]);
  expect(writtenSince(entries, { interactionId: "public", at: 24 }, "a:5")).toEqual([]);
});

const mails: readonly (readonly [what: string, text: string, own: string])[] = [
  [
    "an English quotation",
    "Thanks!\n\nOn Mon, 5 May 2025, Sam wrote:\n> Hello\n> there",
    "Thanks!",
  ],
  ["a German one", "Danke!\n\nAm 5. Mai 2025 schrieb Sam:\n> Hallo", "Danke!"],
  ["an Arabic one", "شكرًا\n\nفي 5 مايو كتب Sam:\n> أهلًا", "شكرًا"],
  ["Outlook's ruler", "Thanks\n\n-----Original Message-----\nFrom: Sam", "Thanks"],
  ["bare marks at the end", "Yes\n> No?\n> Maybe?", "Yes"],
  ["no quotation", "a > b\nand c", "a > b\nand c"],
  ["answers between quotations", "> one?\nyes\n> two?\nno", "> one?\nyes\n> two?\nno"],
];
test.each(mails)("%s is parted from a mail's own words", (_what, text, own) => {
  expect(splitQuoted(text).own).toBe(own);
});

test("a mail of nothing but quotation is shown whole", () => {
  expect(splitQuoted("> only\n> this")).toEqual({ own: "> only\n> this", quoted: "" });
});

test("no word of a mail is lost between its two parts", () => {
  for (const [, text] of mails) {
    const { own, quoted } = splitQuoted(text);
    const words = (part: string) => part.split(/\s+/).filter(Boolean);
    expect([...words(own), ...words(quoted)]).toEqual(words(text));
  }
});
