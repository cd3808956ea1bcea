import { type Detail } from "#main/demo/http/reply.ts";
import { idBase } from "#main/demo/ids.ts";
import { customStatuses, fieldIds } from "#main/demo/seed/desk.ts";
import { fieldValues } from "#main/demo/present/ticket.ts";
import { stamp } from "#main/demo/present/time.ts";
import { sameValue } from "#main/demo/store/advance.ts";
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
/** What is wrong, by field. */
export type Problems = Record<string, Detail[]>;

/** What an audit says about the caller's machine. */
export const systemData = (act: Act): JsonObject => ({
  client: act.client,
  ip_address: "127.0.0.1",
  location: "Kiel, Germany",
  latitude: 54.32,
  longitude: 10.13,
});
/** Adds a reason to a field. */
export const blame = (
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
export function changesOf(
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
export function commentOf(
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

/** Events of an audit that are neither changes nor a comment: macros used, mail sent. */
export function othersOf(
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
