import type { FieldChange } from "#domain/ticket/interaction.ts";
import { linkChange } from "#domain/ticket/links.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { WireAudit, WireAuditEvent } from "#main/connectors/zendesk/wire.ts";

/** Tag that the helpdesk puts on a ticket that was merged away. */
const MERGED_TAG = "closed_by_merge";
const AWAY = /\bmerged into (?:request|ticket|case) #(\d{1,18})\b/i;
const HERE = /^(?:request|ticket|case) #(\d{1,18})\b.{0,500}?\bwas closed and merged into this\b/is;

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
    const told = AWAY.exec(event.body ?? "")?.[1];
    if (told !== undefined) return numberOf(told);
  }
  return null;
}

/** What a merge writes on both tickets; read again by `mergeChanges`. Both are internal notes. */
export const mergeNotes = (
  source: { readonly number: string; readonly subject: string | null },
  target: { readonly number: string; readonly subject: string | null },
): { readonly source: string; readonly target: string } => {
  const named = (one: typeof source): string =>
    one.subject === null ? `#${one.number}` : `#${one.number} "${one.subject}"`;
  return {
    source: `This request was closed and merged into request ${named(target)}.`,
    target: `Request ${named(source)} was closed and merged into this request.`,
  };
};

/**
 * A merge as a link that came, from the note it leaves.
 *
 * @param body    Text of a comment.
 * @param isStaff A colleague or the helpdesk wrote it: a customer's words about merging mean nothing.
 */
export function mergeChanges(
  body: string | null | undefined,
  isStaff: boolean,
): readonly FieldChange[] {
  if (!isStaff || body === null || body === undefined) return [];
  const away = AWAY.exec(body)?.[1];
  if (away !== undefined) return [linkChange("merged-into", null, String(Number(away)))];
  const here = HERE.exec(body)?.[1];
  return here === undefined ? [] : [linkChange("merged-here", null, String(Number(here)))];
}
