import { create } from "zustand";
import type { TicketId } from "#domain/kernel/ids.ts";
import { laneOf } from "#domain/sync/intent.ts";
import { type OutboxEntry, isFinal, isReversible } from "#domain/sync/outbox.ts";

type Outbox = {
  /** null until main has answered for the first time. Order of queuing. */
  readonly entries: readonly OutboxEntry[] | null;
};

/** Every outgoing change main knows of, fed by main. */
export const useOutbox = create<Outbox>()(() => ({ entries: null }));

export const setOutbox = (entries: readonly OutboxEntry[]): void => useOutbox.setState({ entries });

/** Changes that are not at the helpdesk yet. */
export const countUnsent = (entries: readonly OutboxEntry[] | null): number =>
  entries?.filter((entry) => !isFinal(entry.state)).length ?? 0;

/** Changes that wait for a decision of the agent. */
export const countAttention = (entries: readonly OutboxEntry[] | null): number =>
  entries?.filter((entry) => entry.state === "needs-human").length ?? 0;

/** The latest change still inside its undo window; null when there is none. */
export function latestUndoable(
  entries: readonly OutboxEntry[] | null,
  now: number,
): OutboxEntry | null {
  return (
    entries?.findLast(
      (entry) => entry.state === "queued" && isReversible(entry) && entry.intent.sendAfter > now,
    ) ?? null
  );
}

/** Unfinished changes of one ticket, in order of queuing. */
export const unsentOf = (
  entries: readonly OutboxEntry[] | null,
  ticketId: TicketId,
): readonly OutboxEntry[] =>
  entries?.filter((entry) => !isFinal(entry.state) && laneOf(entry.intent) === ticketId) ?? [];
