import type { OpId, TicketId } from "#domain/kernel/ids.ts";
import type { Intent, TicketEdits } from "#domain/sync/intent.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { isOverlaid } from "#domain/ticket/overlay.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";

/** Handed in, and not in main's list yet. */
const pressed = new Map<OpId, Intent>();

function forgetListed(entries: readonly OutboxEntry[] | null): void {
  if (pressed.size === 0) return;
  for (const { intent } of entries ?? []) pressed.delete(intent.opId);
}
useOutbox.subscribe(({ entries }) => forgetListed(entries));

/** From the key press on: what follows at once is based on it, before any screen shows it. */
export function notePressed(intents: readonly Intent[]): void {
  for (const intent of intents) pressed.set(intent.opId, intent);
}

/** It is in main's list, or it was not taken and nothing is based on it. */
export function forgetPressed(intents: readonly Intent[]): void {
  for (const { opId } of intents) pressed.delete(opId);
}

/** The agent's unsent field changes by ticket, in order. */
function unsentEdits(ids: ReadonlySet<TicketId>): ReadonlyMap<TicketId, readonly TicketEdits[]> {
  const { entries } = useOutbox.getState();
  forgetListed(entries);
  const unsent = (entries ?? []).filter((entry) => !isFinal(entry.state) && isOverlaid(entry));
  const edits = new Map<TicketId, TicketEdits[]>();
  for (const { action } of [...unsent.map(({ intent }) => intent), ...pressed.values()]) {
    if (action.kind !== "update-ticket" || !ids.has(action.ticketId)) continue;
    const known = edits.get(action.ticketId);
    if (known === undefined) edits.set(action.ticketId, [action.edits]);
    else known.push(action.edits);
  }
  return edits;
}

/**
 * Tickets as the agent means them at this moment, for the bases of their next change: what was read of them, with the
 * agent's own unsent changes in order, those of the last key press included.
 */
export function asMeant<T extends TicketFacts>(tickets: readonly T[]): readonly T[] {
  const edits = unsentEdits(new Set(tickets.map(({ id }) => id)));
  return tickets.map((ticket) => (edits.get(ticket.id) ?? []).reduce(withEdits, ticket));
}

const withFields = (
  fields: unknown,
  edits: NonNullable<TicketEdits["customFields"]>,
): Readonly<Record<string, unknown>> => ({
  ...(typeof fields === "object" ? fields : {}),
  ...Object.fromEntries(Object.entries(edits).map(([id, { value }]) => [id, value])),
});

function withEdits<T extends TicketFacts>(ticket: T, edits: TicketEdits): T {
  const { status, priority, assigneeId, groupId, tags, subject, customFields } = edits;
  const kept = ticket.tags.filter((tag) => tags?.remove.includes(tag) !== true);
  return {
    ...ticket,
    ...(status === undefined ? {} : { status: status.value }),
    ...(priority === undefined ? {} : { priority: priority.value }),
    ...(assigneeId === undefined ? {} : { assigneeId: assigneeId.value }),
    ...(groupId === undefined ? {} : { groupId: groupId.value }),
    ...(subject === undefined || !("subject" in ticket) ? {} : { subject: subject.value }),
    ...(customFields === undefined || !("customFields" in ticket)
      ? {}
      : { customFields: withFields(ticket.customFields, customFields) }),
    tags: [...kept, ...(tags?.add.filter((tag) => !kept.includes(tag)) ?? [])],
  };
}
