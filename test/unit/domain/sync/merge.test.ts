import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { NOTHING_DECIDED, applyEdits, hasEdits, mergeEdits } from "#domain/sync/merge.ts";
import type { Decisions, RemoteFields } from "#domain/sync/merge.ts";
import { PRIORITIES, TICKET_STATUSES } from "#domain/ticket/ticket.ts";

const status = fc.constantFrom(...TICKET_STATUSES);
const priority = fc.option(fc.constantFrom(...PRIORITIES), { nil: null });
const person = fc.option(fc.constantFrom("a:1", "a:2", "a:3"), { nil: null });
const tagList: fc.Arbitrary<string[]> = fc.uniqueArray(
  fc.constantFrom("red", "green", "blue", "vip"),
);
const custom = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2 }), tagList);
const fields: fc.Arbitrary<RemoteFields> = fc.record({
  status,
  priority,
  kind: fc.constant(null),
  assigneeId: person,
  groupId: person,
  subject: fc.constantFrom("one", "two", "three"),
  dueAt: fc.option(fc.constantFrom(1, 2, 3), { nil: null }),
  followUpAt: fc.option(fc.constantFrom(1, 2, 3), { nil: null }),
  tags: tagList,
  customFields: fc.record({ "a:f1": custom, "a:f2": custom }),
});

/** The edits that lead from one state of a form to another. */
function difference(base: RemoteFields, wish: RemoteFields): TicketEdits {
  const added = wish.tags.filter((tag) => !base.tags.includes(tag));
  const removed = base.tags.filter((tag) => !wish.tags.includes(tag));
  return {
    status: { base: base.status, value: wish.status },
    priority: { base: base.priority, value: wish.priority },
    assigneeId: { base: base.assigneeId, value: wish.assigneeId },
    groupId: { base: base.groupId, value: wish.groupId },
    subject: { base: base.subject, value: wish.subject },
    dueAt: { base: base.dueAt, value: wish.dueAt },
    followUpAt: { base: base.followUpAt ?? null, value: wish.followUpAt ?? null },
    tags: { add: added, remove: removed },
    customFields: {
      "a:f1": { base: base.customFields["a:f1"] ?? null, value: wish.customFields["a:f1"] ?? null },
      "a:f2": { base: base.customFields["a:f2"] ?? null, value: wish.customFields["a:f2"] ?? null },
    },
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const plain = (state: RemoteFields): unknown => ({
  ...state,
  tags: state.tags.toSorted(byText),
  customFields: Object.fromEntries(
    Object.entries(state.customFields).map(([id, value]) => [
      id,
      Array.isArray(value) ? value.toSorted(byText) : value,
    ]),
  ),
});
const merge = (edits: TicketEdits, remote: RemoteFields, decided: Decisions = NOTHING_DECIDED) =>
  mergeEdits({ edits, remote, decided, entries: [] });
const everyField = [
  "status",
  "priority",
  "assigneeId",
  "groupId",
  "subject",
  "dueAt",
  "followUpAt",
  "a:f1",
  "a:f2",
];

describe("laws of the merge", () => {
  test("with the remote unchanged, the result is what the agent wished", () => {
    fc.assert(
      fc.property(fields, fields, (base, wish) => {
        const merged = merge(difference(base, wish), base);
        expect(merged.conflicts).toEqual([]);
        expect(plain(applyEdits(merged.send, base))).toEqual(plain({ ...wish, kind: null }));
      }),
    );
  });

  test("with nothing changed by the agent, the remote stays as it is and nobody is asked", () => {
    fc.assert(
      fc.property(fields, fields, (base, remote) => {
        const merged = merge(difference(base, base), remote);
        expect(merged.conflicts).toEqual([]);
        expect(plain(applyEdits(merged.send, remote))).toEqual(plain(remote));
      }),
    );
  });

  test("merging into its own result changes nothing: a resend does no harm", () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, wish, remote) => {
        const edits = difference(base, wish);
        const decided = { keep: everyField, leave: [] };
        const once = applyEdits(merge(edits, remote, decided).send, remote);
        const twice = merge(edits, once, decided);
        expect(hasEdits(twice.send)).toBe(false);
        expect(twice.conflicts).toEqual([]);
      }),
    );
  });

  test("tags hold what either side added and nothing that either side removed", () => {
    fc.assert(
      fc.property(fields, tagList, tagList, (base, mine, theirs) => {
        const edits: TicketEdits = {
          tags: {
            add: mine.filter((tag) => !base.tags.includes(tag)),
            remove: base.tags.filter((tag) => !mine.includes(tag)),
          },
        };
        const remote = { ...base, tags: theirs };
        const { tags } = applyEdits(merge(edits, remote).send, remote);
        const gone = base.tags.filter((tag) => !mine.includes(tag) || !theirs.includes(tag));
        const added = [...mine, ...theirs].filter((tag) => !base.tags.includes(tag));
        for (const tag of added) expect(tags).toContain(tag);
        for (const tag of gone) expect(tags).not.toContain(tag);
      }),
    );
  });

  test("two merges of different fields give the same in either order", () => {
    fc.assert(
      fc.property(fields, status, priority, tagList, (base, one, other, tags) => {
        const first: TicketEdits = { status: { base: base.status, value: one } };
        const second: TicketEdits = {
          priority: { base: base.priority, value: other },
          tags: { add: tags, remove: [] },
        };
        const apply = (edits: TicketEdits, to: RemoteFields): RemoteFields =>
          applyEdits(merge(edits, to).send, to);
        expect(plain(apply(second, apply(first, base)))).toEqual(
          plain(apply(first, apply(second, base))),
        );
      }),
    );
  });

  test("nothing that somebody else changed is overwritten unasked", () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, wish, remote) => {
        const { send, conflicts } = merge(difference(base, wish), remote);
        for (const name of ["status", "priority", "assigneeId", "subject"] as const) {
          const changedThere = remote[name] !== base[name];
          if (changedThere) expect(send[name]).toBeUndefined();
          const differs = changedThere && wish[name] !== remote[name] && wish[name] !== base[name];
          expect(conflicts.some((conflict) => conflict.field === name)).toBe(differs);
        }
      }),
    );
  });
});

describe("a conflict", () => {
  const edits: TicketEdits = { status: { base: "open", value: "pending" } };
  const remote = { status: "on-hold" } as RemoteFields;
  const entries = [
    { authorName: "Bea", at: 5, changes: [{ field: "status", from: "open", to: "solved" }] },
    { authorName: "Cem", at: 9, changes: [{ field: "status", from: "solved", to: "on-hold" }] },
  ];

  test("names base, mine, theirs, who changed it last, and when", () => {
    const merged = mergeEdits({
      edits,
      remote: { ...remote, tags: [], customFields: {} },
      decided: NOTHING_DECIDED,
      entries,
    });
    expect(merged.conflicts).toEqual([
      { field: "status", from: "open", to: "on-hold", mine: "pending", who: "Cem", at: 9 },
    ]);
  });

  test("decided for mine is sent, decided for theirs is dropped", () => {
    const at = { ...remote, tags: [], customFields: {} };
    const mine = mergeEdits({
      edits,
      remote: at,
      decided: { keep: ["status"], leave: [] },
      entries,
    });
    expect(mine.send.status).toEqual({ base: "on-hold", value: "pending" });
    const theirs = mergeEdits({
      edits,
      remote: at,
      decided: { keep: [], leave: ["status"] },
      entries,
    });
    expect([theirs.send.status, theirs.conflicts, theirs.dropped]).toEqual([
      undefined,
      [],
      ["status"],
    ]);
  });
});
