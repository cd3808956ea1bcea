import type { TicketId } from "#domain/kernel/ids.ts";
import { laneOf } from "#domain/sync/intent.ts";
import type { OwnSave } from "#domain/sync/merge-macro.ts";
import { mergeEdits, shown } from "#domain/sync/merge.ts";
import type { Decisions, MergeOutcome } from "#domain/sync/merge.ts";
import { ownChains } from "#domain/sync/own-writes.ts";
import type { OwnWrite } from "#domain/sync/own-writes.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import { STALE_WAITS_MS, readFailed } from "#main/sync/outbox/delivery.ts";
import type { Delivery, Step } from "#main/sync/outbox/delivery.ts";
import type { Connector, Look, RemoteEntry } from "#main/sync/ports.ts";

/** Delivered changes of the same agent to the same ticket, before this one; in order of queuing. */
function deliveredBefore(record: OpRecord, all: readonly OpRecord[]): readonly OpRecord[] {
  const { action, authorId } = record.intent;
  if (action.kind !== "update-ticket") return [];
  return all.filter(
    (other) =>
      other.seq < record.seq &&
      other.state === "done" &&
      other.attempts > 0 &&
      other.intent.authorId === authorId &&
      other.intent.action.kind === "update-ticket" &&
      other.intent.action.ticketId === action.ticketId,
  );
}

/**
 * Whether a look is older than what we know to have been written to the ticket: it does not show yet what one of our
 * own earlier changes made.
 */
export function isBehindOwn(
  record: OpRecord,
  all: readonly OpRecord[],
  look: Look,
  connector: Connector,
): boolean {
  return deliveredBefore(record, all).some(
    ({ remoteId }) => remoteId !== null && connector.isAfter(remoteId, look.newestEntry),
  );
}

/** The same agent's saves that were written to a macro before this one, in order of queuing. */
export function savesBefore(record: OpRecord, all: readonly OpRecord[]): readonly OwnSave[] {
  const lane = laneOf(record.intent);
  return all.flatMap((other) => {
    const { action, authorId } = other.intent;
    const isOwn =
      other.seq < record.seq &&
      other.state === "done" &&
      other.attempts > 0 &&
      authorId === record.intent.authorId &&
      laneOf(other.intent) === lane;
    return isOwn && action.kind === "save-macro" && action.base !== null
      ? [{ base: action.base, macro: action.macro, stamps: other.macroStamps }]
      : [];
  });
}

/** Where the remote keeps our marker, it or the entry's id tells; elsewhere the author and what was written do. */
function toWrite(op: OpRecord, edits: TicketEdits, connector: Connector): OwnWrite<RemoteEntry> {
  const { keepsMarker, markerMayLack } = connector.traits;
  const markersTell = keepsMarker && markerMayLack !== true;
  const { opId, authorId } = op.intent;
  return {
    edits,
    made: (entry, change, value) => {
      if (entry.id === op.remoteId || entry.marker === opId) return true;
      return (
        !markersTell &&
        entry.marker === null &&
        entry.authorId === authorId &&
        change.to === shown(value) &&
        connector.isAfter(entry.id, op.pin?.base ?? "")
      );
    },
  };
}

/**
 * Three-way merge of what an entry still has to write with a fresh look. What the agent's own earlier changes left
 * there is no conflict; where the look's history does not reach back to them, it is read once more, further.
 *
 * @returns A step when nothing can be decided yet.
 */
export async function mergeOnLook(
  delivery: Delivery,
  record: OpRecord,
  edits: TicketEdits,
  look: Look,
  decided: Decisions,
  signal: AbortSignal,
): Promise<MergeOutcome | Step> {
  const { connector, outbox } = delivery;
  const earlier = deliveredBefore(record, outbox.sending.records());
  const writes = earlier.map((op) => toWrite(op, editsOf(op), connector));
  const mergeWith = (entries: readonly RemoteEntry[]): MergeOutcome =>
    mergeEdits({
      edits,
      remote: look.ticket,
      decided,
      entries: look.entries,
      own: ownChains(entries, writes),
    });
  const merged = mergeWith(look.entries);
  const asked = new Set(merged.conflicts.map(({ field }) => field));
  const touching = earlier.filter((op) => touches(editsOf(op), asked));
  if (touching.length === 0) return merged;
  const since = oldestBase(touching, connector);
  if (look.entries.some(({ id }) => !connector.isAfter(id, since))) return merged;
  // "" asks for the newest page only, unless it is told to read back to the beginning.
  const back = since === "" ? 0 : undefined;
  const further = await connector.look(ticketOf(record), since, signal, back);
  if (!further.ok) return readFailed(delivery, record, further.error);
  const { stamp, stale, entries } = further.value;
  if (stamp !== look.stamp || (stale && !look.stale)) {
    return { kind: "wait", ms: STALE_WAITS_MS[0], waiting: { kind: "checking" } };
  }
  return mergeWith(entries);
}

const ticketOf = ({ intent: { action } }: OpRecord): TicketId =>
  action.kind === "update-ticket" ? action.ticketId : "";

const editsOf = ({ intent: { action } }: OpRecord): TicketEdits =>
  action.kind === "update-ticket" ? action.edits : {};

const touches = (edits: TicketEdits, fields: ReadonlySet<string>): boolean =>
  [...Object.keys(edits), ...Object.keys(edits.customFields ?? {})].some((name) =>
    fields.has(name),
  );

/** Newest entry that was there before the first of these changes. */
function oldestBase(ops: readonly OpRecord[], connector: Connector): string {
  const bases = ops.map((op) => op.pin?.base ?? "");
  return bases.reduce((oldest, base) => (connector.isAfter(oldest, base) ? base : oldest));
}
