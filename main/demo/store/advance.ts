import { businessSeconds } from "#main/demo/seed/business.ts";
import type {
  Audit,
  Change,
  Clocks,
  Json,
  Priority,
  Status,
  Ticket,
  TicketType,
} from "#main/demo/store/model.ts";

const settled = (status: Status): boolean =>
  status === "solved" || status === "closed" || status === "deleted";

/** Clocks of a ticket that has just been created. */
export const freshClocks = (): Clocks => ({
  work: 0,
  workBusiness: 0,
  hold: 0,
  holdBusiness: 0,
  pending: 0,
  pendingBusiness: 0,
});

/** Adds the time since the last change of status to the clock of that status. @param at epoch seconds */
export function runClocks(clocks: Clocks, status: Status, since: number, at: number): void {
  if (settled(status) || at <= since) return;
  const calendar = at - since;
  const business = businessSeconds(since, at);
  if (status === "pending") {
    clocks.pending += calendar;
    clocks.pendingBusiness += business;
  } else if (status === "hold") {
    clocks.hold += calendar;
    clocks.holdBusiness += business;
  } else {
    clocks.work += calendar;
    clocks.workBusiness += business;
  }
}

/** Moves a ticket to another status, with clocks, reopens and solve time. @param at epoch seconds */
export function setStatus(ticket: Ticket, to: Status, at: number): void {
  if (to === ticket.status) return;
  runClocks(ticket.clocks, ticket.status, ticket.statusSince, at);
  if (settled(ticket.status) && !settled(to)) ticket.reopens += 1;
  if (to === "solved" || (to === "closed" && ticket.solvedAt === 0)) ticket.solvedAt = at;
  if (settled(to)) ticket.waitingSince = 0;
  ticket.status = to;
  ticket.statusSince = at;
}

/** Gives a ticket to an agent or takes it away. @param at epoch seconds */
export function setAssignee(ticket: Ticket, to: number | null, at: number): void {
  if (to === ticket.assigneeId) return;
  ticket.assigneeId = to;
  ticket.assigneeChangedAt = at;
  if (to === null) return;
  ticket.assignedAt = at;
  if (ticket.initiallyAssignedAt === 0) ticket.initiallyAssignedAt = at;
  ticket.assigneeStations += 1;
}

/** Books a comment in the ticket's counters. @param at epoch seconds */
export function bookComment(ticket: Ticket, at: number, byStaff: boolean, isPublic: boolean): void {
  ticket.commentCount += 1;
  ticket.lastCommentAt = at;
  if (!isPublic) return;
  if (!byStaff) {
    ticket.requesterRepliedAt = at;
    if (ticket.waitingSince === 0 && !settled(ticket.status)) ticket.waitingSince = at;
    return;
  }
  ticket.replies += 1;
  ticket.waitingSince = 0;
  if (ticket.firstReplyAt === 0) ticket.firstReplyAt = at;
}

/** Puts one change of a field into the ticket. Unknown names are custom fields. */
export function applyChange(ticket: Ticket, { field, to }: Change, at: number): void {
  switch (field) {
    case "status":
      return setStatus(ticket, to as Status, at);
    case "assignee_id":
      return setAssignee(ticket, to as number | null, at);
    case "group_id":
      ticket.groupId = to as number | null;
      ticket.groupStations += 1;
      return;
    case "priority":
      ticket.priority = to as Priority;
      return;
    case "type":
      ticket.type = to as TicketType;
      return;
    case "subject":
      ticket.subject = to as string;
      return;
    case "tags":
      ticket.tags = to as readonly string[];
      return;
    case "requester_id":
      ticket.requesterId = to as number;
      return;
    case "organization_id":
      ticket.organizationId = to as number | null;
      return;
    case "external_id":
      ticket.externalId = to as string | null;
      return;
    case "custom_status_id":
      ticket.customStatusId = to as number | null;
      return;
    case "ticket_form_id":
      ticket.formId = to as number | null;
      return;
    case "problem_id":
      ticket.problemId = to as number | null;
      return;
    case "follower_ids":
      ticket.followerIds = to as readonly number[];
      return;
    case "email_cc_ids":
      ticket.ccIds = to as readonly number[];
      return;
    case "followup_ids":
      ticket.followupIds = to as readonly number[];
      return;
    case "due_at":
      ticket.dueAt = to === null ? 0 : Math.floor(Date.parse(to as string) / 1000);
      return;
    case "is_public":
      ticket.isPublic = to as boolean;
      return;
    default:
      ticket.fields = { ...ticket.fields, [field]: to };
  }
}

/** Applies an audit to its ticket. @param isStaff tells agents from customers by user id */
export function applyAudit(
  ticket: Ticket,
  audit: Audit,
  isStaff: (userId: number) => boolean,
): void {
  if (audit.comment !== null && !audit.creates)
    bookComment(ticket, audit.at, isStaff(audit.authorId), audit.comment.public);
  for (const change of audit.changes) if (!audit.creates) applyChange(ticket, change, audit.at);
  if (
    audit.comment !== null &&
    audit.comment.public &&
    !isStaff(audit.authorId) &&
    ticket.waitingSince === 0 &&
    !settled(ticket.status)
  )
    ticket.waitingSince = audit.at;
  if (audit.at > ticket.updatedAt) ticket.updatedAt = audit.at;
}

/** Two field values say the same (order of lists does not matter for tags and ids). */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && sorted(a) === sorted(b);
  return (a ?? null) === (b ?? null);
}

const sorted = (list: readonly Json[]): string =>
  list
    .map((v) => JSON.stringify(v))
    .sort((a, b) => (a < b ? -1 : 1))
    .join(" ");
