import { fail, invalid, pass, refuse, type Outcome } from "#main/demo/http/reply.ts";
import { idBase } from "#main/demo/ids.ts";
import { blankUser } from "#main/demo/seed/people.ts";
import type { NewTicket } from "#main/demo/store/effect.ts";
import type {
  Audit,
  Change,
  Json,
  JsonObject,
  Status,
  Ticket,
  User,
} from "#main/demo/store/model.ts";
import type { CommentInput, TicketInput } from "#main/demo/store/ticket-input.ts";
import type { Workspace } from "#main/demo/workspace.ts";
import {
  commentOf,
  changesOf,
  othersOf,
  systemData,
  type Act,
  type Problems,
  type Written,
} from "#main/demo/store/ticket-changes.ts";
/** Finds or makes the person that a ticket is created for. */
function requesterOf(workspace: Workspace, input: TicketInput, act: Act): User | null {
  const { store } = workspace;
  if (input.requester_id !== undefined) return store.users.get(input.requester_id) ?? null;
  const asked = input.requester;
  if (asked === undefined) return act.actor;
  const email = asked.email?.toLowerCase();
  const known =
    email === undefined
      ? undefined
      : [...store.users.values()].find((u) =>
          u.identities.some((i) => i.type === "email" && i.value.toLowerCase() === email),
        );
  if (known !== undefined) return known;
  const id = store.nextUserId();
  const user: User = {
    ...blankUser(id, asked.name ?? email ?? "Unknown", act.at),
    email: email ?? null,
    phone: asked.phone ?? null,
    externalId: null,
    timeZone: "Europe/Berlin",
    identities:
      email === undefined
        ? []
        : [
            {
              id: store.nextMadeId(idBase.identity),
              type: "email",
              value: email,
              primary: true,
              verified: false,
            },
          ],
  };
  workspace.commit({ k: "user", user, at: act.at });
  return store.users.get(id) ?? null;
}

/** Creates a ticket with its first comment. */
export function createTicket(workspace: Workspace, input: TicketInput, act: Act): Outcome<Written> {
  const { store } = workspace;
  const problems: Problems = {};
  const first: CommentInput | undefined =
    input.comment ?? (input.description === undefined ? undefined : { body: input.description });
  const blankDetail = { description: "Description: cannot be blank", error: "BlankValue" };
  if (first === undefined) return fail(invalid({ base: [blankDetail] }));
  const parent =
    input.via_followup_source_id === undefined
      ? undefined
      : store.ticket(input.via_followup_source_id);
  if (
    input.via_followup_source_id !== undefined &&
    (parent === undefined || parent.status !== "closed")
  )
    return fail(
      invalid({
        base: [
          {
            description: "Followup source: only closed tickets can be followed up",
            error: "InvalidValue",
          },
        ],
      }),
    );
  const requester = requesterOf(workspace, input, act);
  if (requester === null)
    return fail(
      invalid({ requester: [{ description: "Requester: is invalid", error: "InvalidValue" }] }),
    );
  const submitter =
    input.submitter_id === undefined ? act.actor : store.users.get(input.submitter_id);
  if (submitter === undefined)
    return fail(
      invalid({ submitter: [{ description: "Submitter: is invalid", error: "InvalidValue" }] }),
    );
  const subject = input.subject ?? input.raw_subject ?? "";
  const base: NewTicket = {
    id: store.nextTicketId(),
    externalId: input.external_id ?? null,
    subject,
    description: null,
    status: "new",
    customStatusId: null,
    priority: null,
    type: null,
    channel: act.channel,
    via:
      parent === undefined
        ? act.via
        : {
            channel: "api",
            source: {
              from: { ticket_id: parent.id, subject: parent.subject, channel: parent.channel },
              to: {},
              rel: "follow_up",
            },
          },
    requesterId: requester.id,
    submitterId: submitter.id,
    assigneeId: null,
    groupId: store.people.groups[0]?.id ?? null,
    organizationId: requester.organizationId,
    formId: idBase.form,
    problemId: null,
    tags: parent === undefined || input.tags !== undefined ? [] : parent.tags,
    fields: null,
    followerIds: [],
    ccIds: [],
    dueAt: 0,
    createdAt: act.at,
    isPublic: first.public ?? true,
  };
  const draft = asTicket(base);
  const auditId = store.nextAuditId();
  const rest: TicketInput = {
    ...input,
    comment: undefined,
    subject: undefined,
    requester_id: undefined,
    external_id: undefined,
  };
  const changes = changesOf(workspace, draft, rest, act, problems);
  const comment = commentOf(
    workspace,
    draft,
    { ...first, author_id: first.author_id ?? submitter.id },
    act,
    auditId,
    problems,
  );
  if (Object.keys(problems).length > 0 || comment === null)
    return fail(invalid(Object.keys(problems).length > 0 ? problems : { base: [blankDetail] }));
  const value = <T extends Json>(field: string, otherwise: T): T =>
    (changes.findLast((c) => c.field === field)?.to as T | undefined) ?? otherwise;
  const fields = Object.fromEntries(
    changes.filter((c) => /^\d+$/.test(c.field)).map((c) => [c.field, c.to]),
  );
  const ticket: NewTicket = {
    ...base,
    subject: subject === "" ? "" : subject,
    description: comment.body,
    status: value<Status>("status", "new"),
    customStatusId: value("custom_status_id", null as number | null),
    priority: value("priority", null as NewTicket["priority"]),
    type: value("type", null as NewTicket["type"]),
    assigneeId: value("assignee_id", null as number | null),
    groupId: value("group_id", base.groupId),
    organizationId: value("organization_id", base.organizationId),
    formId: value("ticket_form_id", base.formId),
    problemId: value("problem_id", null as number | null),
    tags: value("tags", base.tags),
    followerIds: value("follower_ids", [] as readonly number[]),
    ccIds: value("email_cc_ids", [] as readonly number[]),
    fields: Object.keys(fields).length === 0 ? null : fields,
    dueAt: Math.floor(Date.parse(value("due_at", "1970-01-01T00:00:00Z")) / 1000),
  };
  const told: Change[] = [
    { field: "subject", to: ticket.subject },
    { field: "status", to: ticket.status },
    { field: "priority", to: ticket.priority },
    { field: "type", to: ticket.type },
    { field: "requester_id", to: ticket.requesterId },
    { field: "assignee_id", to: ticket.assigneeId },
    { field: "group_id", to: ticket.groupId },
    { field: "tags", to: ticket.tags },
    ...changes.filter((c) => /^\d+$/.test(c.field)).map((c) => ({ field: c.field, to: c.to })),
  ];
  const audit: Audit = {
    id: auditId,
    authorId: submitter.id,
    at: act.at,
    via: ticket.via ?? act.via,
    metadata: { system: systemData(act), custom: (input.metadata ?? {}) as JsonObject },
    changes: told,
    comment,
    others: othersOf(workspace, draft, input, comment, act),
    creates: true,
  };
  workspace.commit({ k: "create", ticket, audit });
  const made = store.ticket(ticket.id);
  return made === undefined
    ? fail(refuse(500, "InternalError", "The ticket was not created"))
    : pass({ ticket: made, audit });
}

/** A ticket that is not stored, to check a creation against. */
function asTicket(base: NewTicket): Ticket {
  return {
    ...base,
    seedIndex: -1,
    followupIds: [],
    updatedAt: base.createdAt,
    generatedAt: base.createdAt,
    logSeq: -1,
    statusSince: base.createdAt,
    solvedAt: 0,
    initiallyAssignedAt: 0,
    assignedAt: 0,
    assigneeChangedAt: 0,
    requesterRepliedAt: 0,
    lastCommentAt: 0,
    firstReplyAt: 0,
    waitingSince: 0,
    replies: 0,
    reopens: 0,
    assigneeStations: 0,
    groupStations: 0,
    commentCount: 0,
    clocks: { work: 0, workBusiness: 0, hold: 0, holdBusiness: 0, pending: 0, pendingBusiness: 0 },
    rating: null,
    auditBase: -1,
    seedAudits: 0,
    live: null,
    edits: null,
    deletedFrom: null,
    deletedBy: 0,
    gone: false,
  };
}
