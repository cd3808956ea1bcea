import { expect, test } from "vitest";
import { DraftSchema, IntentSchema } from "#contract/schemas.ts";
import {
  deleteIntent,
  faultsOf,
  newMacro,
  readMacroDraft,
  saveIntent,
  toMacroDraft,
} from "#renderer/features/macros/macro-draft.ts";
import { macro } from "#test/unit/renderer/macros/macros.ts";

const OP = "00000000-0000-4000-8000-000000000001";
const OTHER = "00000000-0000-4000-8000-000000000002";
const acting = { now: 50, newOpId: () => OTHER, undoSeconds: 10 };

test("a draft brings back the macro with its base, and actions we do not know untouched", () => {
  const edited = { macro: macro({ title: "" }), base: macro() };
  const draft = DraftSchema.parse(toMacroDraft(edited, 1));
  expect(readMacroDraft(draft)).toEqual(edited);
});

test("a damaged draft is no draft", () => {
  const draft = toMacroDraft({ macro: macro(), base: null }, 1);
  expect(readMacroDraft({ ...draft, fields: { macro: "{" } })).toBeNull();
  expect(readMacroDraft({ ...draft, fields: { macro: '{"id":1}' } })).toBeNull();
  expect(readMacroDraft(undefined)).toBeNull();
});

test("main can take a macro back into a draft without its base", () => {
  const draft = { ...toMacroDraft({ macro: macro(), base: null }, 1) };
  expect(readMacroDraft(draft)?.base).toBeNull();
});

test("the change that creates a macro has the id that its provisional name was made of", () => {
  const fresh = { ...newMacro("a", OP, 1), title: " New " };
  const intent = IntentSchema.parse(saveIntent(acting, "a:me", { macro: fresh, base: null }));
  expect(intent.opId).toBe(OP);
  expect(intent.action).toMatchObject({ kind: "save-macro", base: null, macro: { title: "New" } });
});

test("a later change of a macro that is still on its way has an id of its own", () => {
  const fresh = { ...newMacro("a", OP, 1), title: "New" };
  const again = saveIntent(acting, "a:me", { macro: { ...fresh, title: "Newer" }, base: fresh });
  expect(again.opId).toBe(OTHER);
});

test("deleting is held back for the undo window, saving is not", () => {
  expect(deleteIntent(acting, "a:me", macro()).sendAfter).toBe(50 + 10_000);
  expect(saveIntent(acting, "a:me", { macro: macro(), base: macro() }).sendAfter).toBe(50);
});

test("what is missing is named", () => {
  expect(faultsOf(macro())).toEqual([]);
  expect(faultsOf(macro({ title: " ", actions: [] }))).toEqual(["title", "actions"]);
  expect(
    faultsOf(
      macro({
        actions: [
          { kind: "comment", audience: null, text: " " },
          { kind: "tags", mode: "add", tags: [] },
          { kind: "tags", mode: "set", tags: [] },
        ],
      }),
    ),
  ).toEqual(["emptyComment", "tags"]);
});
