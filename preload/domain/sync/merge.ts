import type { FieldId } from "#domain/kernel/ids.ts";
import type { Edit, TicketEdits } from "#domain/sync/intent.ts";
import type { FieldConflict } from "#domain/sync/outbox.ts";
import type { FieldChange } from "#domain/ticket/interaction.ts";
import type { FieldValue, Ticket } from "#domain/ticket/ticket.ts";

/** Fields of a ticket that an agent may change, as the remote holds them now. */
export type RemoteFields = Pick<
  Ticket,
  | "status"
  | "priority"
  | "kind"
  | "assigneeId"
  | "groupId"
  | "subject"
  | "dueAt"
  | "tags"
  | "customFields"
> &
  Partial<Pick<Ticket, "followUpAt" | "requesterId" | "ccIds" | "followerIds">>;

/** A change of the remote that a conflict may be blamed on. */
export type BlamedEntry = {
  readonly authorName: string;
  readonly at: number;
  readonly changes: readonly FieldChange[];
};

/** Names of conflicting fields: those to overwrite, and those to leave as the remote has them. */
export type Decisions = { readonly keep: readonly string[]; readonly leave: readonly string[] };
export const NOTHING_DECIDED: Decisions = { keep: [], leave: [] };

/** A field that was last written by its own agent from here, with no change of anybody else's in between. */
export type OwnChain = {
  /** What the newest of these changes wrote. */
  readonly value: FieldValue;
  /** What the agent may have had before their eyes: bases and values of these changes. */
  readonly bases: readonly FieldValue[];
};

export type MergeInput = {
  readonly edits: TicketEdits;
  readonly remote: RemoteFields;
  /** What the agent decided when asked about conflicting fields. */
  readonly decided: Decisions;
  /** Entries since the agent began, oldest first: they tell who changed a field, and when. */
  readonly entries: readonly BlamedEntry[];
  /** Fields that the agent's own earlier changes wrote last; nobody is asked about those. Absent: none. */
  readonly own?: ReadonlyMap<string, OwnChain>;
};

export type MergeOutcome = {
  /** What is left to write. `base` is the remote's value now. */
  readonly send: TicketEdits;
  /** Both sides changed the field, differently, and nobody decided yet. Nothing may be sent while there is one. */
  readonly conflicts: readonly FieldConflict[];
  /** Names of fields that need no writing: the remote has the value, or the agent left the remote's. */
  readonly dropped: readonly string[];
};

const SINGLE_FIELDS = [
  "status",
  "priority",
  "kind",
  "assigneeId",
  "groupId",
  "subject",
  "dueAt",
] as const satisfies readonly (keyof TicketEdits & keyof RemoteFields)[];

/** Name of a custom field in conflicts, `keep` and a connector's `FieldChange`s: its id, which no other field is called. */
export const customFieldName = (fieldId: FieldId): string => fieldId;

/**
 * Three-way merge of an agent's field edits with what the remote holds now, field by field: remote unchanged → write;
 * remote already so → drop; else ask. Tags are sets: only what is missing is added, only what is there is removed.
 * Source: sync-pitfalls §4.
 */
export function mergeEdits(input: MergeInput): MergeOutcome {
  const { edits, remote } = input;
  const conflicts: FieldConflict[] = [];
  const dropped: string[] = [];

  /** The edit to send, on the remote's present value; null when nothing is to be sent. */
  function decide<T extends FieldValue>(name: string, edit: Edit<T>, now: T): Edit<T> | null {
    if (sameValue(now, edit.value) || sameValue(edit.base, edit.value)) {
      dropped.push(name);
      return null;
    }
    const rebased: Edit<T> = { base: now, value: edit.value };
    if (sameValue(now, edit.base) || input.decided.keep.includes(name)) return rebased;
    if (isOwnWork(input.own?.get(name), edit.base, now)) return rebased;
    if (input.decided.leave.includes(name)) dropped.push(name);
    else conflicts.push(toConflict(name, edit, now, input.entries));
    return null;
  }

  const send: { -readonly [K in keyof TicketEdits]: TicketEdits[K] } = {};
  for (const name of SINGLE_FIELDS) {
    const edit = edits[name];
    if (edit === undefined) continue;
    const kept = decide<string | number | null>(name, edit, remote[name]);
    // The name pairs the edit with the field it came from.
    if (kept !== null) Object.assign(send, { [name]: kept });
  }
  const tags = mergeTags(edits.tags, remote.tags);
  if (tags !== null) send.tags = tags;
  else if (edits.tags !== undefined) dropped.push("tags");

  if (edits.requesterId !== undefined) {
    const { base } = edits.requesterId;
    const kept = decide("requesterId", edits.requesterId, remote.requesterId ?? base);
    if (kept !== null) send.requesterId = kept;
  }
  if (edits.followUpAt !== undefined) {
    const kept = decide<number | null>("followUpAt", edits.followUpAt, remote.followUpAt ?? null);
    if (kept !== null) send.followUpAt = kept;
  }
  const people = [
    ["ccs", edits.ccs, remote.ccIds],
    ["followers", edits.followers, remote.followerIds],
  ] as const;
  for (const [name, edit, there] of people) {
    const left = mergeTags(edit, there ?? edit?.remove ?? []);
    if (left !== null) send[name] = left;
    else if (edit !== undefined) dropped.push(name);
  }
  // What is linked is not part of the row: adding twice and removing what is gone change nothing.
  if (edits.links !== undefined) send.links = edits.links;

  const custom: Record<FieldId, Edit<FieldValue>> = {};
  for (const [fieldId, edit] of Object.entries(edits.customFields ?? {})) {
    const kept = decide(customFieldName(fieldId), edit, remote.customFields[fieldId] ?? null);
    if (kept !== null) custom[fieldId] = kept;
  }
  if (Object.keys(custom).length > 0) send.customFields = custom;
  return { send, conflicts, dropped };
}

/** @returns What must still be added and removed; null when the remote has it so. A tag in both lists is added. */
function mergeTags(
  wanted: TicketEdits["tags"],
  remote: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } | null {
  if (wanted === undefined) return null;
  const there = new Set(remote);
  const wish = new Set(wanted.add);
  const add = [...wish].filter((tag) => !there.has(tag));
  const remove = [...new Set(wanted.remove)].filter((tag) => there.has(tag) && !wish.has(tag));
  return add.length + remove.length === 0 ? null : { add, remove };
}

/** A remote's fields after `edits` were written to it: what an overlay shows, and what a merge must lead to. */
export function applyEdits(edits: TicketEdits, remote: RemoteFields): RemoteFields {
  const custom: Record<FieldId, FieldValue> = { ...remote.customFields };
  for (const [fieldId, edit] of Object.entries(edits.customFields ?? {})) {
    custom[fieldId] = edit.value;
  }
  const added = edits.tags?.add ?? [];
  const removed = new Set(edits.tags?.remove ?? []);
  const tags = remote.tags.filter((tag) => !removed.has(tag) || added.includes(tag));
  return {
    status: edits.status?.value ?? remote.status,
    priority: edits.priority === undefined ? remote.priority : edits.priority.value,
    kind: edits.kind === undefined ? remote.kind : edits.kind.value,
    assigneeId: edits.assigneeId === undefined ? remote.assigneeId : edits.assigneeId.value,
    groupId: edits.groupId === undefined ? remote.groupId : edits.groupId.value,
    subject: edits.subject?.value ?? remote.subject,
    dueAt: edits.dueAt === undefined ? remote.dueAt : edits.dueAt.value,
    tags: [...tags, ...added.filter((tag) => !tags.includes(tag))],
    customFields: custom,
    ...(remote.followUpAt === undefined ? {} : { followUpAt: remote.followUpAt }),
    ...(edits.followUpAt === undefined ? {} : { followUpAt: edits.followUpAt.value }),
    ...(edits.requesterId === undefined ? {} : { requesterId: edits.requesterId.value }),
    ...(edits.ccs === undefined ? {} : { ccIds: withPeople(remote.ccIds ?? [], edits.ccs) }),
    ...(edits.followers === undefined
      ? {}
      : { followerIds: withPeople(remote.followerIds ?? [], edits.followers) }),
  };
}

/** A set of people with what was changed of it. */
export const withPeople = (
  people: readonly string[],
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): readonly string[] => [
  ...people.filter((one) => !change.remove.includes(one) && !change.add.includes(one)),
  ...change.add,
];

export const hasEdits = (edits: TicketEdits): boolean =>
  Object.values(edits).some((edit) => edit !== undefined);

/** Whether the remote's value is where the agent's own changes led from what they saw. */
const isOwnWork = (chain: OwnChain | undefined, base: FieldValue, now: FieldValue): boolean =>
  chain !== undefined &&
  sameValue(chain.value, now) &&
  chain.bases.some((each) => sameValue(each, base));

/** Lists of choices compare as sets: remotes return them in their own order. */
export function sameValue(left: FieldValue, right: FieldValue): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  const one = new Set<string>(left);
  const two = new Set<string>(right);
  return one.size === two.size && [...one].every((item) => two.has(item));
}

/** A value as conflicts and a connector's `FieldChange`s show it. */
export const shown = (value: FieldValue): string | null => {
  if (value === null) return null;
  return typeof value === "object" ? value.join(", ") : String(value);
};

/** Field name → value that the edits write, as a remote's history shows it; without tags, which are sets. */
export function writtenValues(edits: TicketEdits): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>();
  for (const name of SINGLE_FIELDS) {
    const edit = edits[name];
    if (edit !== undefined) values.set(name, shown(edit.value));
  }
  if (edits.followUpAt !== undefined) values.set("followUpAt", shown(edits.followUpAt.value));
  for (const [fieldId, edit] of Object.entries(edits.customFields ?? {})) {
    values.set(customFieldName(fieldId), shown(edit.value));
  }
  return values;
}

function toConflict(
  field: string,
  edit: Edit<FieldValue>,
  now: FieldValue,
  entries: readonly BlamedEntry[],
): FieldConflict {
  const blamed = entries.findLast((entry) => entry.changes.some((one) => one.field === field));
  return {
    field,
    from: shown(edit.base),
    to: shown(now),
    mine: shown(edit.value),
    who: blamed?.authorName ?? null,
    at: blamed?.at ?? null,
  };
}
