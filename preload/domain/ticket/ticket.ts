import type {
  AccountId,
  AgentId,
  CustomerId,
  FieldId,
  GroupId,
  OrganisationId,
  TicketId,
} from "#domain/kernel/ids.ts";
import type { TicketLink } from "#domain/ticket/links.ts";

/** Source: glossary, Zendesk names. `closed` is final. */
export const TICKET_STATUSES = ["new", "open", "pending", "on-hold", "solved", "closed"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** From least to most pressing. */
export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof PRIORITIES)[number];

export const TICKET_KINDS = ["question", "incident", "problem", "task"] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

/** The way a contact arrived. Unknown remote channels become `other`. */
export const CHANNELS = [
  "email",
  "chat",
  "phone",
  "social",
  "in-app",
  "sms",
  "form",
  "in-person",
  "other",
] as const;
export type Channel = (typeof CHANNELS)[number];

export const SLA_METRICS = [
  "first-reply",
  "next-reply",
  "periodic-update",
  "pausable-update",
  "requester-wait",
  "agent-work",
  "total-resolution",
] as const;
export type SlaMetric = (typeof SLA_METRICS)[number];

/** One running, paused or finished promise of time. */
export type SlaClock = {
  readonly metric: SlaMetric;
  readonly stage: "active" | "paused" | "achieved";
  /** Server time, ms epoch; null while paused or where the remote does not tell. */
  readonly breachAt: number | null;
};

export type FieldValue = string | number | boolean | readonly string[] | null;

/** A ticket as the remote helpdesk holds it. Times are ms epoch, server time. */
export type Ticket = {
  readonly id: TicketId;
  readonly accountId: AccountId;
  readonly subject: string;
  readonly status: TicketStatus;
  /** The remote's own label of a custom status; null when it is just the category. */
  readonly statusLabel: string | null;
  readonly priority: Priority | null;
  readonly kind: TicketKind | null;
  readonly channel: Channel;
  readonly requesterId: CustomerId;
  readonly assigneeId: AgentId | null;
  readonly groupId: GroupId | null;
  readonly organisationId: OrganisationId | null;
  readonly tags: readonly string[];
  readonly customFields: Readonly<Record<FieldId, FieldValue>>;
  readonly ccIds: readonly CustomerId[];
  readonly followerIds: readonly AgentId[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly dueAt: number | null;
  /** When the agent of this account wants to be reminded. Absent: the helpdesk keeps no reminders, the due time is it. */
  readonly followUpAt?: number | null;
  readonly solvedAt: number | null;
  readonly slaClocks: readonly SlaClock[];
  readonly satisfaction: { readonly score: "good" | "bad"; readonly comment: string | null } | null;
  readonly mergedInto: TicketId | null;
  /** Links that the remote keeps on the ticket itself; others are told by its thread. Absent: none. */
  readonly links?: readonly TicketLink[];
  /** The remote's own words, where what they mean here can be chosen. Absent: it cannot. */
  readonly remoteWords?: {
    readonly lifecycle: string;
    readonly status: string;
    /** Whether the remote counts that status as at work; null: nothing tells. */
    readonly activity?: "active" | "inactive" | null;
    readonly priority: number | null;
    readonly queue: string;
  };
  /** Grows with every change of the record; a lower one never replaces a higher one. */
  readonly version: number;
  /** The remote's version as it wants to see it again in a conditional write. */
  readonly stamp: string;
  /** Address of the ticket in the helpdesk's own web interface; null when it has none. */
  readonly webUrl: string | null;
};

/** Statuses in which somebody still owes something. */
export const isUnsolved = (status: TicketStatus): boolean =>
  status !== "solved" && status !== "closed";

/** When this ticket is to be followed up: by its reminder, else when it is due; null for neither. */
export const followUpOf = (ticket: Pick<Ticket, "dueAt" | "followUpAt">): number | null =>
  ticket.followUpAt ?? ticket.dueAt;

/** Earliest instant at which an active clock breaches; null when none runs. */
export function nextBreachAt(clocks: readonly SlaClock[]): number | null {
  let earliest: number | null = null;
  for (const clock of clocks) {
    if (clock.stage !== "active" || clock.breachAt === null) continue;
    if (earliest === null || clock.breachAt < earliest) earliest = clock.breachAt;
  }
  return earliest;
}
