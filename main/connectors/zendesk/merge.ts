import type { Ticket } from "#domain/ticket/ticket.ts";
import type { WireAudit, WireAuditEvent } from "#main/connectors/zendesk/wire.ts";

/** Tag that the helpdesk puts on a ticket that was merged away. */
const MERGED_TAG = "closed_by_merge";
const WORDS = /\bmerged into (?:request|ticket|case) #(\d{1,18})\b/i;

const numberOf = (value: unknown): number | null => {
  const id = typeof value === "string" ? Number(value) : value;
  return typeof id === "number" && Number.isInteger(id) && id > 0 ? id : null;
};

/**
 * Remote id of the ticket that this one was merged into; null when it was not. The API has no field for it: the
 * last update's `via` names it, or the note that the merge leaves.
 *
 * @param audits,events Oldest first.
 */
export function findMergeTarget(
  ticket: Ticket,
  audits: readonly WireAudit[],
  events: readonly WireAuditEvent[],
): number | null {
  const isClosed = ticket.status === "closed" || ticket.status === "solved";
  if (!isClosed) return null;
  const isTagged = ticket.tags.includes(MERGED_TAG);
  for (const audit of audits.toReversed()) {
    const source = audit.via?.source;
    const target = source?.rel === "merge" ? numberOf(source.to?.ticket_id) : null;
    if (target !== null) return target;
  }
  if (!isTagged) return null;
  for (const event of events.toReversed()) {
    const told = WORDS.exec(event.body ?? "")?.[1];
    if (told !== undefined) return numberOf(told);
  }
  return null;
}
