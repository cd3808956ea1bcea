import { conflict, fail, invalid, pass, type Outcome } from "#main/demo/http/reply.ts";
import type { Audit, JsonObject, Ticket } from "#main/demo/store/model.ts";
import type { TicketInput } from "#main/demo/store/ticket-input.ts";
import type { Workspace } from "#main/demo/workspace.ts";
import {
  commentOf,
  changesOf,
  blame,
  othersOf,
  systemData,
  type Act,
  type Problems,
  type Written,
} from "#main/demo/store/ticket-changes.ts";
/**
 * Updates a ticket: one audit with every change and at most one comment, or nothing at all.
 *
 * The stamp is compared and the change accepted in one go, so two writers with the same stamp can't both win
 * (except within the same second, which is what the real product's one-second stamps allow).
 */
export function updateTicket(
  workspace: Workspace,
  ticket: Ticket,
  input: TicketInput,
  act: Act,
): Outcome<Written> {
  const { store } = workspace;
  if (ticket.status === "closed")
    return fail(
      invalid({
        status: [
          {
            description: "Status: closed prevents ticket update",
            error: "closed prevents ticket update",
          },
        ],
      }),
    );
  if (
    input.safe_update !== undefined &&
    Math.floor(Date.parse(input.updated_stamp ?? "") / 1000) !== ticket.updatedAt
  )
    return fail(conflict);
  const problems: Problems = {};
  const auditId = store.nextAuditId();
  const changes = changesOf(workspace, ticket, input, act, problems);
  const comment = commentOf(workspace, ticket, input.comment, act, auditId, problems);
  if (comment !== null && ticket.commentCount >= 5000)
    blame(problems, "comment", "Comment: the ticket has reached the limit of 5000 comments");
  if (Object.keys(problems).length > 0) return fail(invalid(problems));
  const audit: Audit = {
    id: auditId,
    authorId: comment?.authorId ?? act.actor.id,
    at: act.at,
    via: act.via,
    metadata: { system: systemData(act), custom: (input.metadata ?? {}) as JsonObject },
    changes,
    comment,
    others: othersOf(workspace, ticket, input, comment, act),
    creates: false,
  };
  const empty =
    changes.length === 0 &&
    comment === null &&
    audit.others.length === 0 &&
    input.metadata === undefined;
  if (!empty) workspace.commit({ k: "audit", id: ticket.id, audit });
  return pass({ ticket, audit });
}
