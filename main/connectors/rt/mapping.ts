import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { STANDARD, toStatus, type Activity, type RtMapping } from "#domain/mapping/rt-mapping.ts";

/** Words that need no label next to our own name of the status. */
export const isPlainStatus = (word: string, status: TicketStatus): boolean =>
  word === status || (word !== "rejected" && STANDARD[word] === status);

/** Ends of a ticket that are no solution: written only where a lifecycle has no other. */
const REFUSAL = /reject|declin|den(?:y|ied)|cancel|abandon|spam|duplicate|invalid|won'?t/iu;
const NEAR: Partial<Record<TicketStatus, TicketStatus>> = {
  "on-hold": "pending",
  closed: "solved",
  new: "open",
};

/**
 * The remote's word to write for one of ours. Of several: one that is no refusal, one that a person named, one of the
 * standard lifecycle, the most frequent.
 *
 * @param known Statuses of the ticket's lifecycle with how often they were seen, most frequent first.
 * @param now   The ticket's present status: kept when it already means the wanted one.
 * @returns     null when the lifecycle has none.
 */
export function fromStatus(
  mapping: RtMapping,
  lifecycle: string,
  status: TicketStatus,
  known: ReadonlyMap<string, Activity>,
  now: string | null,
): string | null {
  const means = (word: string): TicketStatus =>
    toStatus(mapping, lifecycle, word, known.get(word) ?? null);
  if (now !== null && means(now) === status) return now;
  const said = Object.keys(mapping.statuses[lifecycle] ?? {});
  const words = [...new Set([...said, ...known.keys()])];
  const rank = (word: string): number =>
    (REFUSAL.test(word) ? 4 : 0) +
    (said.includes(word) ? 0 : 2) +
    (STANDARD[word] === status ? 0 : 1);
  const best = (wanted: TicketStatus): string | undefined =>
    words.filter((word) => means(word) === wanted).toSorted((a, b) => rank(a) - rank(b))[0];
  const neighbour = NEAR[status];
  return best(status) ?? (neighbour === undefined ? undefined : best(neighbour)) ?? null;
}

export const STANDARD_STATUSES: ReadonlyMap<string, Activity> = new Map([
  ["new", "active"],
  ["open", "active"],
  ["stalled", "active"],
  ["resolved", "inactive"],
  ["rejected", "inactive"],
]);
