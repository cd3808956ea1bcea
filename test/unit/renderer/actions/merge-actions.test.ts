import { expect, test } from "vitest";
import { IntentSchema } from "#contract/schemas.ts";
import type { Acting } from "#renderer/actions/intents.ts";
import { mergeable, mergeIntents } from "#renderer/actions/merge-actions.ts";

let made = 0;
const acting: Acting = {
  authors: new Map([["a", "a:5"]]),
  now: 1_000,
  newOpId: () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`,
  undoSeconds: 10,
};

test("a merge and its note wait for the undo window, because a merge is for good", () => {
  const intents = mergeIntents(acting, ["a:1", "a:2"], "a:9", "  Same lamp ");
  expect(intents.map(({ action }) => action)).toMatchObject([
    {
      kind: "update-ticket",
      ticketId: "a:9",
      comment: { audience: "internal", text: "Same lamp" },
    },
    { kind: "merge-ticket", ticketId: "a:1", into: "a:9" },
    { kind: "merge-ticket", ticketId: "a:2", into: "a:9" },
  ]);
  expect(intents.map(({ sendAfter }) => sendAfter)).toEqual([11_000, 11_000, 11_000]);
  for (const intent of intents) expect(IntentSchema.safeParse(intent).success).toBe(true);
});

test("without words there is no note, without an identity nothing", () => {
  expect(mergeIntents(acting, ["a:1"], "a:9", "  ")).toHaveLength(1);
  expect(mergeIntents(acting, ["b:1"], "b:9", "Note")).toEqual([]);
});

test("closed, new and foreign tickets are left out", () => {
  const row = (id: string, status: string) => ({ id, status });
  expect(
    mergeable([
      row("a:1", "open"),
      row("a:2", "closed"),
      row("a:new-x", "open"),
      row("b:3", "open"),
    ]),
  ).toEqual([row("a:1", "open")]);
});
