import type { AgentId, OpId } from "#domain/kernel/ids.ts";
import { isProvisional } from "#domain/kernel/ids.ts";
import { laneOf } from "#domain/sync/intent.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { FieldChange } from "#domain/ticket/interaction.ts";

export type LanePlan = {
  /** The entries that may be worked on, at most one per lane, in order of queuing. */
  readonly heads: readonly OpId[];
  /** Wait for an earlier change of their lane. */
  readonly behind: readonly OpId[];
  /** Belong to somebody else than who is signed in. */
  readonly parked: readonly OpId[];
  /** Change something whose creation was taken back or never queued: nothing will ever make it. */
  readonly orphans: readonly OpId[];
};

/**
 * Who is next in each lane. An entry that needs a person keeps its own lane closed and no other. Entries of another
 * author are parked and do not close the lane, except that a change to what a parked create will make must wait for it.
 *
 * @param entries  In order of queuing.
 * @param author   Who is signed in; null: nobody, and everything waits.
 */
export function planLanes(entries: readonly OutboxEntry[], author: AgentId | null): LanePlan {
  const closed = new Set<string>();
  const heads: OpId[] = [];
  const behind: OpId[] = [];
  const parked: OpId[] = [];
  const orphans: OpId[] = [];
  const coming = new Set<string>();
  for (const { intent, state } of entries) {
    if (!isFinal(state) && !waitsForCreate(intent)) coming.add(laneOf(intent));
  }
  for (const entry of entries) {
    if (isFinal(entry.state)) continue;
    const { intent } = entry;
    const lane = laneOf(intent);
    if (author !== null && intent.authorId !== author) {
      if (entry.state !== "needs-human") parked.push(intent.opId);
      continue;
    }
    if (entry.state === "needs-human") closed.add(lane);
    else if (awaited(intent).some((id) => isProvisional(id) && !coming.has(id)))
      orphans.push(intent.opId);
    else if (closed.has(lane) || waitsForCreate(intent)) behind.push(intent.opId);
    else {
      closed.add(lane);
      heads.push(intent.opId);
    }
  }
  return { heads, behind, parked, orphans };
}

/** Whether it needs something that no remote knows yet. */
const waitsForCreate = (intent: Intent): boolean => awaited(intent).some(isProvisional);

/** Ids of what must be there before it can be carried out. */
export function awaited({ action }: Intent): readonly string[] {
  switch (action.kind) {
    case "create-ticket":
      return [];
    case "update-ticket":
      return [action.ticketId];
    case "merge-ticket":
      return [action.ticketId, action.into];
    case "save-macro":
    case "delete-macro":
      return action.base === null ? [] : [action.base.id];
  }
}

/**
 * Left of the undo window. The wall clock may have jumped, so the window never lasts longer than it was meant to.
 *
 * @returns ms, 0 when it is over.
 */
export const undoLeftMs = (intent: Intent, now: number): number =>
  Math.max(0, Math.min(intent.sendAfter - now, intent.sendAfter - intent.createdAt));

/** What decides whether a remote entry is the trace of an attempt of ours. */
export type TraceEntry = {
  readonly id: string;
  readonly authorId: string | null;
  readonly marker: string | null;
  readonly fingerprint: string | null;
  readonly changes: readonly FieldChange[];
};

/** By what an attempt without a marker is known again: its text, or, without one, the field values it wrote. */
export type Print = {
  readonly fingerprint: string | null;
  /** Field name → value as the remote shows it. Used when there is no text; empty: nothing to know it by. */
  readonly values: ReadonlyMap<string, string | null>;
};

/** An earlier entry of the same lane that was sent, of which no remote entry is known yet. */
export type Unclaimed = { readonly base: string; readonly print: Print };

export type TraceInput = {
  readonly opId: OpId;
  readonly authorId: AgentId;
  /** Newest remote entry before we wrote. */
  readonly base: string;
  readonly print: Print;
  readonly keepsMarker: boolean;
  /** An entry of ours may lack its marker: one without any is then known by its text, as where none are kept. */
  readonly markerMayLack?: boolean;
  /** Entries since the oldest base in question, oldest first. */
  readonly entries: readonly TraceEntry[];
  /** Ids of remote entries that belong to other outbox entries: each satisfies one only. */
  readonly claimed: ReadonlySet<string>;
  /** Earlier entries of the lane whose remote entry is not known, in order: each takes the oldest that fits. */
  readonly unclaimed: readonly Unclaimed[];
  readonly isAfter: (a: string, b: string) => boolean;
};

/**
 * Looks for the trace of an earlier attempt. With a marker only the marker counts: the same words from the same
 * agent may have been written elsewhere. Source: sync-pitfalls §2, step 4.
 *
 * @returns Id of the remote entry, null when there is none.
 */
export function findTrace(input: TraceInput): string | null {
  const free = input.entries.filter(
    (entry) => entry.authorId === input.authorId && !input.claimed.has(entry.id),
  );
  if (input.keepsMarker) {
    const marked = free.find((entry) => entry.marker === input.opId)?.id ?? null;
    if (marked !== null || input.markerMayLack !== true) return marked;
  }
  const taken = new Set<string>();
  const take = (base: string, print: Print): string | null => {
    const found = free.find(
      (entry) =>
        entry.marker === null &&
        matches(entry, print) &&
        !taken.has(entry.id) &&
        input.isAfter(entry.id, base),
    );
    if (found === undefined) return null;
    taken.add(found.id);
    return found.id;
  };
  for (const earlier of input.unclaimed) take(earlier.base, earlier.print);
  return take(input.base, input.print);
}

function matches(entry: TraceEntry, print: Print): boolean {
  if (print.fingerprint !== null) return entry.fingerprint === print.fingerprint;
  // What has words was not made by a change of fields alone, though it may have written the same values.
  if (print.values.size === 0 || entry.fingerprint !== null) return false;
  const written = new Map(entry.changes.map((change) => [change.field, change.to]));
  return [...print.values].every(([field, value]) => written.get(field) === value);
}
