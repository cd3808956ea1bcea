import { z } from "zod";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { LINK_RELATIONS } from "#domain/ticket/links.ts";
import { CHANNELS, PRIORITIES, TICKET_KINDS, TICKET_STATUSES } from "#domain/ticket/ticket.ts";

/** Schemas of what the page hands to main. Main trusts nothing that has not passed one. */
const Id = z.string().min(1).max(200);
const Text = z.string().max(200_000);
const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const edit = <T extends z.ZodType>(value: T) => z.object({ base: value, value });

export const StagedFile = z.object({
  stagedId: Id,
  fileName: z.string().min(1).max(255),
  contentType: z.string().max(200),
  sizeBytes: z.number().int().nonnegative(),
});
const Seen = z.object({ interactionId: Id, at: z.number() }).nullable();
const Comment = z.object({
  audience: z.enum(["public", "internal"]),
  text: Text.min(1),
  files: z.array(StagedFile).max(20),
});
const Link = z.object({ relation: z.enum(LINK_RELATIONS), to: Id });
const Edits = z.object({
  status: edit(z.enum(TICKET_STATUSES)).exactOptional(),
  priority: edit(z.enum(PRIORITIES).nullable()).exactOptional(),
  kind: edit(z.enum(TICKET_KINDS).nullable()).exactOptional(),
  assigneeId: edit(Id.nullable()).exactOptional(),
  groupId: edit(Id.nullable()).exactOptional(),
  subject: edit(z.string().max(10_000)).exactOptional(),
  dueAt: edit(z.number().nullable()).exactOptional(),
  followUpAt: edit(z.number().nullable()).exactOptional(),
  tags: z
    .object({ add: z.array(z.string().max(500)), remove: z.array(z.string().max(500)) })
    .exactOptional(),
  requesterId: edit(Id).exactOptional(),
  ccs: z.object({ add: z.array(Id).max(100), remove: z.array(Id).max(100) }).exactOptional(),
  followers: z.object({ add: z.array(Id).max(100), remove: z.array(Id).max(100) }).exactOptional(),
  links: z.object({ add: z.array(Link).max(100), remove: z.array(Link).max(100) }).exactOptional(),
  customFields: z.record(z.string(), edit(FieldValue)).exactOptional(),
});
const CustomFieldAction = z.object({
  kind: z.literal("custom-field"),
  fieldId: Id,
  value: FieldValue,
});
const MacroAction = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("comment"),
    audience: z.enum(["public", "internal"]).nullable(),
    text: Text,
  }),
  z.object({ kind: z.literal("status"), value: z.enum(TICKET_STATUSES) }),
  z.object({ kind: z.literal("priority"), value: z.enum(PRIORITIES) }),
  z.object({ kind: z.literal("ticket-kind"), value: z.enum(TICKET_KINDS) }),
  z.object({ kind: z.literal("assignee"), value: Id.nullable() }),
  z.object({ kind: z.literal("assign-me") }),
  z.object({ kind: z.literal("group"), value: Id.nullable() }),
  z.object({ kind: z.literal("my-group") }),
  z.object({ kind: z.literal("subject"), value: z.string().max(10_000) }),
  z.object({
    kind: z.literal("tags"),
    mode: z.enum(["add", "remove", "set"]),
    tags: z.array(z.string().max(500)),
  }),
  CustomFieldAction,
  z.object({ kind: z.literal("keep"), field: z.string(), value: z.unknown() }),
]);
export const MacroSchema = z.object({
  id: Id,
  accountId: Id,
  title: z.string().min(1).max(1000),
  description: Text,
  active: z.boolean(),
  position: z.number(),
  restriction: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("groups"), ids: z.array(Id) }),
      z.object({ kind: z.literal("agent"), id: Id }),
    ])
    .nullable(),
  actions: z.array(MacroAction).min(1).max(100),
  updatedAt: z.number(),
  version: z.number(),
});

export const IntentSchema = z.object({
  opId: z.uuid(),
  accountId: Id,
  authorId: Id,
  createdAt: z.number(),
  sendAfter: z.number(),
  action: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("update-ticket"),
      ticketId: Id,
      comment: Comment.nullable(),
      edits: Edits,
      macroIds: z.array(Id),
      seen: Seen,
    }),
    z.object({
      kind: z.literal("create-ticket"),
      ticketId: Id,
      subject: z.string().min(1).max(10_000),
      requester: z.object({ name: z.string().min(1).max(300), email: z.email() }),
      comment: Comment,
      fields: z.object({
        status: z.enum(TICKET_STATUSES).exactOptional(),
        priority: z.enum(PRIORITIES).exactOptional(),
        assigneeId: Id.exactOptional(),
        groupId: Id.exactOptional(),
        tags: z.array(z.string()).exactOptional(),
      }),
      followUpOf: Id.exactOptional(),
    }),
    z.object({ kind: z.literal("merge-ticket"), ticketId: Id, into: Id }),
    z.object({ kind: z.literal("save-macro"), base: MacroSchema.nullable(), macro: MacroSchema }),
    z.object({ kind: z.literal("delete-macro"), base: MacroSchema }),
  ]),
}) satisfies z.ZodType<Intent>;

export const DraftSchema = z.object({
  key: z.string().min(1).max(300),
  accountId: Id,
  ticketId: Id.nullable(),
  text: Text,
  fields: z.record(z.string(), Text),
  files: z.array(StagedFile).max(20),
  seen: Seen,
  savedAt: z.number(),
}) satisfies z.ZodType<Draft>;

export const ChannelSchema = z.enum(CHANNELS);
