import { type CustomerId, globalId, type TicketId } from "#domain/kernel/ids.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { withPeople } from "#domain/sync/merge.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { isUnsolved, type SlaClock, type Ticket } from "#domain/ticket/ticket.ts";

/** Fields that a local intent may change in what is shown. */
export type Overlayable = Pick<
  Ticket,
  | "status"
  | "statusLabel"
  | "priority"
  | "assigneeId"
  | "groupId"
  | "subject"
  | "tags"
  | "solvedAt"
  | "slaClocks"
> &
  Partial<
    Pick<
      Ticket,
      | "kind"
      | "dueAt"
      | "followUpAt"
      | "customFields"
      | "requesterId"
      | "ccIds"
      | "followerIds"
      | "mergedInto"
    >
  >;

/** What tells whether the stored row already holds the effect of a finished intent. */
export type StoredMark = {
  /** The remote's version string of the stored row. */
  readonly stamp: string;
  /** ms epoch local at which the stored row's content last changed. */
  readonly writtenAt: number;
};

/** The ticket an entry changes, null for macros. */
export function ticketOf(entry: OutboxEntry): TicketId | null {
  const { action } = entry.intent;
  return action.kind === "update-ticket" ||
    action.kind === "create-ticket" ||
    action.kind === "merge-ticket"
    ? action.ticketId
    : null;
}

/**
 * Whether an entry's field changes are shown as if they had happened. Not when a person must decide: a ticket that
 * was to be solved and now needs attention must not vanish from the queue. Its text is still shown in the thread.
 */
export const isOverlaid = (entry: OutboxEntry): boolean =>
  entry.state !== "cancelled" && entry.state !== "needs-human";

/** Whether it still has to reach the helpdesk. */
export const isUnfinished = (entry: OutboxEntry): boolean =>
  entry.state !== "done" && entry.state !== "cancelled";

/** @returns What a queue row says of its unfinished intents. */
export function pendingOf(entries: readonly OutboxEntry[]): "none" | "unsent" | "attention" {
  let pending: "none" | "unsent" = "none";
  for (const entry of entries) {
    if (entry.state === "needs-human") return "attention";
    if (isUnfinished(entry)) pending = "unsent";
  }
  return pending;
}

/**
 * Applies field changes as the helpdesk would, as far as the agent sees it at once: a solved ticket gets its time and
 * stops its clocks, a pending one pauses those that wait for us.
 *
 * @param at ms epoch of the change.
 */
export function applyEdits<T extends Overlayable>(target: T, edits: TicketEdits, at: number): T {
  const next: { -readonly [K in keyof Overlayable]?: Overlayable[K] } = {};
  if (edits.status !== undefined && edits.status.value !== target.status) {
    next.status = edits.status.value;
    next.statusLabel = null;
    next.slaClocks = clocksUnder(edits.status.value, target.slaClocks);
    next.solvedAt = isUnsolved(edits.status.value) ? null : (target.solvedAt ?? at);
  }
  if (edits.priority !== undefined) next.priority = edits.priority.value;
  if (edits.assigneeId !== undefined) next.assigneeId = edits.assigneeId.value;
  if (edits.groupId !== undefined) next.groupId = edits.groupId.value;
  if (edits.subject !== undefined) next.subject = edits.subject.value;
  if (edits.kind !== undefined && "kind" in target) next.kind = edits.kind.value;
  if (edits.dueAt !== undefined && "dueAt" in target) next.dueAt = edits.dueAt.value;
  if (edits.followUpAt !== undefined) next.followUpAt = edits.followUpAt.value;
  if (edits.tags !== undefined) next.tags = applyTags(target.tags, edits.tags);
  const { requesterId, ccs, followers } = edits;
  if (requesterId !== undefined && "requesterId" in target) next.requesterId = requesterId.value;
  if (ccs !== undefined && target.ccIds !== undefined) next.ccIds = withPeople(target.ccIds, ccs);
  if (followers !== undefined && target.followerIds !== undefined)
    next.followerIds = withPeople(target.followerIds, followers);
  if (edits.customFields !== undefined && target.customFields !== undefined) {
    const fields = Object.entries(edits.customFields).map(([id, edit]) => [id, edit.value]);
    next.customFields = { ...target.customFields, ...Object.fromEntries(fields) };
  }
  return { ...target, ...next };
}

/** A public reply keeps the promises about replies. */
export const clocksAfterReply = (clocks: readonly SlaClock[]): readonly SlaClock[] =>
  clocks.map((clock) =>
    clock.stage === "active" && (clock.metric === "first-reply" || clock.metric === "next-reply")
      ? { ...clock, stage: "achieved" }
      : clock,
  );

/** @returns Whether the ticket already is as the edits want it. */
export function editsHold(target: Overlayable, edits: TicketEdits): boolean {
  const { tags, customFields, kind, dueAt, followUpAt } = edits;
  return (
    (edits.status === undefined || edits.status.value === target.status) &&
    (edits.priority === undefined || edits.priority.value === target.priority) &&
    (edits.assigneeId === undefined || edits.assigneeId.value === target.assigneeId) &&
    (edits.groupId === undefined || edits.groupId.value === target.groupId) &&
    (edits.subject === undefined || edits.subject.value === target.subject) &&
    (kind === undefined || target.kind === undefined || kind.value === target.kind) &&
    (dueAt === undefined || target.dueAt === undefined || dueAt.value === target.dueAt) &&
    (followUpAt === undefined ||
      target.followUpAt === undefined ||
      followUpAt.value === target.followUpAt) &&
    (tags === undefined ||
      (tags.add.every((tag) => target.tags.includes(tag)) &&
        !tags.remove.some((tag) => target.tags.includes(tag)))) &&
    (customFields === undefined ||
      target.customFields === undefined ||
      Object.entries(customFields).every(([id, edit]) =>
        sameValue(target.customFields?.[id] ?? null, edit.value),
      ))
  );
}

/**
 * Whether the stored row was written by or after the accepted attempt: then the row is the truth, whatever it says (a
 * colleague or a trigger may have changed the field again). Until then a finished intent stays laid over it, so that
 * nothing flickers back between "accepted" and the row that proves it.
 */
export function hasArrived(entry: OutboxEntry, stored: StoredMark): boolean {
  return (
    entry.state === "done" &&
    entry.pin?.stamp !== stored.stamp &&
    stored.writtenAt >= (entry.lastAttemptAt ?? entry.changedAt)
  );
}

/**
 * The ticket as the agent meant it: the helpdesk's truth with the intents laid over it.
 *
 * @param entries Outbox entries of this ticket, in the order of queuing.
 */
export function overlayTicket<T extends Overlayable>(
  server: T,
  stored: StoredMark,
  entries: readonly OutboxEntry[],
): T {
  let shown = server;
  for (const entry of entries) {
    const { action, createdAt } = entry.intent;
    if (!isOverlaid(entry) || hasArrived(entry, stored)) continue;
    if (action.kind === "merge-ticket") {
      shown = mergedAway(shown, action.into, createdAt);
      continue;
    }
    if (action.kind !== "update-ticket") continue;
    shown = applyEdits(shown, action.edits, createdAt);
    if (action.comment?.audience === "public") {
      shown = { ...shown, slaClocks: clocksAfterReply(shown.slaClocks) };
    }
  }
  return shown;
}

/** A ticket on its way into another one: closed, and it says where it went. */
function mergedAway<T extends Overlayable>(ticket: T, into: TicketId, at: number): T {
  const closed = applyEdits(ticket, { status: { base: ticket.status, value: "closed" } }, at);
  return "mergedInto" in closed ? { ...closed, mergedInto: into } : closed;
}

/**
 * A ticket that exists only in the outbox.
 *
 * @param requesterId The customer when they are known here, else null.
 */
export function provisionalTicket(
  entry: OutboxEntry,
  requesterId: CustomerId | null,
): Ticket | null {
  const { action, accountId, createdAt, opId } = entry.intent;
  if (action.kind !== "create-ticket" || entry.state === "cancelled") return null;
  const status = action.fields.status ?? "open";
  return {
    id: action.ticketId,
    accountId,
    subject: action.subject,
    status,
    statusLabel: null,
    priority: action.fields.priority ?? null,
    kind: null,
    channel: "email",
    requesterId: requesterId ?? globalId(accountId, `new-${opId}`),
    assigneeId: action.fields.assigneeId ?? null,
    groupId: action.fields.groupId ?? null,
    organisationId: null,
    tags: action.fields.tags ?? [],
    customFields: {},
    ccIds: [],
    followerIds: [],
    createdAt,
    updatedAt: createdAt,
    dueAt: null,
    solvedAt: isUnsolved(status) ? null : createdAt,
    slaClocks: [],
    satisfaction: null,
    mergedInto: null,
    version: 0,
    stamp: "",
    webUrl: null,
  };
}

function applyTags(
  tags: readonly string[],
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): readonly string[] {
  const kept = tags.filter((tag) => !change.remove.includes(tag));
  return [...kept, ...change.add.filter((tag) => !kept.includes(tag))];
}

function clocksUnder(status: Ticket["status"], clocks: readonly SlaClock[]): readonly SlaClock[] {
  if (!isUnsolved(status)) {
    return clocks.map((clock) =>
      clock.stage === "active" ? { ...clock, stage: "achieved" } : clock,
    );
  }
  if (status !== "pending") return clocks;
  return clocks.map((clock) =>
    clock.stage === "active" &&
    (clock.metric === "requester-wait" ||
      clock.metric === "agent-work" ||
      clock.metric === "pausable-update")
      ? { ...clock, stage: "paused" }
      : clock,
  );
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
