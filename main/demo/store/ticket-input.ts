import { z } from "zod";

const id = z.coerce.number().int().positive();
const idOrNull = z.union([z.literal("").transform(() => null), id, z.null()]);
const tags = z
  .union([z.string().transform((s) => s.split(/[\s,]+/)), z.array(z.string())])
  .transform((list) => [
    ...new Set(
      list.map((t) => t.trim().toLowerCase().replace(/\s+/g, "_")).filter((t) => t !== ""),
    ),
  ]);
const json = z.json();

export const CommentInput = z.union([
  z.string().transform((body) => ({ body })),
  z.object({
    body: z.string().optional(),
    html_body: z.string().optional(),
    value: z.string().optional(),
    public: z.union([z.boolean(), z.stringbool()]).optional(),
    author_id: id.optional(),
    uploads: z.union([z.string().transform((s) => [s]), z.array(z.string())]).optional(),
  }),
]);
export type CommentInput = {
  readonly body?: string | undefined;
  readonly html_body?: string | undefined;
  readonly value?: string | undefined;
  readonly public?: boolean | undefined;
  readonly author_id?: number | undefined;
  readonly uploads?: readonly string[] | undefined;
};

const Person = z.object({
  user_id: id.optional(),
  user_email: z.string().optional(),
  user_name: z.string().optional(),
  action: z.enum(["put", "delete"]).default("put"),
});
/** What may be written of a ticket. Unknown members are ignored, as in the real product. */
export const TicketInput = z.object({
  subject: z.string().nullable().optional(),
  raw_subject: z.string().optional(),
  description: z.string().optional(),
  comment: CommentInput.optional(),
  status: z.string().optional(),
  custom_status_id: idOrNull.optional(),
  priority: z.string().nullable().optional(),
  type: z.string().nullable().optional(),
  requester_id: id.optional(),
  requester: z
    .object({
      name: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
      locale_id: z.number().optional(),
    })
    .optional(),
  submitter_id: id.optional(),
  assignee_id: idOrNull.optional(),
  assignee_email: z.string().optional(),
  group_id: idOrNull.optional(),
  organization_id: idOrNull.optional(),
  ticket_form_id: idOrNull.optional(),
  problem_id: idOrNull.optional(),
  external_id: z.string().nullable().optional(),
  due_at: z.string().nullable().optional(),
  tags: tags.optional(),
  additional_tags: tags.optional(),
  remove_tags: tags.optional(),
  custom_fields: z
    .union([
      z.array(z.object({ id: z.coerce.number(), value: json })),
      z
        .record(z.string(), json)
        .transform((r) => Object.entries(r).map(([key, value]) => ({ id: Number(key), value }))),
    ])
    .optional(),
  fields: z
    .union([
      z.array(z.object({ id: z.coerce.number(), value: json })),
      z
        .record(z.string(), json)
        .transform((r) => Object.entries(r).map(([key, value]) => ({ id: Number(key), value }))),
    ])
    .optional(),
  followers: z.array(Person).optional(),
  email_ccs: z.array(Person).optional(),
  collaborator_ids: z.array(id).optional(),
  is_public: z.boolean().optional(),
  metadata: z.record(z.string(), json).optional(),
  macro_id: id.optional(),
  macro_ids: z.array(id).optional(),
  safe_update: z.union([z.boolean(), z.stringbool()]).optional(),
  updated_stamp: z.string().optional(),
  via_followup_source_id: id.optional(),
  via_id: z.number().optional(),
});
export type TicketInput = z.infer<typeof TicketInput>;
