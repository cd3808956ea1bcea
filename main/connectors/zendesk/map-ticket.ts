import { globalId, type TicketId } from "#domain/kernel/ids.ts";
import type { LinkRelation, TicketLink } from "#domain/ticket/links.ts";
import type { Tombstone } from "#domain/sync/page.ts";
import {
  PRIORITIES,
  TICKET_KINDS,
  type FieldValue,
  type Priority,
  type SlaClock,
  type SlaMetric,
  type Ticket,
  type TicketKind,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";
import { channelOfVia } from "#main/connectors/zendesk/channel.ts";
import { clip } from "#domain/ticket/html-text.ts";
import type { WireTicket } from "#main/connectors/zendesk/wire.ts";

/** What mapping needs to know of the account. */
export type MapContext = {
  readonly accountId: string;
  /** Origin of the helpdesk's own pages. */
  readonly webOrigin: string;
  /** Remote ids of everybody who works here. */
  readonly agentIds: ReadonlySet<number>;
  /** Labels of custom statuses that are not just their category. */
  readonly statusLabels: ReadonlyMap<number, string>;
};

const STATUS_OF: Readonly<Record<string, TicketStatus>> = {
  new: "new",
  open: "open",
  pending: "pending",
  hold: "on-hold",
  solved: "solved",
  closed: "closed",
};
const WIRE_STATUS: Readonly<Record<TicketStatus, string>> = {
  new: "new",
  open: "open",
  pending: "pending",
  "on-hold": "hold",
  solved: "solved",
  closed: "closed",
};
/** The remote's word for a status. */
export const toWireStatus = (status: TicketStatus): string => WIRE_STATUS[status];
/** Our word for a remote status; null for one we do not know. */
export const fromWireStatus = (word: string): TicketStatus | null =>
  Object.hasOwn(STATUS_OF, word) ? (STATUS_OF[word] ?? null) : null;

export const toPriority = (word: unknown): Priority | null =>
  PRIORITIES.find((known) => known === word) ?? null;
export const toKind = (word: unknown): TicketKind | null =>
  TICKET_KINDS.find((known) => known === word) ?? null;

const METRIC_OF: Readonly<Record<string, SlaMetric>> = {
  first_reply_time: "first-reply",
  next_reply_time: "next-reply",
  periodic_update_time: "periodic-update",
  pausable_update_time: "pausable-update",
  requester_wait_time: "requester-wait",
  agent_work_time: "agent-work",
  total_resolution_time: "total-resolution",
};

/** ms epoch of an ISO time; null for none or an unreadable one. */
export function toTime(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function toSlaClocks(slas: WireTicket["slas"]): readonly SlaClock[] {
  const clocks: SlaClock[] = [];
  for (const { metric, stage, breach_at: breachAt } of slas?.policy_metrics ?? []) {
    const known = Object.hasOwn(METRIC_OF, metric) ? METRIC_OF[metric] : undefined;
    if (known === undefined) continue;
    const ours = stage === "active" || stage === "paused" ? stage : "achieved";
    clocks.push({ metric: known, stage: ours, breachAt: toTime(breachAt) });
  }
  return clocks;
}

/** A custom field's value as far as our model holds it; other shapes as JSON text, so that nothing is lost. */
export function toFieldValue(value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return clip(value, 100_000);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((entry) => String(entry));
  return JSON.stringify(value);
}

/**
 * Version of a ticket: seconds of `generated_timestamp` where the answer has it, at least `updated_at`, in ms. Both
 * move forward only and a list, a show and an export agree on `updated_at`, so versions compare across them.
 * Source: zendesk-api facts §5 (`updated_at` does not move for system changes), sync-pitfalls §3.
 */
export const ticketVersion = (wire: WireTicket): number =>
  Math.max(Date.parse(wire.updated_at), (wire.generated_timestamp ?? 0) * 1000);

/** Problem and follow-ups; nothing where there are none. */
function toLinks(wire: WireTicket, accountId: string): Pick<Ticket, "links"> {
  const link = (relation: LinkRelation, id: unknown): readonly TicketLink[] => {
    const number = Number(id);
    const isId = (typeof id === "number" || typeof id === "string") && number > 0;
    return isId ? [{ relation, to: globalId(accountId, number) }] : [];
  };
  const source = wire.via?.source;
  const links = [
    ...link("incident-of", wire.problem_id),
    ...(wire.followup_ids ?? []).flatMap((id) => link("followed-up-by", id)),
    ...(source?.rel === "follow_up" ? link("follow-up-of", source.from?.ticket_id) : []),
  ];
  return links.length === 0 ? {} : { links };
}

const MAX_TAGS = 1000;
const MAX_SUBJECT = 10_000;

/** A remote ticket as ours. An unknown status becomes `open` and keeps the remote's word as its label. */
export function toTicket(wire: WireTicket, context: MapContext): Ticket {
  const { accountId } = context;
  const ref = (id: number | null | undefined): string | null =>
    typeof id === "number" ? globalId(accountId, id) : null;
  const status = fromWireStatus(wire.status);
  const customLabel =
    typeof wire.custom_status_id === "number"
      ? (context.statusLabels.get(wire.custom_status_id) ?? null)
      : null;
  const customFields: Record<string, FieldValue> = {};
  for (const field of wire.custom_fields ?? []) {
    const value = toFieldValue(field.value);
    if (value !== null) customFields[globalId(accountId, field.id)] = value;
  }
  const score = wire.satisfaction_rating?.score;
  const updatedAt = Date.parse(wire.updated_at);
  const isSolved = status === "solved" || status === "closed";
  const solvedAt = toTime(wire.metric_set?.solved_at) ?? toTime(wire.dates?.solved_at);
  return {
    id: globalId(accountId, wire.id),
    accountId,
    subject: clip(wire.raw_subject ?? wire.subject ?? "", MAX_SUBJECT),
    status: status ?? "open",
    statusLabel: status === null ? clip(wire.status, 100) : customLabel,
    priority: toPriority(wire.priority),
    kind: toKind(wire.type),
    channel: channelOfVia(wire.via),
    requesterId: globalId(accountId, wire.requester_id),
    assigneeId: ref(wire.assignee_id),
    groupId: ref(wire.group_id),
    organisationId: ref(wire.organization_id),
    tags: (wire.tags ?? []).slice(0, MAX_TAGS),
    customFields,
    ccIds: (wire.email_cc_ids ?? []).map((id) => globalId(accountId, id)),
    followerIds: (wire.follower_ids ?? []).map((id) => globalId(accountId, id)),
    createdAt: Date.parse(wire.created_at),
    updatedAt,
    dueAt: toTime(wire.due_at),
    solvedAt: isSolved ? (solvedAt ?? updatedAt) : null,
    slaClocks: toSlaClocks(wire.slas),
    satisfaction:
      score === "good" || score === "bad"
        ? { score, comment: wire.satisfaction_rating?.comment ?? null }
        : null,
    mergedInto: null,
    ...toLinks(wire, accountId),
    version: ticketVersion(wire),
    stamp: wire.updated_at,
    webUrl: `${context.webOrigin}/agent/tickets/${wire.id}`,
  };
}

export const isDeleted = (wire: WireTicket): boolean => wire.status === "deleted";

/** @param version At least the last version the ticket had; ms. */
export const ticketGone = (id: TicketId, why: Tombstone["why"], version: number): Tombstone => ({
  kind: "ticket",
  id,
  why,
  mergedInto: null,
  version,
});
