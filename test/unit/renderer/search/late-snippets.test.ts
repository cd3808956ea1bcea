import { expect, test } from "vitest";
import type { SearchHit } from "#contract/asks.ts";
import { withEarlierSnippets } from "#renderer/features/search/late-snippets.ts";
import { markerOf } from "#renderer/features/search/remote-search.ts";
import { queueRow } from "#test/support/cache-rows.ts";

const hit = (id: string, from: "message" | "facts" | "later", text: string): SearchHit => ({
  row: queueRow(id),
  subjectMarks: [],
  snippet: { from, text, marks: [] },
});

test("a line that stays keeps its piece of a message while it holds the words typed now", () => {
  const before = [
    hit("a1:1", "message", "the headphones came"),
    hit("a1:2", "message", "a heading"),
    hit("a1:3", "facts", "headph@example.invalid"),
    hit("a1:4", "later", "my headphones"),
  ];
  const now = ["a1:1", "a1:2", "a1:3", "a1:4", "a1:5"].map((id) => hit(id, "later", ""));
  const texts = withEarlierSnippets(now, before, markerOf("headp")).map(
    ({ snippet }) => snippet?.text,
  );
  expect(texts).toEqual(["the headphones came", "", "", "my headphones", ""]);
  const [first] = withEarlierSnippets(now, before, markerOf("headp"));
  expect(first?.snippet).toEqual({ from: "later", text: "the headphones came", marks: [[4, 14]] });
});

test("an answer that is whole stays as it is", () => {
  const whole = [hit("a1:1", "message", "headphones"), hit("a1:2", "facts", "x")];
  const before = [hit("a1:1", "message", "other headphones")];
  expect(withEarlierSnippets(whole, before, markerOf("headp"))).toBe(whole);
});
