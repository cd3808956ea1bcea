import { z } from "zod";
import type { FrozenRequest } from "#main/sync/ports.ts";
import type { Intent, OutgoingComment, TicketEdits } from "#domain/sync/intent.ts";
import type { Pin } from "#domain/sync/outbox.ts";
import { LINK_RELATIONS } from "#domain/ticket/links.ts";
import { PRIORITIES, TICKET_KINDS, TICKET_STATUSES } from "#domain/ticket/ticket.ts";

/**
 * One attempt, frozen as text: a reply and the changes that go with it are two requests here, because the server does
 * neither as one unit with the other. The reply goes first (a reply may reopen a ticket, so a status must come after it)
 * and carries the marker; the changes are absolute values, guarded by what was looked at and read back.
 * Source: rt-rest2 facts §8, sync-pitfalls §2.
 */
const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const edit = <T extends z.ZodType>(value: T) => z.object({ base: value, value });
const Link = z.object({ relation: z.enum(LINK_RELATIONS), to: z.string() });
const Edits = z.object({
  status: edit(z.enum(TICKET_STATUSES)).exactOptional(),
  priority: edit(z.enum(PRIORITIES).nullable()).exactOptional(),
  kind: edit(z.enum(TICKET_KINDS).nullable()).exactOptional(),
  assigneeId: edit(z.string().nullable()).exactOptional(),
  groupId: edit(z.string().nullable()).exactOptional(),
  subject: edit(z.string()).exactOptional(),
  dueAt: edit(z.number().nullable()).exactOptional(),
  followUpAt: edit(z.number().nullable()).exactOptional(),
  tags: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }).exactOptional(),
  requesterId: edit(z.string()).exactOptional(),
  ccs: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }).exactOptional(),
  followers: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }).exactOptional(),
  links: z.object({ add: z.array(Link), remove: z.array(Link) }).exactOptional(),
  customFields: z.record(z.string(), edit(FieldValue)).exactOptional(),
}) satisfies z.ZodType<TicketEdits>;
const File = z.object({ fileName: z.string(), contentType: z.string(), base64: z.string() });
const Comment = z.object({ isPublic: z.boolean(), text: z.string(), files: z.array(File) });
export type PlannedComment = z.infer<typeof Comment>;

export const Plan = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("update"),
    opId: z.string(),
    ticketId: z.string(),
    comment: Comment.nullable(),
    edits: Edits,
    /** Newest transaction when the changes were decided. */
    stamp: z.string(),
  }),
  z.object({
    kind: z.literal("create"),
    opId: z.string(),
    subject: z.string(),
    requester: z.object({ name: z.string(), email: z.string() }),
    comment: Comment,
    status: z.enum(TICKET_STATUSES).nullable(),
    priority: z.enum(PRIORITIES).nullable(),
    assigneeId: z.string().nullable(),
    groupId: z.string().nullable(),
    tags: z.array(z.string()),
  }),
  z.object({ kind: z.literal("merge"), opId: z.string(), ticketId: z.string(), into: z.string() }),
  z.object({ kind: z.literal("unsupported"), what: z.string() }),
]);
export type Plan = z.infer<typeof Plan>;
export type UpdatePlan = Extract<Plan, { kind: "update" }>;
export type MergePlan = Extract<Plan, { kind: "merge" }>;
export type CreatePlan = Extract<Plan, { kind: "create" }>;

function toComment(comment: OutgoingComment, uploads: ReadonlyMap<string, string>): PlannedComment {
  return {
    isPublic: comment.audience === "public",
    text: comment.text,
    files: comment.files.flatMap(({ stagedId, fileName, contentType }) => {
      const base64 = uploads.get(stagedId);
      return base64 === undefined ? [] : [{ fileName, contentType, base64 }];
    }),
  };
}

export function toPlan(intent: Intent, pin: Pin, uploads: ReadonlyMap<string, string>): Plan {
  const { action, opId } = intent;
  switch (action.kind) {
    case "update-ticket":
      return {
        kind: "update",
        opId,
        ticketId: action.ticketId,
        comment: action.comment === null ? null : toComment(action.comment, uploads),
        edits: action.edits as UpdatePlan["edits"],
        stamp: pin.stamp,
      };
    case "create-ticket": {
      const { status, priority, assigneeId, groupId, tags } = action.fields;
      return {
        kind: "create",
        opId,
        subject: action.subject,
        requester: action.requester,
        comment: toComment(action.comment, uploads),
        status: status ?? null,
        priority: priority ?? null,
        assigneeId: assigneeId ?? null,
        groupId: groupId ?? null,
        tags: [...(tags ?? [])],
      };
    }
    case "merge-ticket":
      return { kind: "merge", opId, ticketId: action.ticketId, into: action.into };
    case "save-macro":
    case "delete-macro":
      return { kind: "unsupported", what: "macro" };
  }
}

/** One attempt's request: nothing can change it afterwards. Its path only names it; `send` knows the requests it means. */
export const freezePlan = (plan: Plan): FrozenRequest => ({
  method: "POST",
  path: plan.kind === "update" ? "/ticket" : `/${plan.kind}`,
  headers: {},
  body: JSON.stringify(plan),
});
