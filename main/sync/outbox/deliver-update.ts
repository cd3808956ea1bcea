import type { Intent, IntentAction, TicketEdits } from "#domain/sync/intent.ts";
import { movedEntries } from "#domain/sync/gate.ts";
import { hasEdits } from "#domain/sync/merge.ts";
import type { HumanReason, Pin } from "#domain/sync/outbox.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import { attempt, foundApplied } from "#main/sync/outbox/attempt.ts";
import {
  LATE_COPY_MS,
  NEXT,
  STALE_WAITS_MS,
  askPerson,
  isUncertain,
  readFailed,
  reasonOf,
  settleLeftMs,
  settleWait,
  storageWait,
  uploadFiles,
} from "#main/sync/outbox/delivery.ts";
import type { Delivery, Step } from "#main/sync/outbox/delivery.ts";
import { isBehindOwn, mergeOnLook } from "#main/sync/outbox/own-writes.ts";
import { readSince, traceOf } from "#main/sync/outbox/reconcile.ts";
import type { Look } from "#main/sync/ports.ts";

type Update = Extract<IntentAction, { kind: "update-ticket" }>;

/** A remote whose clock stands behind its own versions must not hold an entry for ever. */
const MAX_UNIT_WAITS = 5;
const MAX_UNIT_WAIT_MS = 2_000;

/**
 * One step of a change to an existing ticket: look, decide, send. Always begins with a fresh look, so that what may
 * have been applied is found before anything is sent again. Source: sync-pitfalls §2.
 */
export async function deliverUpdate(
  delivery: Delivery,
  record: OpRecord,
  action: Update,
  signal: AbortSignal,
): Promise<Step> {
  const { outbox, connector, clock } = delivery;
  const { traits } = connector;
  const { opId } = record.intent;
  const memory = delivery.memoryOf(record);
  const all = outbox.sending.records();
  const tried = record.attempts > 0;
  const uncertain = isUncertain(delivery, record);
  // Both before the look: what it does not show may still land as long as they have not passed.
  const unsettledMs =
    uncertain && !traits.conditionalWrites ? settleLeftMs(delivery, record, traits.settleMs) : 0;
  const lateCopyMs = uncertain ? settleLeftMs(delivery, record, LATE_COPY_MS) : 0;
  /** A person may take the entry back, so none is asked while an attempt may still land. */
  const ask = async (reason: HumanReason, shownUpTo: string | null = null): Promise<Step> =>
    lateCopyMs > 0 ? settleWait(clock, lateCopyMs) : askPerson(delivery, record, reason, shownUpTo);
  if (tried) outbox.sending.setWaiting(opId, { kind: "checking" });
  const read = await connector.look(
    action.ticketId,
    tried ? readSince(record, all, connector) : "",
    signal,
    // All that came since the agent looked, however much it is: the gate below must not miss any of it.
    action.comment?.audience === "public" ? action.seen?.at : undefined,
  );
  if (!read.ok) {
    const vanished = read.error.kind === "not-found" || read.error.kind === "no-access";
    if (vanished && uncertain) return ask({ kind: "undecided" });
    return readFailed(delivery, record, read.error);
  }
  const look = read.value;
  delivery.onNews({ kind: "answered" });
  delivery.crash("sender.looked");

  const trace = tried ? traceOf(record, all, look, connector) : null;
  if (trace !== null) return deliverRest(delivery, record, action, look, trace, ask, signal);
  const unitLeftMs = stampUnitLeftMs(delivery, look);
  if (unitLeftMs > 0 && memory.unitWaits < MAX_UNIT_WAITS) {
    memory.unitWaits += 1;
    const ms = Math.min(unitLeftMs, MAX_UNIT_WAIT_MS);
    return { kind: "wait", ms, waiting: { kind: "checking" } };
  }
  memory.unitWaits = 0;
  const isOld = isBehindOwn(record, all, look, connector) || isTicketOld(look);
  if (!look.stale && !isOld) memory.undecided = 0;
  const samePin = tried && traits.conditionalWrites && look.stamp === record.pin?.stamp;
  if (look.stale && !samePin) {
    const wait = STALE_WAITS_MS[memory.undecided];
    memory.undecided += 1;
    if (wait !== undefined) return { kind: "wait", ms: wait, waiting: { kind: "checking" } };
    if (uncertain) return ask({ kind: "undecided" });
    // Nothing of ours can be there, and the remote has looked like this for a while: go on.
  }
  if (unsettledMs > 0) return settleWait(clock, unsettledMs);
  // From here on no earlier attempt was or can be applied, other than by the very stamp we would send again.
  if (memory.refusal !== null) return ask(reasonOf(memory.refusal));

  const { ticket } = look;
  if (ticket.mergedInto !== null) {
    return ask({ kind: "ticket-merged", into: ticket.mergedInto });
  }
  if (ticket.status === "closed") return ask({ kind: "ticket-closed" });
  const entries = movedEntries({
    action,
    authorId: record.intent.authorId,
    entries: look.entries,
    confirmedUpTo: record.confirmedUpTo,
    isAfter: connector.isAfter,
  });
  if (entries.length > 0) {
    const reason = { kind: "conversation-moved", entries } as const;
    return ask(reason, look.newestEntry);
  }
  const merged = await mergeOnLook(delivery, record, action.edits, look, record.decided, signal);
  if ("kind" in merged) return merged;
  if (merged.conflicts.length > 0) {
    // Nobody is asked about what a newer look may show to be their own work.
    const wait = isOld ? STALE_WAITS_MS[memory.undecided] : undefined;
    memory.undecided += 1;
    if (wait !== undefined) return { kind: "wait", ms: wait, waiting: { kind: "checking" } };
    const reason = { kind: "field-conflict", conflicts: merged.conflicts } as const;
    return ask(reason, look.newestEntry);
  }
  if (action.comment === null && !hasEdits(merged.send)) {
    return foundApplied(delivery, record, { remoteId: null, createdId: null });
  }

  const pin = await pinTo(delivery, record, look, samePin);
  if (pin === null) return NEXT;
  if (pin === "storage") return storageWait;
  const notUploaded = await uploadFiles(delivery, record, action.comment?.files ?? [], signal);
  if (notUploaded !== null) return notUploaded;
  return attempt(delivery, record, pin, withEdits(merged.send), signal);
}

/**
 * The comment arrived. Where the field changes that go with it are a write of their own, what is still left of them goes
 * now, without the comment. What the remote or we ourselves changed since (a reply that reopens a ticket) is no conflict.
 */
async function deliverRest(
  delivery: Delivery,
  record: OpRecord,
  action: Update,
  look: Look,
  trace: string,
  ask: (reason: HumanReason, shownUpTo?: string | null) => Promise<Step>,
  signal: AbortSignal,
): Promise<Step> {
  const ids = { remoteId: trace, createdId: null };
  const { writesInParts } = delivery.connector.traits;
  if (writesInParts !== true || action.comment === null || !hasEdits(action.edits)) {
    return foundApplied(delivery, record, ids);
  }
  const { ticket } = look;
  if (ticket.mergedInto !== null) return ask({ kind: "ticket-merged", into: ticket.mergedInto });
  const { decided } = record;
  const keep = [...decided.keep, ...ownChanges(record, look)];
  const wanted = { ...decided, keep };
  const merged = await mergeOnLook(delivery, record, action.edits, look, wanted, signal);
  if ("kind" in merged) return merged;
  if (!hasEdits(merged.send) && merged.conflicts.length === 0) {
    return foundApplied(delivery, record, ids);
  }
  const { refusal } = delivery.memoryOf(record);
  if (refusal !== null) return ask(reasonOf(refusal));
  if (merged.conflicts.length > 0) {
    return ask({ kind: "field-conflict", conflicts: merged.conflicts }, look.newestEntry);
  }
  const pin = await pinTo(delivery, record, look, false);
  if (pin === null) return NEXT;
  if (pin === "storage") return storageWait;
  const rest = (intent: Intent): Intent =>
    intent.action.kind === "update-ticket"
      ? { ...intent, action: { ...intent.action, comment: null, edits: merged.send } }
      : intent;
  return attempt(delivery, record, pin, rest, signal, trace);
}

/** The two are read one after the other, perhaps from replicas: the history may know more than the ticket shows. */
const isTicketOld = ({ entries, ticket }: Look): boolean =>
  (entries.at(-1)?.at ?? 0) > ticket.updatedAt;

/** Fields whose newest change was the author's own or the remote's by itself. */
function ownChanges(record: OpRecord, look: Look): readonly string[] {
  const newest = new Map<string, boolean>();
  for (const { authorId, authorKind, changes } of look.entries) {
    const isOwn = authorKind === "system" || authorId === record.intent.authorId;
    for (const { field } of changes) newest.set(field, isOwn);
  }
  return [...newest].filter(([, isOwn]) => isOwn).map(([field]) => field);
}

/** Journals what the next attempt is pinned to. The base never moves once something may have been sent. */
async function pinTo(
  delivery: Delivery,
  record: OpRecord,
  look: Look,
  samePin: boolean,
): Promise<Pin | "storage" | null> {
  if (samePin && record.pin !== null) return record.pin;
  const base = record.attempts > 0 && record.pin !== null ? record.pin.base : look.newestEntry;
  const pin: Pin = { base, stamp: look.stamp };
  const pinned = await delivery.outbox.sending.pin(record.intent.opId, pin);
  if (!pinned.ok) return "storage";
  delivery.crash("sender.pinned");
  return pinned.value === null ? null : pin;
}

/**
 * A version that names a whole second does not move when something else changes the ticket within it. A look from
 * inside that second is therefore not to be built on: what is sent after it could overwrite what came after the look,
 * and our own attempts could both win. Source: sync-pitfalls §2.
 *
 * @returns ms until the second is over by the remote's clock, 0 when it is.
 */
function stampUnitLeftMs({ connector }: Delivery, look: Look): number {
  const unit = connector.traits.stampResolutionMs;
  if (unit <= 0 || !connector.traits.conditionalWrites) return 0;
  const over = (Math.floor(look.ticket.updatedAt / unit) + 1) * unit;
  return Math.max(0, over - look.serverNow);
}

const withEdits =
  (edits: TicketEdits) =>
  (intent: Intent): Intent =>
    intent.action.kind === "update-ticket"
      ? { ...intent, action: { ...intent.action, edits } }
      : intent;
