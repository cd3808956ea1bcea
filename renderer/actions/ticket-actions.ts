import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, MacroId, TicketId } from "#domain/kernel/ids.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { OutgoingComment, TicketEdits } from "#domain/sync/intent.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { acting } from "#renderer/actions/acting.ts";
import { asMeant } from "#renderer/actions/bases.ts";
import { failureText } from "#renderer/actions/failure.ts";
import {
  createIntent,
  editIntents,
  updateIntent,
  wholeIntents,
} from "#renderer/actions/intents.ts";
import type {
  FieldWish,
  NewTicket,
  Skipped,
  TicketFacts,
  WholeTicket,
  WholeWish,
} from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { notify } from "#renderer/workspace/notices-store.ts";

const nobody: AppError = {
  kind: "signed-out",
  detail: "nobody is signed in to this ticket's helpdesk",
};

function tellSkipped(skipped: Skipped): void {
  if (skipped.closed > 0) notify("caution", "actions.skipped.closed", { count: skipped.closed });
  if (skipped.foreign > 0) notify("caution", "actions.skipped.foreign", { count: skipped.foreign });
}

/**
 * Changes one field of one or many tickets. One ticket changes in silence, for the change itself is seen; several are
 * told in a line.
 *
 * @param tickets As they were shown when the agent began: with the agent's own unsent changes they give the bases.
 */
export async function editTickets(
  tickets: readonly TicketFacts[],
  wish: FieldWish,
): Promise<Result<number, AppError>> {
  return queueEdits(tickets.length, editIntents(acting(), asMeant(tickets), wish));
}

async function queueEdits(
  chosen: number,
  { intents, skipped }: ReturnType<typeof editIntents>,
): Promise<Result<number, AppError>> {
  const result = await submitIntents(intents);
  if (!result.ok) {
    notify("critical", "actions.failed", { reason: failureText(result.error) });
    return result;
  }
  tellSkipped(skipped);
  if (chosen > 1 && intents.length > 0)
    notify("info", "actions.bulkQueued", { count: intents.length });
  return result;
}

/** As `editTickets`, for the subject and for custom fields, of which a row of the queue tells nothing. */
export async function editWhole(
  tickets: readonly WholeTicket[],
  wish: WholeWish,
): Promise<Result<number, AppError>> {
  return queueEdits(tickets.length, wholeIntents(acting(), asMeant(tickets), wish));
}

export type Sending = {
  readonly comment: OutgoingComment | null;
  readonly edits: TicketEdits;
  readonly macroIds: readonly MacroId[];
  readonly seen: { readonly interactionId: string; readonly at: number } | null;
};

/**
 * Puts a reply, a note, field changes or all of them into the outbox as one change.
 *
 * @returns The operation's id, after it is on disk. `invalid` when there is nothing to send.
 */
export async function sendUpdate(
  ticket: Pick<Ticket, "id" | "accountId">,
  sending: Sending,
): Promise<Result<string, AppError>> {
  const now = acting();
  const author = now.authors.get(ticket.accountId);
  if (author === undefined) return err(nobody);
  if (sending.comment === null && Object.keys(sending.edits).length === 0)
    return err({ kind: "invalid", field: "text", detail: "nothing to send", remedy: null });
  const { comment, ...rest } = sending;
  const intent = updateIntent(now, author, ticket, {
    ...rest,
    ...(comment === null ? {} : { comment }),
  });
  const result = await submitIntents([intent]);
  return result.ok ? ok(intent.opId) : result;
}

/** @returns The provisional id under which the ticket can be opened at once. */
export async function createTicket(
  accountId: AccountId,
  ticket: NewTicket,
): Promise<Result<TicketId, AppError>> {
  const now = acting();
  const author = now.authors.get(accountId);
  if (author === undefined) return err(nobody);
  const intent = createIntent(now, accountId, author, ticket);
  const result = await submitIntents([intent]);
  if (!result.ok) return result;
  return intent.action.kind === "create-ticket"
    ? ok(intent.action.ticketId)
    : err({ kind: "defect", detail: "not a new ticket" });
}
