import type { Intent, IntentAction } from "#domain/sync/intent.ts";
import { mergeMacro } from "#domain/sync/merge-macro.ts";
import type { Pin } from "#domain/sync/outbox.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import { attempt, foundApplied } from "#main/sync/outbox/attempt.ts";
import {
  LATE_COPY_MS,
  askPerson,
  isUncertain,
  readFailed,
  reasonOf,
  settleLeftMs,
  settleWait,
  uploadFiles,
} from "#main/sync/outbox/delivery.ts";
import type { Delivery, Step } from "#main/sync/outbox/delivery.ts";
import { savesBefore } from "#main/sync/outbox/own-writes.ts";

const NO_PIN: Pin = { base: "", stamp: "" };
/** Part of a key's lifetime that is trusted: the remote counts from when it first saw it. */
const KEY_SHARE = 0.9;

/**
 * One step of making something new (a ticket, a macro). An earlier attempt is looked for by our own id; not found, it
 * is sent again only while the remote remembers the idempotency key or once no late copy can land any more.
 */
export async function deliverNew(
  delivery: Delivery,
  record: OpRecord,
  signal: AbortSignal,
): Promise<Step> {
  const { connector, clock, outbox } = delivery;
  const { action } = record.intent;
  const memory = delivery.memoryOf(record);
  if (isUncertain(delivery, record)) {
    const unsettledMs = settleLeftMs(
      delivery,
      record,
      Math.max(connector.traits.settleMs, LATE_COPY_MS),
    );
    outbox.sending.setWaiting(record.intent.opId, { kind: "checking" });
    const found = await connector.findCreated(record.intent, signal);
    if (!found.ok) return readFailed(delivery, record, found.error);
    delivery.crash("sender.looked");
    if (found.value !== null) {
      return foundApplied(delivery, record, { remoteId: null, createdId: found.value });
    }
    const keyMs = action.kind === "create-ticket" ? (connector.traits.createKeyMs ?? 0) : 0;
    const keyed =
      memory.refusal === null &&
      memory.firstAttemptAt !== null &&
      clock.monotonic() - memory.firstAttemptAt < keyMs * KEY_SHARE;
    if (!keyed && unsettledMs > 0) return settleWait(clock, unsettledMs);
    if (memory.refusal !== null) return askPerson(delivery, record, reasonOf(memory.refusal));
  }
  const files = action.kind === "create-ticket" ? action.comment.files : [];
  const notUploaded = await uploadFiles(delivery, record, files, signal);
  if (notUploaded !== null) return notUploaded;
  return attempt(delivery, record, NO_PIN, (intent) => intent, signal);
}

type MacroAction = Extract<IntentAction, { kind: "save-macro" | "delete-macro" }>;

/**
 * One step of changing or deleting a macro: writing the same again does no harm, but a late copy may overwrite a newer
 * save, so after an unclear attempt it waits until none can land.
 */
export async function deliverMacro(
  delivery: Delivery,
  record: OpRecord,
  action: MacroAction,
  signal: AbortSignal,
): Promise<Step> {
  const { connector, clock } = delivery;
  const memory = delivery.memoryOf(record);
  const { base } = action;
  if (base === null) return deliverNew(delivery, record, signal);
  if (isUncertain(delivery, record)) {
    const settleMs = Math.max(connector.traits.settleMs, LATE_COPY_MS);
    const unsettledMs = settleLeftMs(delivery, record, settleMs);
    if (unsettledMs > 0) return settleWait(clock, unsettledMs);
  }
  let shape = (intent: Intent): Intent => intent;
  if (connector.readMacro !== undefined) {
    const read = await connector.readMacro(base.id, signal);
    if (!read.ok) {
      if (action.kind === "delete-macro" && read.error.kind === "not-found") {
        return foundApplied(delivery, record, { remoteId: null, createdId: null });
      }
      return readFailed(delivery, record, read.error);
    }
    const mine = action.kind === "save-macro" ? action.macro : base;
    const own = savesBefore(record, delivery.outbox.sending.records());
    const merged = mergeMacro(base, mine, read.value, record.decided, own);
    if (merged.conflicts.length > 0) {
      return askPerson(delivery, record, { kind: "field-conflict", conflicts: merged.conflicts });
    }
    if (action.kind === "save-macro") {
      if (merged.changed.length === 0) {
        return foundApplied(delivery, record, { remoteId: null, createdId: null });
      }
      memory.macroFrom = read.value.updatedAt;
      shape = (intent) => ({
        ...intent,
        action: { kind: "save-macro", base: read.value, macro: merged.send },
      });
    }
  }
  if (memory.refusal !== null) return askPerson(delivery, record, reasonOf(memory.refusal));
  return attempt(delivery, record, NO_PIN, shape, signal);
}
