import type { IntentAction } from "#domain/sync/intent.ts";
import type { HumanReason, Pin } from "#domain/sync/outbox.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import { attempt, foundApplied } from "#main/sync/outbox/attempt.ts";
import {
  LATE_COPY_MS,
  STALE_WAITS_MS,
  askPerson,
  isUncertain,
  readFailed,
  reasonOf,
  settleLeftMs,
  settleWait,
} from "#main/sync/outbox/delivery.ts";
import type { Delivery, Step } from "#main/sync/outbox/delivery.ts";

type Merge = Extract<IntentAction, { kind: "merge-ticket" }>;
const NO_PIN: Pin = { base: "", stamp: "" };
const APPLIED = { remoteId: null, createdId: null } as const;

/**
 * One step of a merge. A merge can happen once only: a ticket that is merged away cannot be merged again, so after an
 * unclear attempt a look decides, and sending again does no harm. Nothing is sent while either ticket shows that the
 * merge would not be what the agent meant.
 */
export async function deliverMerge(
  delivery: Delivery,
  record: OpRecord,
  action: Merge,
  signal: AbortSignal,
): Promise<Step> {
  const { connector, clock, outbox } = delivery;
  const memory = delivery.memoryOf(record);
  const uncertain = isUncertain(delivery, record);
  const lateMs = uncertain ? settleLeftMs(delivery, record, LATE_COPY_MS) : 0;
  /** A person may take the entry back, so none is asked while an attempt may still land. */
  const ask = async (reason: HumanReason): Promise<Step> =>
    lateMs > 0 ? settleWait(clock, lateMs) : askPerson(delivery, record, reason);
  if (uncertain) outbox.sending.setWaiting(record.intent.opId, { kind: "checking" });

  const source = await connector.look(action.ticketId, "", signal);
  if (!source.ok) {
    const vanished = source.error.kind === "not-found" || source.error.kind === "no-access";
    if (vanished && uncertain) return ask({ kind: "undecided" });
    return readFailed(delivery, record, source.error);
  }
  delivery.onNews({ kind: "answered" });
  delivery.crash("sender.looked");
  const { mergedInto, status } = source.value.ticket;
  if (mergedInto === action.into) return foundApplied(delivery, record, APPLIED);
  if (mergedInto !== null) return ask({ kind: "ticket-merged", into: mergedInto });
  // Where a ticket went is told by its history: one that is older than the ticket does not tell yet.
  if (source.value.stale) {
    const ms = STALE_WAITS_MS[memory.undecided];
    memory.undecided += 1;
    if (ms !== undefined) return { kind: "wait", ms, waiting: { kind: "checking" } };
  }
  memory.undecided = 0;
  if (status === "closed") return ask({ kind: "ticket-closed" });
  if (memory.refusal !== null) return ask(reasonOf(memory.refusal));

  const target = await connector.look(action.into, "", signal);
  if (!target.ok) return readFailed(delivery, record, target.error);
  const { ticket } = target.value;
  if (ticket.mergedInto !== null) return ask({ kind: "ticket-merged", into: ticket.mergedInto });
  if (ticket.status === "closed") return ask({ kind: "ticket-closed" });
  return attempt(delivery, record, NO_PIN, (intent) => intent, signal);
}
