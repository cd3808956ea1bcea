import { remoteOf, type GlobalId } from "#domain/kernel/ids.ts";
import type {
  Intent,
  IntentAction,
  OutgoingComment,
  SetEdit,
  TicketEdits,
} from "#domain/sync/intent.ts";
import type { Pin } from "#domain/sync/outbox.ts";
import { isAddress, type PersonRef } from "#domain/ticket/links.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { FrozenRequest } from "#main/sync/ports.ts";
import type { Looked } from "#main/connectors/zendesk/looked.ts";
import { mergeNotes } from "#main/connectors/zendesk/merge.ts";
import { toWireMacro } from "#main/connectors/zendesk/map-macro.ts";
import { toWireStatus } from "#main/connectors/zendesk/map-ticket.ts";

type Fields = Record<string, unknown>;
type Update = Extract<IntentAction, { kind: "update-ticket" }>;
type Create = Extract<IntentAction, { kind: "create-ticket" }>;
type Merge = Extract<IntentAction, { kind: "merge-ticket" }>;

/** The remote's own form of an id: a number where it is one. */
const remoteId = (id: GlobalId | null): number | string | null => {
  if (id === null) return null;
  const remote = remoteOf(id);
  return /^\d{1,15}$/.test(remote) ? Number(remote) : remote;
};

/** `public` is always said: left out, it would follow the ticket's first comment. Source: zendesk-api facts §0. */
function toComment(comment: OutgoingComment, uploads: ReadonlyMap<string, string>): Fields {
  const tokens = comment.files.flatMap((file) => uploads.get(file.stagedId) ?? []);
  return {
    body: comment.text,
    public: comment.audience === "public",
    ...(tokens.length === 0 ? {} : { uploads: tokens }),
  };
}

function toTags(tags: NonNullable<TicketEdits["tags"]>, seen: Ticket | null): Fields {
  if (seen === null) {
    return {
      ...(tags.add.length === 0 ? {} : { additional_tags: tags.add }),
      ...(tags.remove.length === 0 ? {} : { remove_tags: tags.remove }),
    };
  }
  const removed = new Set(tags.remove);
  const kept = seen.tags.filter((tag) => !removed.has(tag));
  return { tags: [...new Set([...kept, ...tags.add])] };
}

/** Source: zendesk-api facts §6.1: each entry puts one person in or takes one out. */
function toPeople(change: SetEdit<PersonRef>): readonly Fields[] {
  const entry = (person: PersonRef, action: "put" | "delete"): Fields =>
    isAddress(person) ? { user_email: person, action } : { user_id: remoteId(person), action };
  return [
    ...change.add.map((one) => entry(one, "put")),
    ...change.remove.map((one) => entry(one, "delete")),
  ];
}

function toFields(edits: TicketEdits, seen: Ticket | null): Fields {
  const fields: Fields = {};
  if (edits.status !== undefined) fields["status"] = toWireStatus(edits.status.value);
  if (edits.priority !== undefined) fields["priority"] = edits.priority.value;
  if (edits.kind !== undefined) fields["type"] = edits.kind.value;
  if (edits.assigneeId !== undefined) fields["assignee_id"] = remoteId(edits.assigneeId.value);
  if (edits.groupId !== undefined) fields["group_id"] = remoteId(edits.groupId.value);
  if (edits.subject !== undefined) fields["subject"] = edits.subject.value;
  if (edits.dueAt !== undefined) {
    const { value } = edits.dueAt;
    fields["due_at"] = value === null ? null : new Date(value).toISOString();
  }
  if (edits.customFields !== undefined) {
    fields["custom_fields"] = Object.entries(edits.customFields).map(([id, edit]) => ({
      id: remoteId(id),
      value: edit.value,
    }));
  }
  const { requesterId, ccs, followers } = edits;
  if (requesterId !== undefined) {
    const { value } = requesterId;
    if (isAddress(value)) fields["requester"] = { name: value.split("@")[0], email: value };
    else fields["requester_id"] = remoteId(value);
  }
  if (ccs !== undefined) fields["email_ccs"] = toPeople(ccs);
  if (followers !== undefined) fields["followers"] = toPeople(followers);
  const problem = edits.links?.add.find((link) => link.relation === "incident-of");
  const isFreed = edits.links?.remove.some((link) => link.relation === "incident-of") === true;
  if (problem !== undefined) {
    fields["type"] = "incident"; // only incidents have a problem
    fields["problem_id"] = remoteId(problem.to);
  } else if (isFreed) fields["problem_id"] = null;
  return edits.tags === undefined ? fields : { ...fields, ...toTags(edits.tags, seen) };
}

const toMacroIds = (ids: readonly GlobalId[]): Fields =>
  ids.length === 0
    ? {}
    : ids.length === 1
      ? { macro_id: remoteId(ids[0] ?? null) }
      : { macro_ids: ids.map(remoteId) };

function freezeUpdate(
  opId: string,
  action: Update,
  pin: Pin,
  uploads: ReadonlyMap<string, string>,
  looked: Looked,
): FrozenRequest {
  const ticket: Fields = {
    ...toFields(action.edits, looked.at(action.ticketId, pin.stamp)),
    ...toMacroIds(action.macroIds),
    ...(action.comment === null ? {} : { comment: toComment(action.comment, uploads) }),
    metadata: { op: opId },
    safe_update: true,
    updated_stamp: pin.stamp,
  };
  return {
    method: "PUT",
    path: `/tickets/${remoteOf(action.ticketId)}.json`,
    headers: {},
    body: JSON.stringify({ ticket }),
  };
}

function freezeCreate(
  opId: string,
  action: Create,
  uploads: ReadonlyMap<string, string>,
): FrozenRequest {
  const { status, priority, assigneeId, groupId, tags } = action.fields;
  const ticket: Fields = {
    subject: action.subject,
    requester: { name: action.requester.name, email: action.requester.email },
    comment: toComment(action.comment, uploads),
    external_id: opId,
    metadata: { op: opId },
    ...(status === undefined ? {} : { status: toWireStatus(status) }),
    ...(priority === undefined ? {} : { priority }),
    ...(assigneeId === undefined ? {} : { assignee_id: remoteId(assigneeId) }),
    ...(groupId === undefined ? {} : { group_id: remoteId(groupId) }),
    ...(tags === undefined ? {} : { tags }),
    ...(action.followUpOf === undefined
      ? {}
      : { via_followup_source_id: remoteId(action.followUpOf) }),
  };
  return {
    method: "POST",
    path: "/tickets.json",
    headers: { "idempotency-key": opId },
    body: JSON.stringify({ ticket }),
  };
}

/** Merging is a job of the ticket that stays; both get an internal note. Source: zendesk-api facts §9. */
function freezeMerge({ ticketId, into }: Merge, looked: Looked): FrozenRequest {
  const named = (id: GlobalId) => ({
    number: remoteOf(id),
    subject: looked.latest(id)?.subject ?? null,
  });
  const notes = mergeNotes(named(ticketId), named(into));
  return {
    method: "POST",
    path: `/tickets/${remoteOf(into)}/merge.json`,
    headers: {},
    body: JSON.stringify({
      ids: [remoteId(ticketId)],
      source_comment: notes.source,
      target_comment: notes.target,
      source_comment_is_public: false,
      target_comment_is_public: false,
    }),
  };
}

/**
 * One attempt's request, as bytes: nothing can change it afterwards.
 *
 * An update is one PUT with all field changes and at most one comment, pinned to `pin.stamp` and marked with the
 * operation. Tags go as a whole list merged from the ticket at that stamp; where it was not looked at in this
 * session, as additions and removals.
 * Source: zendesk-api facts §9.
 */
export function freezeIntent(
  intent: Intent,
  pin: Pin,
  uploads: ReadonlyMap<string, string>,
  looked: Looked,
): FrozenRequest {
  const { action, opId } = intent;
  switch (action.kind) {
    case "update-ticket":
      return freezeUpdate(opId, action, pin, uploads, looked);
    case "create-ticket":
      return freezeCreate(opId, action, uploads);
    case "merge-ticket":
      return freezeMerge(action, looked);
    case "save-macro": {
      const isNew = action.base === null;
      return {
        method: isNew ? "POST" : "PUT",
        path: isNew ? "/macros.json" : `/macros/${remoteOf(action.macro.id)}.json`,
        headers: {},
        body: JSON.stringify({ macro: toWireMacro(action.macro) }),
      };
    }
    case "delete-macro":
      return {
        method: "DELETE",
        path: `/macros/${remoteOf(action.base.id)}.json`,
        headers: {},
        body: "",
      };
  }
}
