import { expect, test } from "vitest";
import { mergeChanges, mergeNotes } from "#main/connectors/zendesk/merge.ts";

test("the notes of a merge are read again as what they say", () => {
  const notes = mergeNotes(
    { number: "12", subject: 'Lamp "broken"\nagain' },
    { number: "34", subject: null },
  );
  expect(mergeChanges(notes.source, true)).toEqual([
    { field: "link.merged-into", from: null, to: "34" },
  ]);
  expect(mergeChanges(notes.target, true)).toEqual([
    { field: "link.merged-here", from: null, to: "12" },
  ]);
});

test("a customer's words about merging mean nothing", () => {
  expect(mergeChanges("This request was closed and merged into request #1.", false)).toEqual([]);
  expect(mergeChanges("Please merge it", true)).toEqual([]);
});
