import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { STANDARD, toStatus, type Activity, type RtMapping } from "#domain/mapping/rt-mapping.ts";

/** Words that need no label next to our own name of the status. */
export const isPlainStatus = (word: string, status: TicketStatus): boolean =>
  word === status || (word !== "rejected" && STANDARD[word] === status);

/**
 * The remote's word to write for one of ours.
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
  const said = Object.entries(mapping.statuses[lifecycle] ?? {}).find(([, own]) => own === status);
  if (said !== undefined) return said[0];
  const fits = (wanted: TicketStatus): string | null => {
    const standard = Object.entries(STANDARD).find(
      ([word, own]) => own === wanted && known.has(word),
    );
    if (standard !== undefined) return standard[0];
    return [...known.keys()].find((word) => means(word) === wanted) ?? null;
  };
  const near: Partial<Record<TicketStatus, TicketStatus>> = {
    "on-hold": "pending",
    closed: "solved",
    new: "open",
  };
  const neighbour = near[status];
  return fits(status) ?? (neighbour === undefined ? null : fits(neighbour));
}

export const STANDARD_STATUSES: ReadonlyMap<string, Activity> = new Map([
  ["new", "active"],
  ["open", "active"],
  ["stalled", "active"],
  ["resolved", "inactive"],
  ["rejected", "inactive"],
]);
