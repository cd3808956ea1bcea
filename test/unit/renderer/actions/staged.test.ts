import { expect, test } from "vitest";
import {
  NOTHING_STAGED,
  mergeStaged,
  readStaged,
  withoutEdit,
  writeStaged,
} from "#renderer/actions/staged.ts";
import type { Staged } from "#renderer/actions/staged.ts";

const first: Staged = {
  edits: { status: { base: "open", value: "pending" }, tags: { add: ["a"], remove: ["b"] } },
  macroIds: ["m:1"],
  unresolved: ["ticket.id"],
};

test("staged changes survive the way through a draft", () => {
  expect(readStaged(writeStaged(first))).toEqual(first);
  expect(writeStaged(NOTHING_STAGED)).toEqual({});
});

test("damaged staged changes count as none", () => {
  expect(readStaged({ staged: "{broken" })).toEqual(NOTHING_STAGED);
  expect(readStaged({})).toEqual(NOTHING_STAGED);
});

test("of two macros the later wins on a field, and no tag is both added and removed", () => {
  const merged = mergeStaged(first, {
    edits: { status: { base: "open", value: "solved" }, tags: { add: ["b"], remove: ["a", "c"] } },
    macroIds: ["m:2", "m:1"],
    unresolved: [],
  });
  expect(merged).toEqual({
    edits: {
      status: { base: "open", value: "solved" },
      tags: { add: ["b"], remove: ["a", "c"] },
    },
    macroIds: ["m:1", "m:2"],
    unresolved: ["ticket.id"],
  });
});

test("a staged change can be left out again", () => {
  expect(withoutEdit(first, "status").edits).toEqual({ tags: { add: ["a"], remove: ["b"] } });
});
