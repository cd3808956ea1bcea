import type { TicketId } from "#domain/kernel/ids.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Sealer } from "#renderer/cache/store/seal.ts";
import { type CacheDb, prefixRange, type SealedRow } from "#renderer/cache/store/tables.ts";

/** One stored part of a conversation, opened. */
export type Segment = {
  readonly id: string;
  readonly seq: number;
  readonly interactions: readonly Interaction[];
};

/** Digits of an instant in base 36 that sort as text until the year 5188. */
const AT_DIGITS = 9;

/** Names a part by its oldest entry, so that the same page writes the same key again. */
export const segmentId = (ticketId: TicketId, oldest: Interaction): string =>
  `${ticketId}/${Math.max(0, oldest.at).toString(36).padStart(AT_DIGITS, "0")}/${oldest.id}`;

/** Order of a conversation: time, then id. */
export const byTime = (a: Interaction, b: Interaction): number =>
  a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function readSegmentRows(db: CacheDb, ticketId: TicketId): Promise<SealedRow[]> {
  const [from, to] = prefixRange(`${ticketId}/`);
  return db.segments.where(":id").between(from, to).toArray();
}

export async function openSegments(
  sealer: Sealer,
  rows: readonly SealedRow[],
): Promise<readonly Segment[]> {
  return Promise.all(
    rows.map(async ({ id, seq, sealed }) => ({
      id,
      seq,
      interactions: (await sealer.open({ store: "segments", key: id }, sealed)) as Interaction[],
    })),
  );
}

/**
 * Joins the parts of one conversation. Of two copies of an entry the one of the later commit counts.
 *
 * @returns Oldest first, each entry once.
 */
export function mergeSegments(segments: readonly Segment[]): readonly Interaction[] {
  const byId = new Map<string, Interaction>();
  for (const { interactions } of segments.toSorted((a, b) => a.seq - b.seq)) {
    for (const interaction of interactions) byId.set(interaction.id, interaction);
  }
  return [...byId.values()].sort(byTime);
}
