import type { AgentId, GroupId, TicketId } from "#domain/kernel/ids.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { wayOn } from "#renderer/actions/move-text.ts";
import { type OutboxEntry, isFinal, isReversible } from "#domain/sync/outbox.ts";

export const FILTERS = ["unsent", "attention", "done"] as const;
export type Filter = (typeof FILTERS)[number];

/** Names behind ids, as far as the cache knows them. */
export type Names = {
  readonly agents: ReadonlyMap<AgentId, string>;
  readonly groups: ReadonlyMap<GroupId, string>;
  readonly fields: ReadonlyMap<string, string>;
};

export type Step =
  | "edit"
  | "cancel"
  | "retry"
  | "confirm"
  | "followUp"
  | "toMerged"
  | "discard"
  | "copy"
  | "open";

/** The ticket an entry is about; null for macros. */
export const ticketOf = ({ action }: Intent): TicketId | null =>
  action.kind === "update-ticket" ||
  action.kind === "create-ticket" ||
  action.kind === "merge-ticket"
    ? action.ticketId
    : null;

/** What the agent wrote; null when the entry carries no words. */
export function textOf({ action }: Intent): string | null {
  if (action.kind === "update-ticket") return action.comment?.text ?? null;
  return action.kind === "create-ticket" ? action.comment.text : null;
}

/** Whether sending it as it is, knowing what is new, is one of the ways out. */
const canConfirm = (entry: OutboxEntry): boolean =>
  entry.state === "needs-human" &&
  (entry.reason?.kind === "conversation-moved" || entry.reason?.kind === "field-conflict");

/**
 * What the agent may still do with an entry, in the order in which it is offered. Source: sync-pitfalls §2: only what
 * has not left the machine is taken back or changed.
 */
export function stepsFor(entry: OutboxEntry): readonly Step[] {
  const steps: Step[] = [];
  const hasText = textOf(entry.intent) !== null;
  const needsHuman = entry.state === "needs-human";
  const way = wayOn(entry);
  if (way !== null) steps.push(way === "follow-up" ? "followUp" : "toMerged");
  else if (canConfirm(entry)) steps.push("confirm");
  else if (needsHuman) steps.push("retry");
  if (!isFinal(entry.state) && isReversible(entry)) {
    if (hasText) steps.push("edit");
    if (!needsHuman) steps.push("cancel");
  }
  if (needsHuman) steps.push("discard");
  if (hasText) steps.push("copy");
  if (ticketOf(entry.intent) !== null) steps.push("open");
  return steps;
}

/** Local midnight before an instant, ms epoch. */
export function startOfDay(now: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/**
 * Entries under a filter: what waits in its order of sending (what needs the agent first), what is done latest first.
 *
 * @param now ms epoch local; decides what "today" is.
 */
export function listEntries(
  entries: readonly OutboxEntry[],
  filter: Filter,
  now: number,
): readonly OutboxEntry[] {
  const today = startOfDay(now);
  switch (filter) {
    case "unsent": {
      const waiting = entries.filter((entry) => !isFinal(entry.state));
      const [needing, rest] = [true, false].map((needs) =>
        waiting.filter((entry) => (entry.state === "needs-human") === needs),
      );
      return [...(needing ?? []), ...(rest ?? [])];
    }
    case "attention":
      return entries.filter((entry) => entry.state === "needs-human");
    case "done":
      return entries
        .filter((entry) => isFinal(entry.state) && entry.changedAt >= today)
        .toSorted((a, b) => b.changedAt - a.changedAt);
  }
}
