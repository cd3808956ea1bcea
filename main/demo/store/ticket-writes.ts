import {
  conflict,
  fail,
  invalid,
  pass,
  refuse,
  type Detail,
  type Outcome,
} from "#main/demo/http/reply.ts";
import { idBase } from "#main/demo/ids.ts";
import { customStatuses, fieldIds } from "#main/demo/seed/desk.ts";
import { fieldValues } from "#main/demo/present/ticket.ts";
import { stamp } from "#main/demo/present/time.ts";
import { blankUser } from "#main/demo/seed/people.ts";
import { sameValue } from "#main/demo/store/advance.ts";
import type { NewTicket } from "#main/demo/store/effect.ts";
import {
  priorities,
  statusOrder,
  ticketTypes,
  type Attachment,
  type Audit,
  type Change,
  type Channel,
  type Comment,
  type Json,
  type JsonObject,
  type Status,
  type Ticket,
  type User,
} from "#main/demo/store/model.ts";
import { resolvePlaceholders } from "#main/demo/store/placeholders.ts";
import type { CommentInput, TicketInput } from "#main/demo/store/ticket-input.ts";
import type { Workspace } from "#main/demo/workspace.ts";

/** Who writes, from where, when. */
export type Act = {
  readonly actor: User;
  readonly via: JsonObject;
  readonly channel: Channel;
  readonly base: string;
  /** Epoch seconds. */ readonly at: number;
  readonly client: string;
};
export type Written = { readonly ticket: Ticket; readonly audit: Audit };
type Problems = Record<string, Detail[]>;

const systemData = (act: Act): JsonObject => ({
  client: act.client,
  ip_address: "127.0.0.1",
  location: "Kiel, Germany",
  latitude: 54.32,
  longitude: 10.13,
});
const blame = (
  problems: Problems,
  field: string,
  description: string,
  error = "InvalidValue",
): void => {
  (problems[field] ??= []).push({ description, error });
};
const plain = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/p>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();

/** Checks what is asked for and says what would change. */
function changesOf(
  workspace: Workspace,
  ticket: Ticket,
  input: TicketInput,
  act: Act,
  problems: Problems,
): Change[] {
  const { store } = workspace;
  const changes: Change[] = [];
  const set = (field: string, to: Json, from: Json): void => {
    if (!sameValue(to, from)) changes.push({ field, to, from });
  };
  if (input.subject !== undefined) set("subject", input.subject ?? "", ticket.subject);
  if (input.priority !== undefined) {
    if (input.priority === null || (priorities as readonly string[]).includes(input.priority))
      set("priority", input.priority, ticket.priority);
    else blame(problems, "priority", `Priority: ${input.priority} is not included in the list`);
  }
  if (input.type !== undefined) {
    if (input.type === null || (ticketTypes as readonly string[]).includes(input.type))
      set("type", input.type, ticket.type);
    else blame(problems, "type", `Type: ${input.type} is not included in the list`);
  }
  let assignee = input.assignee_id;
  if (input.assignee_email !== undefined)
    assignee = [...store.people.agents].find((a) => a.email === input.assignee_email)?.id ?? -1;
  if (assignee !== undefined) {
    const agent = assignee === null ? null : store.users.get(assignee);
    if (agent === undefined || (agent !== null && agent.role === "end-user"))
      blame(problems, "assignee", "Assignee: is not an agent");
    else {
      set("assignee_id", assignee, ticket.assigneeId);
      const groups = agent === null ? [] : store.groupsOf(agent.id);
      if (
        agent !== null &&
        input.group_id === undefined &&
        (ticket.groupId === null || !groups.includes(ticket.groupId))
      )
        set("group_id", agent.defaultGroupId, ticket.groupId);
    }
  }
  if (input.group_id !== undefined) {
    if (input.group_id !== null && !store.groups.has(input.group_id))
      blame(problems, "group", "Group: is invalid");
    else set("group_id", input.group_id, ticket.groupId);
  }
  if (input.requester_id !== undefined) {
    if (!store.users.has(input.requester_id)) blame(problems, "requester", "Requester: is invalid");
    else set("requester_id", input.requester_id, ticket.requesterId);
  }
  if (input.organization_id !== undefined) {
    if (input.organization_id !== null && !store.organizations.has(input.organization_id))
      blame(problems, "organization", "Organization: is invalid");
    else set("organization_id", input.organization_id, ticket.organizationId);
  }
  if (input.external_id !== undefined) set("external_id", input.external_id, ticket.externalId);
  if (input.ticket_form_id !== undefined)
    set("ticket_form_id", input.ticket_form_id, ticket.formId);
  if (input.problem_id !== undefined) set("problem_id", input.problem_id, ticket.problemId);
  if (input.due_at !== undefined) {
    if (input.due_at !== null && Number.isNaN(Date.parse(input.due_at)))
      blame(problems, "due_at", "Due at: is not a date");
    else set("due_at", input.due_at, ticket.dueAt === 0 ? null : stamp(ticket.dueAt));
  }
  let tags = input.tags ?? ticket.tags;
  if (input.additional_tags !== undefined) tags = [...new Set([...tags, ...input.additional_tags])];
  if (input.remove_tags !== undefined) tags = tags.filter((t) => !input.remove_tags?.includes(t));
  set("tags", tags, ticket.tags);
  const people = (
    list: NonNullable<TicketInput["followers"]>,
    now: readonly number[],
  ): readonly number[] => {
    const ids = new Set(now);
    for (const p of list) {
      const id = p.user_id ?? [...store.users.values()].find((u) => u.email === p.user_email)?.id;
      if (id === undefined) continue;
      if (p.action === "delete") ids.delete(id);
      else ids.add(id);
    }
    return [...ids];
  };
  if (input.followers !== undefined)
    set("follower_ids", people(input.followers, ticket.followerIds), ticket.followerIds);
  if (input.email_ccs !== undefined)
    set("email_cc_ids", people(input.email_ccs, ticket.ccIds), ticket.ccIds);
  if (input.collaborator_ids !== undefined)
    set("email_cc_ids", input.collaborator_ids, ticket.ccIds);
  const wanted = [...(input.custom_fields ?? []), ...(input.fields ?? [])];
  if (wanted.length > 0) {
    const known = new Map(fieldValues(store, ticket).map((f) => [f.id, f.value]));
    for (const { id, value } of wanted)
      if (known.has(id)) set(String(id), value as Json, known.get(id) ?? null);
  }
  statusChange(workspace, ticket, input, act, changes, problems);
  return changes;
}

function statusChange(
  workspace: Workspace,
  ticket: Ticket,
  input: TicketInput,
  act: Act,
  changes: Change[],
  problems: Problems,
): void {
  const { store } = workspace;
  const staff = act.actor.role !== "end-user";
  let to: string | undefined = input.status;
  if (input.custom_status_id !== undefined && input.custom_status_id !== null) {
    const custom = customStatuses.find((s) => s.id === input.custom_status_id);
    if (custom === undefined)
      return blame(problems, "custom_status_id", "Custom status: is invalid");
    to = custom.status_category;
    if (custom.id !== ticket.customStatusId)
      changes.push({ field: "custom_status_id", to: custom.id, from: ticket.customStatusId });
  } else if (to !== undefined && ticket.customStatusId !== null)
    changes.push({ field: "custom_status_id", to: null, from: ticket.customStatusId });
  if (to !== undefined && (!(statusOrder as readonly string[]).includes(to) || to === "deleted"))
    return blame(problems, "status", `Status: ${to} is not included in the list`);
  const assigned = changes.find((c) => c.field === "assignee_id");
  if (to === undefined || to === ticket.status) {
    if (ticket.status === "new" && assigned !== undefined && assigned.to !== null) to = "open";
    else if (
      !staff &&
      input.comment !== undefined &&
      (ticket.status === "pending" || ticket.status === "hold" || ticket.status === "solved")
    )
      to = "open";
  }
  if (to === undefined || to === ticket.status) return;
  if (to === "new") to = ticket.status === "new" ? "new" : "open";
  if (to === "solved" || to === "closed") {
    if (ticket.assigneeId === null && assigned === undefined && staff)
      changes.push({ field: "assignee_id", to: act.actor.id, from: null });
    const serial =
      changes.findLast((c) => c.field === String(fieldIds.serial))?.to ??
      fieldValues(store, ticket).find((f) => f.id === fieldIds.serial)?.value;
    if (
      workspace.options.requireSerial &&
      (ticket.tags.includes("warranty") || ticket.formId === idBase.form + 3) &&
      (serial === null || serial === undefined || serial === "")
    )
      blame(problems, "base", "Serial number: is required when solving a ticket", "BlankValue");
  }
  if (to !== ticket.status)
    changes.push({ field: "status", to: to as Status, from: ticket.status });
}

/** Makes the comment of a write; null when there is none. */
function commentOf(
  workspace: Workspace,
  ticket: Ticket,
  input: CommentInput | undefined,
  act: Act,
  auditId: number,
  problems: Problems,
): Comment | null {
  if (input === undefined) return null;
  const { store } = workspace;
  const uploads = input.uploads ?? [];
  let body =
    input.body ?? input.value ?? (input.html_body === undefined ? "" : plain(input.html_body));
  let html =
    input.html_body === undefined
      ? null
      : input.html_body.replace(/<script[\s\S]*?<\/script>/gi, "");
  if (body.trim() === "" && uploads.length === 0) {
    blame(problems, "comment", "Comment: cannot be blank", "BlankValue");
    return null;
  }
  const attachments: Attachment[] = [];
  for (const token of uploads) {
    const upload = store.uploads.get(token);
    if (upload === undefined || upload.expiresAt < act.at)
      blame(problems, "base", `Attachment: the upload token ${token} is invalid or has expired`);
    else attachments.push(...upload.attachments);
  }
  const author = input.author_id === undefined ? act.actor : store.users.get(input.author_id);
  if (author === undefined) {
    blame(problems, "author", "Author: is invalid");
    return null;
  }
  if (author.role !== "end-user") {
    body = resolvePlaceholders(store, body, ticket, author, act.base);
    if (html !== null) html = resolvePlaceholders(store, html, ticket, author, act.base);
  }
  return {
    id: auditId + 1,
    auditId,
    authorId: author.id,
    body,
    html: html === null ? null : `<div class="zd-comment" dir="auto">${html}</div>`,
    public: input.public ?? ticket.isPublic,
    createdAt: act.at,
    channel: act.channel,
    attachments,
    voice: null,
  };
}

function othersOf(
  workspace: Workspace,
  ticket: Ticket,
  input: TicketInput,
  comment: Comment | null,
  act: Act,
): JsonObject[] {
  const others: JsonObject[] = [];
  for (const id of [
    ...(input.macro_ids ?? []),
    ...(input.macro_id === undefined ? [] : [input.macro_id]),
  ]) {
    const macro = workspace.store.macros.get(id);
    others.push({
      type: "AgentMacroReference",
      macro_id: String(id),
      macro_title: macro?.title ?? null,
      macro_deleted: macro === undefined,
    });
  }
  if (comment !== null && comment.public && act.actor.role !== "end-user")
    others.push({
      type: "Notification",
      via: {
        channel: "rule",
        source: {
          from: { id: 360_000_000_102, title: "Notify requester of comment update" },
          to: {},
          rel: "trigger",
        },
      },
      subject: `[Nordlicht] Re: ${ticket.subject}`,
      body: "{{ticket.comments_formatted}}",
      recipients: [ticket.requesterId],
    });
  return others;
}

/**
 * Updates a ticket: one audit with every change and at most one comment, or nothing at all.
 *
 * The stamp is compared and the change accepted in one go, so two writers with the same stamp can't both win
 * (except within the same second, which is what the real product's one-second stamps allow).
 */
export function updateTicket(
  workspace: Workspace,
  ticket: Ticket,
  input: TicketInput,
  act: Act,
): Outcome<Written> {
  const { store } = workspace;
  if (ticket.status === "closed")
    return fail(
      invalid({
        status: [
          {
            description: "Status: closed prevents ticket update",
            error: "closed prevents ticket update",
          },
        ],
      }),
    );
  if (
    input.safe_update !== undefined &&
    Math.floor(Date.parse(input.updated_stamp ?? "") / 1000) !== ticket.updatedAt
  )
    return fail(conflict);
  const problems: Problems = {};
  const auditId = store.nextAuditId();
  const changes = changesOf(workspace, ticket, input, act, problems);
  const comment = commentOf(workspace, ticket, input.comment, act, auditId, problems);
  if (comment !== null && ticket.commentCount >= 5000)
    blame(problems, "comment", "Comment: the ticket has reached the limit of 5000 comments");
  if (Object.keys(problems).length > 0) return fail(invalid(problems));
  const audit: Audit = {
    id: auditId,
    authorId: comment?.authorId ?? act.actor.id,
    at: act.at,
    via: act.via,
    metadata: { system: systemData(act), custom: (input.metadata ?? {}) as JsonObject },
    changes,
    comment,
    others: othersOf(workspace, ticket, input, comment, act),
    creates: false,
  };
  const empty =
    changes.length === 0 &&
    comment === null &&
    audit.others.length === 0 &&
    input.metadata === undefined;
  if (!empty) workspace.commit({ k: "audit", id: ticket.id, audit });
  return pass({ ticket, audit });
}

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
