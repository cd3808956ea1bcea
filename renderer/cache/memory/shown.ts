import { fieldIdOf, isFieldKey, type QueueRow, type ShownExtra } from "#contract/asks.ts";
import { isProvisional, type OrganisationId, remoteOf } from "#domain/kernel/ids.ts";
import type { CustomerValue } from "#domain/customer/value.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { overlaySummary } from "#domain/ticket/overlay-thread.ts";
import { overlayTicket, pendingOf } from "#domain/ticket/overlay.ts";
import { type Rankable, rankKey } from "#domain/ticket/rank.ts";
import {
  type FieldValue,
  nextBreachAt,
  type Priority,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";
import { type ThreadSummary, waitingSince } from "#domain/ticket/waiting.ts";
import type { PersonLine } from "#renderer/cache/memory/index-delta.ts";
import type { TicketLine } from "#renderer/cache/memory/ticket-line.ts";

/** A ticket as lists show it: local intents applied, people named. Immutable; a change makes a new one. */
export type Shown = Rankable & {
  readonly line: TicketLine;
  readonly rankKey: number;
  readonly status: TicketStatus;
  readonly priority: Priority | null;
  readonly requester: PersonLine | null;
  readonly requesterName: string;
  readonly pending: QueueRow["pending"];
  readonly lastCustomerAt: number | null;
  /** Made on first use: subject for sorting, and all that a text filter looks into. */
  sortSubject: string | null;
  sortRequester: string | null;
  haystack: string | null;
};

export function toShown(
  server: TicketLine,
  summary: ThreadSummary,
  requester: PersonLine | null,
  requesterName: string,
  entries: readonly OutboxEntry[],
  value: CustomerValue | null,
): Shown {
  const line = entries.length === 0 ? server : overlayTicket(server, server, entries);
  const thread = entries.length === 0 ? summary : overlaySummary(summary, server, entries);
  const breachAt = nextBreachAt(line.slaClocks);
  const waiting = waitingSince(thread, line.status, line.createdAt);
  const { id, status, priority, createdAt } = line;
  const ranked = { id, status, priority, value, createdAt, breachAt, waitingSince: waiting };
  // One literal: a spread keeps what follows it in a second object per ticket.
  return {
    id,
    status,
    priority,
    value,
    createdAt,
    breachAt,
    waitingSince: waiting,
    line,
    rankKey: rankKey(ranked),
    lastCustomerAt: summary.lastCustomerAt,
    requester,
    requesterName,
    pending: pendingOf(entries),
    sortSubject: null,
    sortRequester: null,
    haystack: null,
  };
}

export const numberOf = (id: string): string => (isProvisional(id) ? "new" : remoteOf(id));

/** Of the ticket or, where it has none, of who asked. */
export const organisationOf = ({ line, requester }: Shown): OrganisationId | null =>
  line.organisationId ?? requester?.organisationId ?? null;

/**
 * Rows with what was asked for besides.
 *
 * @param organisations Names of organisations by id.
 */
export function rowMaker(
  show: readonly ShownExtra[] | undefined,
  organisations: (kind: "organisation", id: OrganisationId) => string | null,
): (shown: Shown) => QueueRow {
  if (show === undefined || show.length === 0) return toQueueRow;
  const hasOrganisation = show.includes("organisation");
  const ids = show.filter(isFieldKey).map(fieldIdOf);
  return (shown) => {
    const row = toQueueRow(shown);
    const organisationId = hasOrganisation ? organisationOf(shown) : null;
    const fields: Record<string, FieldValue> = {};
    for (const id of ids) {
      const value = shown.line.customFields[id];
      if (value !== undefined && value !== null && value !== "") fields[id] = value;
    }
    return {
      ...row,
      ...(hasOrganisation && {
        organisationName:
          organisationId === null ? null : organisations("organisation", organisationId),
      }),
      ...(ids.length > 0 && { fields }),
    };
  };
}

export function toQueueRow(shown: Shown): QueueRow {
  const { line } = shown;
  return {
    id: shown.id,
    accountId: line.accountId,
    number: numberOf(shown.id),
    subject: line.subject,
    requesterId: line.requesterId,
    requesterName: shown.requesterName,
    status: line.status,
    statusLabel: line.statusLabel,
    priority: line.priority,
    channel: line.channel,
    assigneeId: line.assigneeId,
    groupId: line.groupId,
    tags: line.tags,
    createdAt: line.createdAt,
    updatedAt: line.updatedAt,
    waitingSince: shown.waitingSince,
    breachAt: shown.breachAt,
    value: shown.value,
    pending: shown.pending,
  };
}
