import { expect, test } from "vitest";
import { IntentSchema } from "#contract/schemas.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { NOTHING_DECIDED, type RemoteFields, applyEdits, mergeEdits } from "#domain/sync/merge.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Acting, TicketFacts } from "#renderer/actions/intents.ts";
import {
  createIntent,
  editIntents,
  inverseIntent,
  updateIntent,
  wholeIntents,
} from "#renderer/actions/intents.ts";

let made = 0;
const acting: Acting = {
  authors: new Map([
    ["a", "a:5"],
    ["b", "b:9"],
  ]),
  now: 1_000,
  newOpId: () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`,
  undoSeconds: 10,
};
const ticket = (id: string, part: Partial<TicketFacts> = {}): TicketFacts => ({
  id,
  accountId: id.slice(0, 1),
  status: "open",
  priority: null,
  assigneeId: null,
  groupId: null,
  tags: ["vip"],
  ...part,
});
const reply = { audience: "public", text: "Hello", files: [] } as const;
const note = { audience: "internal", text: "Look", files: [] } as const;

test("a public reply waits for the undo window, a note and a field change do not", () => {
  const send = (comment: typeof reply | typeof note | undefined) =>
    updateIntent(acting, "a:5", ticket("a:1"), { ...(comment && { comment }), edits: {} })
      .sendAfter;
  expect(send(reply)).toBe(11_000);
  expect(send(note)).toBe(1_000);
  expect(send(undefined)).toBe(1_000);
});

test("every intent made here passes main's schema", () => {
  const intents = [
    updateIntent(acting, "a:5", ticket("a:1"), { comment: reply, edits: {} }),
    ...editIntents(acting, [ticket("a:1")], { field: "tags", add: ["x"], remove: ["vip"] }).intents,
    ...editIntents(acting, [ticket("a:1")], { field: "assign-me" }).intents,
    createIntent(acting, "a", "a:5", {
      subject: "New",
      requester: { name: "Amira", email: "amira@x.test" },
      comment: reply,
      priority: "high",
      assignToMe: true,
      groupId: null,
    }),
  ];
  for (const intent of intents) expect(IntentSchema.safeParse(intent).error).toBeUndefined();
});

test("a change of many leaves out what is closed, already so, or of another helpdesk", () => {
  const { intents, skipped } = editIntents(
    acting,
    [
      ticket("a:1"),
      ticket("a:2", { status: "closed" }),
      ticket("a:3", { assigneeId: "a:7" }),
      ticket("b:4"),
      ticket("c:5"),
    ],
    { field: "assignee", value: "a:7" },
  );
  expect(intents.map(({ action }) => action)).toMatchObject([
    { ticketId: "a:1", edits: { assigneeId: { base: null, value: "a:7" } } },
  ]);
  expect(skipped).toEqual({ closed: 1, already: 1, foreign: 2 });
});

test("assign to me means the agent of each ticket's own helpdesk", () => {
  const { intents } = editIntents(acting, [ticket("a:1"), ticket("b:2")], { field: "assign-me" });
  expect(intents.map(({ authorId, action }) => [authorId, action])).toMatchObject([
    ["a:5", { edits: { assigneeId: { value: "a:5" } } }],
    ["b:9", { edits: { assigneeId: { value: "b:9" } } }],
  ]);
});

test("the base of an edit is what the agent saw", () => {
  const { intents } = editIntents(acting, [ticket("a:1", { status: "pending" })], {
    field: "status",
    value: "solved",
  });
  expect(intents[0]?.action).toMatchObject({
    edits: { status: { base: "pending", value: "solved" } },
  });
});

test("a change of many keeps for each ticket the value that it had", () => {
  const shown = [
    ticket("a:1", { status: "new", tags: ["vip"] }),
    ticket("a:2", { status: "open", tags: [] }),
    ticket("a:3", { status: "pending", tags: ["late"] }),
  ];
  const { intents } = editIntents(acting, shown, { field: "status", value: "solved" });
  expect(intents.map(({ action }) => action.kind === "update-ticket" && action.edits)).toEqual([
    { status: { base: "new", value: "solved" } },
    { status: { base: "open", value: "solved" } },
    { status: { base: "pending", value: "solved" } },
  ]);
  const tagged = editIntents(acting, shown, { field: "tags", add: ["vip"], remove: ["late"] });
  expect(tagged.skipped.already).toBe(1);
  expect(
    tagged.intents.map(({ action }) => action.kind === "update-ticket" && action.edits),
  ).toEqual([{ tags: { add: ["vip"], remove: [] } }, { tags: { add: ["vip"], remove: ["late"] } }]);
});

test("an undo of what was sent is asked about where somebody changed the field since", () => {
  const edits = {
    status: { base: "open", value: "pending" },
    priority: { base: null, value: "high" },
    assigneeId: { base: null, value: "a:5" },
    tags: { add: ["x"], remove: ["vip"] },
  } as const;
  const back = inverseIntent(acting, updateIntent(acting, "a:5", ticket("a:1"), { edits }));
  if (back?.action.kind !== "update-ticket") throw new Error("no inverse");
  const remote: RemoteFields = {
    status: "pending",
    priority: "high",
    kind: null,
    assigneeId: "a:9",
    groupId: null,
    subject: "S",
    dueAt: null,
    tags: ["x", "theirs"],
    customFields: {},
  };
  const merged = mergeEdits({
    edits: back.action.edits,
    remote,
    decided: NOTHING_DECIDED,
    entries: [],
  });
  expect(merged.conflicts.map(({ field }) => field)).toEqual(["assigneeId"]);
  const { assigneeId: _theirs, ...rest } = back.action.edits;
  const calm = mergeEdits({ edits: rest, remote, decided: NOTHING_DECIDED, entries: [] });
  expect(applyEdits(calm.send, remote)).toMatchObject({
    status: "open",
    priority: null,
    assigneeId: "a:9",
    tags: ["theirs", "vip"],
  });
});

test("a new ticket's provisional id names its own operation", () => {
  const intent = createIntent(acting, "a", "a:5", {
    subject: "S",
    requester: { name: "N", email: "n@x.test" },
    comment: note,
    priority: null,
    assignToMe: false,
    groupId: null,
  });
  expect(intent.action).toMatchObject({
    ticketId: `a:new-${intent.opId}`,
    fields: { status: "open" },
  });
  expect(intent.sendAfter).toBe(intent.createdAt);
});

test("subject and custom fields carry what the agent saw; fields of another helpdesk stay out", () => {
  const whole = (id: string, customFields: Ticket["customFields"] = {}) => ({
    ...ticket(id),
    subject: "Old",
    customFields,
  });
  const tickets = [
    whole("a:1", { "a:f": "red" }),
    whole("a:2"),
    whole("a:3", { "a:f": "blue" }),
    whole("b:4"),
    { ...whole("a:5"), status: "closed" as const },
  ];
  const set = wholeIntents(acting, tickets, { field: "custom", fieldId: "a:f", value: "blue" });
  expect(set.skipped).toEqual({ closed: 1, already: 1, foreign: 1 });
  expect(
    set.intents.map(({ action }) => (action.kind === "update-ticket" ? action.edits : null)),
  ).toEqual([
    { customFields: { "a:f": { base: "red", value: "blue" } } },
    { customFields: { "a:f": { base: null, value: "blue" } } },
  ]);
  for (const intent of set.intents) expect(IntentSchema.safeParse(intent).error).toBeUndefined();
  const clear = wholeIntents(acting, tickets, { field: "custom", fieldId: "a:f", value: null });
  expect(clear.intents).toHaveLength(2);
  expect(clear.skipped.already).toBe(1);
  const renamed = wholeIntents(acting, [whole("b:4")], { field: "subject", value: "New" });
  expect(renamed.intents[0]?.action).toMatchObject({
    edits: { subject: { base: "Old", value: "New" } },
  });
});

test("the inverse of a change restores every field, the inverse of that is the change again", () => {
  const change = updateIntent(acting, "a:5", ticket("a:1"), {
    edits: {
      status: { base: "open", value: "solved" },
      tags: { add: ["x"], remove: ["y"] },
      customFields: { "a:f": { base: null, value: "red" } },
    },
  });
  const back = inverseIntent(acting, change);
  expect(back?.action).toMatchObject({
    edits: {
      status: { base: "solved", value: "open" },
      tags: { add: ["y"], remove: ["x"] },
      customFields: { "a:f": { base: "red", value: null } },
    },
  });
  const again = back && inverseIntent(acting, back);
  expect(again?.action).toEqual(change.action);
});

test("what was said cannot be unsaid, but the fields that went with it can be turned back", () => {
  const said = (edits: TicketEdits) =>
    inverseIntent(acting, updateIntent(acting, "a:5", ticket("a:1"), { comment: reply, edits }));
  expect(said({})).toBeNull();
  expect(said({ status: { base: "open", value: "solved" } })?.action).toMatchObject({
    comment: null,
    edits: { status: { base: "solved", value: "open" } },
  });
});
