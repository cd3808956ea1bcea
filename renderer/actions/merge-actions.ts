import type { AppError } from "#domain/kernel/app-error.ts";
import { isProvisional, type TicketId } from "#domain/kernel/ids.ts";
import { accountOf } from "#domain/kernel/ids.ts";
import { err, type Result } from "#domain/kernel/result.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { acting } from "#renderer/actions/acting.ts";
import { type Acting, updateIntent } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";

/** Tickets that can be merged: known to the helpdesk, of one account, and not closed already. */
export const mergeable = <T extends { readonly id: TicketId; readonly status: string }>(
  tickets: readonly T[],
): readonly T[] => {
  const account = accountOf(tickets[0]?.id ?? "");
  return tickets.filter(
    (one) => accountOf(one.id) === account && !isProvisional(one.id) && one.status !== "closed",
  );
};

/**
 * Merges of tickets into one, and the note about it. All of them wait for the undo window, because a merge is for good.
 *
 * @param note Text for the team on the ticket that stays; blank: none.
 */
export function mergeIntents(
  now: Acting,
  sources: readonly TicketId[],
  into: TicketId,
  note: string,
): readonly Intent[] {
  const accountId = accountOf(into);
  const authorId = now.authors.get(accountId);
  if (authorId === undefined) return [];
  const sendAfter = now.now + now.undoSeconds * 1000;
  const text = note.trim();
  const merges = sources.map((ticketId): Intent => ({
    opId: now.newOpId(),
    accountId,
    authorId,
    createdAt: now.now,
    sendAfter,
    action: { kind: "merge-ticket", ticketId, into },
  }));
  if (text === "" || merges.length === 0) return merges;
  const said = updateIntent(
    now,
    authorId,
    { id: into, accountId },
    {
      comment: { audience: "internal", text, files: [] },
      edits: {},
    },
  );
  return [{ ...said, sendAfter }, ...merges];
}

/** Queues a merge. Answers after it is on disk. */
export async function mergeTickets(
  sources: readonly TicketId[],
  into: TicketId,
  note: string,
): Promise<Result<number, AppError>> {
  const intents = mergeIntents(acting(), sources, into, note);
  if (intents.length === 0)
    return err({ kind: "signed-out", detail: "nobody is signed in to this ticket's helpdesk" });
  return submitIntents(intents);
}
