import { z } from "zod";

/**
 * Remote shapes, as far as we read them. Unknown members are dropped; open sets of words are plain strings and get
 * their meaning in `map-*.ts`, so that a new word never costs a record. Source: zendesk-api facts §6.
 */
const Anything = z.unknown().optional();
const Id = z.number().int().positive();
const SomeId = Id.nullish();
/** Users of audits and comments: -1 is the system. */
const AuthorId = z.number().int().nullish();
const Text = z.string().nullish();
const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "is not a time");
const SomeTime = z.string().nullish();
const Ids = z.array(z.number().int()).nullish();
const Words = z.array(z.string()).nullish();

export const Via = z
  .object({
    channel: z.union([z.string(), z.number()]).nullish(),
    source: z
      .object({
        rel: z.union([z.string(), z.number()]).nullish(),
        from: z
          .object({ phone: Anything, title: Anything, ticket_id: Anything })
          .partial()
          .nullish(),
        to: z.object({ phone: Anything, ticket_id: Anything }).partial().nullish(),
      })
      .partial()
      .nullish(),
  })
  .nullish()
  .catch(null);
export type Via = z.infer<typeof Via>;

export const WireTicket = z.object({
  id: Id,
  subject: Text,
  raw_subject: Text,
  status: z.string(),
  custom_status_id: SomeId,
  priority: Text,
  type: Text,
  via: Via,
  requester_id: Id,
  assignee_id: SomeId,
  group_id: SomeId,
  organization_id: SomeId,
  problem_id: SomeId,
  followup_ids: Ids,
  email_cc_ids: Ids,
  follower_ids: Ids,
  tags: Words,
  custom_fields: z.array(z.object({ id: Id, value: Anything })).nullish(),
  satisfaction_rating: z.object({ score: Text, comment: Text }).partial().nullish(),
  due_at: SomeTime,
  created_at: Time,
  updated_at: Time,
  generated_timestamp: z.number().nullish(),
  metric_set: z.object({ solved_at: SomeTime }).partial().nullish().catch(null),
  dates: z.object({ solved_at: SomeTime }).partial().nullish().catch(null),
  slas: z
    .object({
      policy_metrics: z.array(
        z.object({ metric: z.string(), stage: z.string(), breach_at: SomeTime }),
      ),
    })
    .nullish()
    .catch(null),
});
export type WireTicket = z.infer<typeof WireTicket>;

export const WireIdentity = z.object({
  user_id: Id,
  type: z.string(),
  value: z.string(),
  primary: z.boolean().nullish(),
  verified: z.boolean().nullish(),
});
export type WireIdentity = z.infer<typeof WireIdentity>;

export const WireUser = z.object({
  id: Id,
  name: z.string(),
  email: Text,
  phone: Text,
  role: z.string(),
  active: z.boolean().nullish(),
  suspended: z.boolean().nullish(),
  locale: Text,
  iana_time_zone: Text,
  time_zone: Text,
  organization_id: SomeId,
  external_id: Text,
  tags: Words,
  notes: Text,
  details: Text,
  signature: Text,
  user_fields: z.record(z.string(), z.unknown()).nullish(),
  created_at: Time,
  updated_at: Time,
});
export type WireUser = z.infer<typeof WireUser>;

export const WireOrganization = z.object({
  id: Id,
  name: z.string(),
  domain_names: Words,
  notes: Text,
  details: Text,
  tags: Words,
  organization_fields: z.record(z.string(), z.unknown()).nullish(),
  updated_at: SomeTime,
  created_at: SomeTime,
});
export type WireOrganization = z.infer<typeof WireOrganization>;

export const WireGroup = z.object({ id: Id, name: z.string(), deleted: z.boolean().nullish() });
export type WireGroup = z.infer<typeof WireGroup>;
export const WireMembership = z.object({ user_id: Id, group_id: Id });
export type WireMembership = z.infer<typeof WireMembership>;
export const WireStatus = z.object({
  id: Id,
  status_category: z.string(),
  agent_label: z.string(),
  default: z.boolean().nullish(),
});
export type WireStatus = z.infer<typeof WireStatus>;

export const WireAttachment = z.object({
  id: Id,
  file_name: z.string(),
  content_type: Text,
  content_url: z.string(),
  size: z.number().nullish(),
  inline: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
});
export type WireAttachment = z.infer<typeof WireAttachment>;

export const WireVoice = z
  .object({
    from: Anything,
    to: Anything,
    call_duration: z.union([z.number(), z.string()]).nullish(),
    recording_duration: z.union([z.number(), z.string()]).nullish(),
    recording_url: Text,
    answered_by_name: Text,
    transcription_text: Text,
    outbound: z.boolean().nullish(),
  })
  .partial();

/** The comment members that comments, audit events and export events share. */
const commentMembers = {
  id: Id,
  type: Text,
  author_id: AuthorId,
  body: Text,
  html_body: Text,
  plain_body: Text,
  public: z.boolean().nullish(),
  attachments: z.array(WireAttachment).nullish(),
  data: WireVoice.nullish(),
};
/** One event of an audit: a comment, a change, or something else; only the members of its type are filled. */
export const WireAuditEvent = z.object({
  ...commentMembers,
  id: z.number().int().nullish(),
  type: z.string(),
  via: Via,
  field_name: Text,
  value: Anything,
  previous_value: Anything,
  score: z.union([z.string(), z.number()]).nullish(),
  comment_id: SomeId,
});
export type WireAuditEvent = z.infer<typeof WireAuditEvent>;

export const WireAudit = z.object({
  id: Id,
  ticket_id: Id,
  author_id: AuthorId,
  created_at: Time,
  via: Via,
  metadata: z
    .object({ custom: z.record(z.string(), z.unknown()).nullish() })
    .partial()
    .nullish(),
  events: z.array(Anything),
});
export type WireAudit = z.infer<typeof WireAudit>;

/** One row of the ticket events export. Its `via` is a display string. */
export const WireTicketEvent = z.object({
  id: Id,
  ticket_id: Id,
  timestamp: z.number().nullish(),
  created_at: Time,
  updater_id: AuthorId,
  via: Anything,
  metadata: z
    .object({ custom: z.record(z.string(), z.unknown()).nullish() })
    .partial()
    .nullish(),
  child_events: z.array(Anything),
});
export type WireTicketEvent = z.infer<typeof WireTicketEvent>;

/** A child of an export event: a comment, or one member per changed field next to `previous_value`. */
export const WireChildEvent = z.looseObject({
  ...commentMembers,
  id: z.number().int().nullish(),
  event_type: z.string(),
  via: Anything,
  previous_value: Anything,
});
export type WireChildEvent = z.infer<typeof WireChildEvent>;

export const WireMacro = z.object({
  id: Id,
  title: z.string(),
  description: Text,
  active: z.boolean().nullish(),
  position: z.number().nullish(),
  restriction: z.object({ type: z.string(), id: SomeId, ids: z.array(Id).nullish() }).nullish(),
  actions: z.array(z.object({ field: z.string(), value: Anything })),
  created_at: SomeTime,
  updated_at: Time,
});
export type WireMacro = z.infer<typeof WireMacro>;

export const WireField = z.object({
  id: Id,
  type: z.string(),
  title: z.string(),
  active: z.boolean().nullish(),
  required: z.boolean().nullish(),
  custom_field_options: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
export type WireField = z.infer<typeof WireField>;

const Condition = z.object({ field: z.string(), operator: z.string(), value: Anything });
export const WireView = z.object({
  id: Id,
  title: z.string(),
  active: z.boolean().nullish(),
  position: z.number().nullish(),
  conditions: z
    .object({ all: z.array(Condition).nullish(), any: z.array(Condition).nullish() })
    .nullish(),
  // How it is listed is a help: a shape that is not known must not cost the view.
  execution: z
    .object({
      sort_by: z.string().nullish().catch(null),
      sort_order: z.string().nullish().catch(null),
      group_by: z.string().nullish().catch(null),
      columns: z
        .array(z.object({ id: z.union([z.string(), z.number()]) }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
export type WireView = z.infer<typeof WireView>;

export const WireArticle = z.object({
  id: Id,
  title: z.string(),
  body: Text,
  locale: z.string(),
  label_names: Words,
  html_url: Text,
  draft: z.boolean().nullish(),
  updated_at: Time,
});
export type WireArticle = z.infer<typeof WireArticle>;

export const WireDeleted = z.object({ id: Id, deleted_at: z.string().nullish() });
export type WireDeleted = z.infer<typeof WireDeleted>;

/** Who we are: `id` is null for anonymous. */
export const WireMe = z.object({
  id: z.number().int().nullable(),
  name: z.string(),
  email: Text,
  phone: Text,
  role: z.string(),
  active: z.boolean().nullish(),
  signature: Text,
});
export type WireMe = z.infer<typeof WireMe>;
