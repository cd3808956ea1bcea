import { globalId, type TicketId } from "#domain/kernel/ids.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { FrozenRequest, PushOutcome } from "#main/sync/ports.ts";
import { writeChanges, type Changed } from "#main/connectors/rt/change.ts";
import { freshRows } from "#main/connectors/rt/fresh.ts";
import { createTicket } from "#main/connectors/rt/create.ts";
import { mergeTicket } from "#main/connectors/rt/merge.ts";
import { refused, toOutcome } from "#main/connectors/rt/outcome.ts";
import { Plan, type UpdatePlan } from "#main/connectors/rt/plan.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { postReply } from "#main/connectors/rt/reply.ts";
import { isRemoteNumber, readTickets } from "#main/connectors/rt/tickets.ts";
import { remoteOf } from "#domain/kernel/ids.ts";

/** Fields of replies that the ticket's queue has. */
async function replyFields(
  remote: Remote,
  ticketId: TicketId,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { directory, mapping } = remote;
  if (directory.everyQueueHas("reply", mapping.fields.marker))
    return new Set([mapping.fields.marker]);
  const read = await readTickets(remote, [ticketId], "outbox", signal);
  const queue = read.ok ? read.value.wire[0]?.Queue.id : undefined;
  return (queue === undefined ? null : directory.queue(queue)?.replyFields) ?? new Set();
}

const isAnyEdit = (edits: UpdatePlan["edits"]): boolean =>
  Object.values(edits).some((edit) => edit !== undefined);

/** Changes that did not follow a reply which went. */
function partly(entryId: string | null, changed: Changed, changes: Changes): PushOutcome {
  const error = changed.kind === "refused" ? changed.error : null;
  const told =
    error?.kind === "refused"
      ? { ...error, detail: `the message was sent; ${error.detail}` }
      : error;
  return { kind: "partly", entryId, error: told, changes };
}

async function sendUpdate(
  remote: Remote,
  plan: UpdatePlan,
  signal: AbortSignal,
): Promise<PushOutcome> {
  const { ticketId, comment, edits, stamp } = plan;
  if (!isRemoteNumber(remoteOf(ticketId))) {
    return { kind: "refused", error: { kind: "not-found", detail: "not a number of a ticket" } };
  }
  let entryId: string | null = null;
  if (comment !== null) {
    if (comment.text.trim() === "" && comment.files.length === 0) {
      return { kind: "refused", error: refused("text", "an empty message would be posted") };
    }
    const fields = await replyFields(remote, ticketId, signal);
    const posted = await postReply(remote, ticketId, plan.opId, comment, fields, signal);
    if (posted.exchange.kind === "error") return toOutcome(posted.exchange);
    entryId = posted.entryId;
  }
  const changed: Changed = isAnyEdit(edits)
    ? await writeChanges(remote, ticketId, edits, stamp, signal)
    : { kind: "done" };
  const changes = await freshRows(remote, ticketId, stamp, signal);
  const own = entryId ?? entryOf(plan, changes);
  if (changed.kind === "done") {
    // The answer for many tickets at once is 201 even when this one was refused: only the history tells.
    if (comment !== null && own === null) return { kind: "ambiguous", detail: "not confirmed" };
    return { kind: "accepted", entryId: own, createdId: null, changes };
  }
  if (comment !== null) return partly(own, changed, changes);
  if (changed.kind === "moved") return { kind: "stale-version" };
  if (changed.kind === "refused") return { kind: "refused", error: changed.error };
  return toOutcome(changed.failure);
}

/** The entry of this plan's reply among what was written since: by our marker. */
function entryOf(plan: UpdatePlan, changes: Changes): string | null {
  const own = changes.interactions?.find((one) => one.marker === plan.opId);
  return own === undefined ? null : remoteOf(own.id);
}

/** Sends one frozen attempt and says what came of it. */
export async function sendFrozen(
  remote: Remote,
  request: FrozenRequest,
  signal: AbortSignal,
): Promise<PushOutcome> {
  const plan = Plan.parse(JSON.parse(request.body)); // our own text: anything else is a bug
  switch (plan.kind) {
    case "update":
      return sendUpdate(remote, plan, signal);
    case "create": {
      const made = await createTicket(remote, plan, signal);
      if (made.kind !== "made") return made.outcome;
      const ticketId = globalId(remote.accountId, made.number);
      const changes = await freshRows(remote, ticketId, "", signal);
      return { kind: "accepted", entryId: null, createdId: ticketId, changes };
    }
    case "merge":
      return mergeTicket(remote, plan, signal);
    case "unsupported":
      return {
        kind: "refused",
        error: refused(plan.what, "Request Tracker keeps no macros"),
      };
  }
}
