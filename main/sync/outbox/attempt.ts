import type { Intent } from "#domain/sync/intent.ts";
import type { MacroStamps } from "#domain/sync/merge-macro.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { Pin } from "#domain/sync/outbox.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import {
  NEXT,
  askPerson,
  isUncertain,
  reasonOf,
  storageWait,
  uploadTokens,
} from "#main/sync/outbox/delivery.ts";
import type { Delivery, Step } from "#main/sync/outbox/delivery.ts";
import type { PushOutcome } from "#main/sync/ports.ts";

/** Longest time that showing an entry as sent waits for the cache. */
const CACHE_WAIT_MS = 10_000;

/**
 * One attempt: journalled, frozen, sent, answered. Steps 2 and 3 of the protocol.
 *
 * @param shape  Turns the intent of this attempt into what is left to send of it (merged fields).
 * @param known  Remote entry that already holds the comment, when only the rest goes.
 */
export async function attempt(
  delivery: Delivery,
  record: OpRecord,
  pin: Pin,
  shape: (intent: Intent) => Intent,
  signal: AbortSignal,
  known: string | null = null,
): Promise<Step> {
  const { outbox, connector, clock, crash } = delivery;
  const { opId } = record.intent;
  if (signal.aborted || delivery.identity() !== record.intent.authorId) return NEXT;
  // Another lane may have been told to wait since this one began.
  if (delivery.holdMs() > 0) return { kind: "hold", ms: 0 };
  const memory = delivery.memoryOf(record);
  const sureBefore = !isUncertain(delivery, record);
  crash("sender.before-attempt");
  const begun = await outbox.sending.attempt(opId);
  if (!begun.ok) return storageWait;
  if (begun.value === null) return NEXT;
  crash("sender.attempt-journalled");
  memory.firstAttemptAt ??= clock.monotonic();
  outbox.sending.setWaiting(opId, null);
  if (delivery.identity() !== record.intent.authorId) {
    // Somebody else signed in during the write: this attempt never began.
    if (sureBefore) memory.certainUpTo = begun.value.attempts;
    return NEXT;
  }
  const request = connector.freeze(shape(begun.value.intent), pin, uploadTokens(memory));
  const outcome = await connector.send(request, signal);
  memory.gaveUpAt = clock.monotonic();
  crash("sender.answered");
  return answered(delivery, begun.value, outcome, sureBefore, known);
}

async function answered(
  delivery: Delivery,
  record: OpRecord,
  outcome: PushOutcome,
  sureBefore: boolean,
  known: string | null,
): Promise<Step> {
  const memory = delivery.memoryOf(record);
  const { onNews } = delivery;
  /** This attempt did nothing: with sure ones before it, nothing of ours is on its way. */
  const didNothing = (): void => {
    if (sureBefore) memory.certainUpTo = record.attempts;
  };
  switch (outcome.kind) {
    case "accepted":
      onNews({ kind: "answered" });
      return accepted(delivery, record, { ...outcome, entryId: outcome.entryId ?? known });
    case "partly":
      // The next look finds the comment and sends only what is left, or asks about it.
      onNews({ kind: "answered" });
      memory.refusal = outcome.error;
      await cacheRows(delivery, record, outcome.changes);
      return { kind: "retry", waiting: { kind: "checking" } };
    case "stale-version":
      // Not marked as sure: a copy of this very request may have won just before.
      onNews({ kind: "answered" });
      return { kind: "retry", waiting: { kind: "checking" } };
    case "throttled":
      didNothing();
      onNews({ kind: "throttled", retryAfterMs: outcome.retryAfterMs });
      return { kind: "hold", ms: outcome.retryAfterMs };
    case "signed-out":
      didNothing();
      onNews({ kind: "signed-out", detail: outcome.detail });
      return { kind: "pause" };
    case "refused":
      onNews({ kind: "answered" });
      didNothing();
      if (sureBefore) return askPerson(delivery, record, reasonOf(outcome.error));
      memory.refusal = outcome.error;
      return { kind: "retry", waiting: { kind: "checking" } };
    case "not-sent":
      didNothing();
      onNews({ kind: "offline", detail: outcome.detail });
      return { kind: "retry", waiting: { kind: "connection" } };
    case "ambiguous":
      onNews({ kind: "unavailable", detail: outcome.detail });
      return { kind: "retry", waiting: { kind: "checking" } };
  }
}

/**
 * Journal first: from here on no crash can bring the entry back to be sent. The page sees it as sent only when the
 * cache has the truth, so that the text never disappears between the two.
 */
async function accepted(
  delivery: Delivery,
  record: OpRecord,
  outcome: Extract<PushOutcome, { kind: "accepted" }>,
): Promise<Step> {
  const { opId } = record.intent;
  const { entryId, createdId } = outcome;
  const macroStamps = stampsOf(delivery, record, outcome.changes);
  const made = { remoteId: entryId, createdId, macroStamps };
  const written = await delivery.outbox.sending.done(opId, made, true);
  if (!written.ok) return storageWait;
  delivery.crash("sender.done-journalled");
  await cacheRows(delivery, record, outcome.changes);
  return delivered(delivery, opId);
}

/** What an answer tells of the macro that it changed. */
function stampsOf(delivery: Delivery, record: OpRecord, changes: Changes): MacroStamps | null {
  const { action } = record.intent;
  const from = delivery.memoryOf(record).macroFrom;
  if (action.kind !== "save-macro" || action.base === null || from === null) return null;
  const { id } = action.base;
  const to = changes.macros?.find((macro) => macro.id === id)?.updatedAt;
  return to === undefined ? null : { from, to };
}

/** Waits for the cache a moment; it may be lost at any time, the next pull brings the same rows. */
async function cacheRows(delivery: Delivery, record: OpRecord, changes: Changes): Promise<void> {
  const stop = new AbortController();
  const cached = delivery.cache
    .commitChanges(record.intent.accountId, changes, [])
    .catch(() => undefined);
  await Promise.race([cached, delivery.clock.sleep(CACHE_WAIT_MS, stop.signal)]);
  stop.abort();
}

/** Journals that an earlier attempt turned out to have been applied. */
export async function foundApplied(
  delivery: Delivery,
  record: OpRecord,
  ids: { readonly remoteId: string | null; readonly createdId: string | null },
): Promise<Step> {
  const { opId } = record.intent;
  const written = await delivery.outbox.sending.done(opId, { ...ids, macroStamps: null }, false);
  if (!written.ok) return storageWait;
  delivery.crash("sender.found-journalled");
  return delivered(delivery, opId);
}

function delivered(delivery: Delivery, opId: string): Step {
  delivery.outbox.sending.reveal(opId);
  delivery.forget(opId);
  const entry = delivery.outbox.sending.record(opId);
  if (entry !== null) delivery.onDelivered(entry);
  return NEXT;
}
