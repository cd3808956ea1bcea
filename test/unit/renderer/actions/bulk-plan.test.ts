import fc from "fast-check";
import { expect, test } from "vitest";
import { IntentSchema } from "#contract/schemas.ts";
import {
  type BulkItem,
  SKIPS,
  countSkips,
  skipBefore,
  toIntents,
  underway,
} from "#renderer/actions/bulk/bulk-plan.ts";
import type { Acting, TicketFacts } from "#renderer/actions/intents.ts";
import { entryRow, updateAction } from "#test/support/cache-rows.ts";

const acting: Acting = {
  authors: new Map([["a1", "a1:900"]]),
  now: 1_000,
  newOpId: () => crypto.randomUUID(),
  undoSeconds: 10,
};
const ticket = (id: string, part: Partial<TicketFacts> = {}): TicketFacts => ({
  id,
  accountId: id.split(":")[0] ?? "",
  status: "open",
  priority: null,
  assigneeId: null,
  groupId: null,
  tags: [],
  ...part,
});
const said = { audience: "public", text: "Hello", files: [] } as const;
const withWords = (n: number) => {
  const action = updateAction(n, {});
  return action.kind === "update-ticket" ? { ...action, comment: said } : action;
};

test("tickets that must not get a reply are told apart, each with its reason", () => {
  const known = underway(
    [
      entryRow(withWords(3)),
      entryRow(updateAction(4, {}), { state: "needs-human" }),
      entryRow(withWords(5), { state: "done" }),
      entryRow(updateAction(6, {})),
    ],
    [
      { ticketId: "a1:7", text: "half a sen" },
      { ticketId: "a1:8", text: "  " },
      { ticketId: null, text: "elsewhere" },
    ],
  );
  const skip = (id: string, part: Partial<TicketFacts> = {}, writes = true) =>
    skipBefore(ticket(id, part), acting.authors, known, writes);
  expect(skip("a1:1")).toBeNull();
  expect(skip("a1:2", { status: "closed" })).toBe("closed");
  expect(skip("b2:2")).toBe("no-access");
  expect(skip("a1:3")).toBe("unsent");
  expect(skip("a1:4")).toBe("unsent");
  expect(skip("a1:5")).toBeNull();
  expect(skip("a1:6")).toBeNull();
  expect(skip("a1:7")).toBe("unsent");
  expect(skip("a1:8")).toBeNull();
  // Fields alone do not disturb words that are under way; a question that is open does.
  expect(skip("a1:3", {}, false)).toBeNull();
  expect(skip("a1:4", {}, false)).toBe("unsent");
});

test("every ticket either gets exactly one change that main takes, or one reason why not", () => {
  const item = fc.record({ n: fc.nat(99), skip: fc.option(fc.constantFrom(...SKIPS)) });
  fc.assert(
    fc.property(fc.array(item), (list) => {
      const items = list.map(({ n, skip }): BulkItem => {
        const one = ticket(`a1:${n}`);
        if (skip !== null) return { ticket: one, skip };
        const edits = { status: { base: "open", value: "solved" } } as const;
        const sending = { comment: said, edits, macroIds: [], seen: null };
        return { ticket: one, skip: null, sending };
      });
      const intents = toIntents(items, acting);
      for (const intent of intents) {
        expect(IntentSchema.safeParse(intent).success).toBe(true);
        expect(intent.sendAfter - intent.createdAt).toBe(10_000);
      }
      const passed = countSkips(items).flatMap(({ tickets }) => tickets);
      expect(intents.length + passed.length).toBe(items.length);
    }),
  );
});
