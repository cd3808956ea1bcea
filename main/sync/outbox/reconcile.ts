import type { TicketId } from "#domain/kernel/ids.ts";
import { writtenValues } from "#domain/sync/merge.ts";
import { findTrace } from "#domain/sync/outbox-rules.ts";
import type { Print } from "#domain/sync/outbox-rules.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import { fingerprintOf } from "#main/sync/outbox/fingerprint.ts";
import { textOf } from "#main/sync/outbox/outbox-state.ts";
import type { Connector, Look } from "#main/sync/ports.ts";

const ticketOf = (record: OpRecord): TicketId | null =>
  record.intent.action.kind === "update-ticket" ? record.intent.action.ticketId : null;

const printOf = ({ intent }: OpRecord): Print => ({
  fingerprint: fingerprintOf(textOf(intent.action) ?? ""),
  values: intent.action.kind === "update-ticket" ? writtenValues(intent.action.edits) : new Map(),
});

/** Finished entries of the same ticket and author, before this one, whose remote entry nobody knows. */
function unclaimedBefore(record: OpRecord, all: readonly OpRecord[]): readonly OpRecord[] {
  const ticketId = ticketOf(record);
  return all.filter(
    (other) =>
      other.seq < record.seq &&
      other.state === "done" &&
      other.remoteId === null &&
      other.attempts > 0 &&
      other.pin !== null &&
      ticketOf(other) === ticketId &&
      other.intent.authorId === record.intent.authorId,
  );
}

/** Entry since which the remote's history must be read to find what became of an attempt. */
export function readSince(
  record: OpRecord,
  all: readonly OpRecord[],
  connector: Connector,
): string {
  let since = record.pin?.base ?? "";
  if (connector.traits.keepsMarker && connector.traits.markerMayLack !== true) return since;
  for (const other of unclaimedBefore(record, all)) {
    const base = other.pin?.base ?? "";
    if (connector.isAfter(since, base)) since = base;
  }
  return since;
}

/** @returns Remote entry made by an earlier attempt; null when there is none in what was read. */
export function traceOf(
  record: OpRecord,
  all: readonly OpRecord[],
  look: Look,
  connector: Connector,
): string | null {
  const claimed = new Set<string>();
  for (const other of all) {
    if (other !== record && other.remoteId !== null) claimed.add(other.remoteId);
  }
  return findTrace({
    opId: record.intent.opId,
    authorId: record.intent.authorId,
    base: record.pin?.base ?? "",
    print: printOf(record),
    keepsMarker: connector.traits.keepsMarker,
    ...(connector.traits.markerMayLack === true ? { markerMayLack: true } : {}),
    entries: look.entries.map((entry) =>
      entry.fingerprint === null && entry.text !== ""
        ? { ...entry, fingerprint: fingerprintOf(entry.text) }
        : entry,
    ),
    claimed,
    unclaimed: unclaimedBefore(record, all).map((other) => ({
      base: other.pin?.base ?? "",
      print: printOf(other),
    })),
    isAfter: connector.isAfter,
  });
}
