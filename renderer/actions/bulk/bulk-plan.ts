import type { TicketId } from "#domain/kernel/ids.ts";
import { laneOf } from "#domain/sync/intent.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { type OutboxEntry, isFinal } from "#domain/sync/outbox.ts";
import { type Acting, type TicketFacts, updateIntent } from "#renderer/actions/intents.ts";
import type { Sending } from "#renderer/actions/ticket-actions.ts";

/** Why a ticket of a selection gets nothing. */
export const SKIPS = [
  /** Closed for good: the helpdesk takes no change. */
  "closed",
  /** Nobody is signed in to its helpdesk, or the macro is not for it. */
  "no-access",
  /** A change that needs a decision, an unsent message or a begun text is there already. */
  "unsent",
  /** A placeholder has no value for it. */
  "unresolved",
  /** Everything is so already. */
  "nothing",
  /** It is no longer known here. */
  "gone",
  /** The text could not be made. */
  "failed",
] as const;
export type BulkSkip = (typeof SKIPS)[number];

/** What would be done to one ticket. */
export type BulkItem = { readonly ticket: TicketFacts } & (
  | { readonly skip: BulkSkip }
  | { readonly skip: null; readonly sending: Sending }
);

/** What is already under way, by ticket. */
export type Underway = {
  readonly entries: ReadonlyMap<TicketId, readonly OutboxEntry[]>;
  /** Tickets with a text that was begun. */
  readonly drafts: ReadonlySet<TicketId>;
};

/** Unfinished changes by ticket, in one pass: looking for each ticket alone would be a pass for each. */
export function underway(
  entries: readonly OutboxEntry[] | null,
  drafts: Iterable<{ readonly ticketId: TicketId | null; readonly text: string }>,
): Underway {
  const byTicket = new Map<TicketId, OutboxEntry[]>();
  for (const entry of entries ?? []) {
    if (isFinal(entry.state)) continue;
    const lane = laneOf(entry.intent);
    const known = byTicket.get(lane);
    if (known === undefined) byTicket.set(lane, [entry]);
    else known.push(entry);
  }
  const begun = new Set<TicketId>();
  for (const { ticketId, text } of drafts)
    if (ticketId !== null && text.trim() !== "") begun.add(ticketId);
  return { entries: byTicket, drafts: begun };
}

/**
 * Why a ticket is passed over before anything is worked out for it.
 *
 * @param writes Whether a text would be written to it.
 */
export function skipBefore(
  ticket: TicketFacts,
  authors: Acting["authors"],
  { entries, drafts }: Underway,
  writes: boolean,
): BulkSkip | null {
  if (ticket.status === "closed") return "closed";
  if (!authors.has(ticket.accountId)) return "no-access";
  const unfinished = entries.get(ticket.id) ?? [];
  const hasTrouble = unfinished.some((entry) => entry.state === "needs-human");
  const hasWords = unfinished.some(
    ({ intent: { action } }) => action.kind === "update-ticket" && action.comment !== null,
  );
  return hasTrouble || (writes && (hasWords || drafts.has(ticket.id))) ? "unsent" : null;
}

/** How many are passed over, by reason, in the order of `SKIPS`. */
export function countSkips(
  items: readonly BulkItem[],
): readonly { readonly skip: BulkSkip; readonly tickets: readonly TicketFacts[] }[] {
  return SKIPS.flatMap((skip) => {
    const tickets = items.filter((item) => item.skip === skip).map(({ ticket }) => ticket);
    return tickets.length === 0 ? [] : [{ skip, tickets }];
  });
}

/** The changes that go out when the agent says yes: one for each ticket that is not passed over. */
export function toIntents(items: readonly BulkItem[], acting: Acting): readonly Intent[] {
  return items.flatMap((item) => {
    const author = acting.authors.get(item.ticket.accountId);
    if (item.skip !== null || author === undefined) return [];
    const { comment, ...rest } = item.sending;
    return [
      updateIntent(acting, author, item.ticket, {
        ...rest,
        ...(comment !== null && { comment }),
      }),
    ];
  });
}
