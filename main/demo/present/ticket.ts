import { idBase } from "#main/demo/ids.ts";
import { products } from "#main/demo/seed/catalog.ts";
import { customStatuses, fieldIds } from "#main/demo/seed/desk.ts";
import { topics } from "#main/demo/seed/texts.ts";
import { iso, stamp } from "#main/demo/present/time.ts";
import { viaOf } from "#main/demo/present/via.ts";
import type { Json, JsonObject, Rating, Ticket } from "#main/demo/store/model.ts";
import type { Store } from "#main/demo/store/store.ts";

const defaultStatusId: Readonly<Record<string, number>> = Object.fromEntries(
  customStatuses.filter((s) => s.default).map((s) => [s.status_category, s.id]),
);
const fieldOrder = Object.values(fieldIds);

/** Values of the custom fields in the order of the fields. */
export function fieldValues(
  store: Store,
  ticket: Ticket,
): readonly { readonly id: number; readonly value: Json }[] {
  const own = ticket.fields;
  let seeded: readonly Json[] = [null, null, null, null, null, false];
  if (ticket.seedIndex >= 0) {
    const head = store.history.head(ticket.seedIndex);
    const key = topics[head.topic]?.key ?? "late";
    seeded = [
      head.order.number,
      products[head.order.product]?.[1] ?? null,
      `reason_${key}`,
      key === "refund" ? (head.order.cents / 100).toFixed(2) : null,
      key === "warranty" && head.comments > 3 ? `NL${head.order.last4}7731` : null,
      head.mood === "worried",
    ];
  }
  return fieldOrder.map((id, n) => ({
    id,
    value: own !== null && String(id) in own ? (own[String(id)] ?? null) : (seeded[n] ?? null),
  }));
}

function ratingJson(rating: Rating | null): JsonObject {
  if (rating === null) return { score: "unoffered" };
  return rating.score === "offered"
    ? { score: "offered" }
    : {
        id: rating.id,
        score: rating.score,
        comment: rating.comment,
        reason: rating.reason,
        reason_id: rating.reasonId,
      };
}

/** A ticket as every list, export and answer shows it. @param base address of this server as the caller spells it, without a path */
export function ticketJson(store: Store, ticket: Ticket, base: string): { [key: string]: Json } {
  const fields = fieldValues(store, ticket);
  const person = store.users.get(ticket.requesterId);
  return {
    url: `${base}/api/v2/tickets/${ticket.id}.json`,
    id: ticket.id,
    external_id: ticket.externalId,
    via: ticket.via ?? viaOf(ticket.channel, person, ticket.id),
    created_at: stamp(ticket.createdAt),
    updated_at: stamp(ticket.updatedAt),
    generated_timestamp: ticket.generatedAt,
    type: ticket.type,
    subject: ticket.subject,
    raw_subject: ticket.subject,
    description: store.description(ticket),
    priority: ticket.priority,
    status: ticket.status,
    recipient: ticket.channel === "email" ? "support@nordlicht.example" : null,
    requester_id: ticket.requesterId,
    submitter_id: ticket.submitterId,
    assignee_id: ticket.assigneeId,
    organization_id: ticket.organizationId,
    group_id: ticket.groupId,
    collaborator_ids: [...ticket.ccIds, ...ticket.followerIds],
    follower_ids: ticket.followerIds,
    email_cc_ids: ticket.ccIds,
    forum_topic_id: null,
    problem_id: ticket.problemId,
    has_incidents: false,
    is_public: ticket.isPublic,
    due_at: iso(ticket.dueAt),
    tags: ticket.tags,
    custom_fields: fields,
    satisfaction_rating: ratingJson(ticket.rating),
    sharing_agreement_ids: [],
    custom_status_id: ticket.customStatusId ?? defaultStatusId[ticket.status] ?? null,
    encoded_id: `${ticket.id.toString(36).toUpperCase()}-NL`,
    fields,
    followup_ids: ticket.followupIds,
    ticket_form_id: ticket.formId,
    brand_id: idBase.brand,
    allow_channelback: ticket.channel === "twitter" || ticket.channel === "facebook",
    allow_attachments: true,
    from_messaging_channel: ticket.channel === "native_messaging" || ticket.channel === "whatsapp",
  };
}
