import type { QueuePage, QueueRow } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";

/** Where the agent is in the list. `id` is null while the row at `index` has not arrived. Empty list: index -1. */
export type Cursor = { readonly id: TicketId | null; readonly index: number };
export const NOWHERE: Cursor = { id: null, index: -1 };

/** Rows asked for beyond what is visible, so that moving finds them there. */
const MARGIN = 60;
/** Windows begin and end at multiples of this, so that small moves ask nothing new. */
const STEP = 40;

export const rowAt = (page: QueuePage | null, index: number): QueueRow | null =>
  page?.rows[index - page.from] ?? null;

/** @returns Index in the whole list, -1 when the row is not in this page. */
export function indexOf(page: QueuePage | null, id: TicketId | null): number {
  const found = id === null ? -1 : (page?.rows.findIndex((row) => row.id === id) ?? -1);
  return page === null || found === -1 ? -1 : page.from + found;
}

/** The window of rows to ask for around what is visible. */
export function windowAround(
  first: number,
  last: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor((first - MARGIN) / STEP) * STEP);
  return { from, to: Math.ceil((last + 1 + MARGIN) / STEP) * STEP };
}

/** Moves inside the list; stops at its ends. */
export function moveTo(page: QueuePage | null, index: number): Cursor {
  if (page === null || page.total === 0) return NOWHERE;
  const inside = Math.min(Math.max(0, index), page.total - 1);
  return { index: inside, id: rowAt(page, inside)?.id ?? null };
}

/**
 * Keeps the agent on their ticket while rows come, go and change places.
 *
 * @param anchorId  Ticket whose place the page was asked to tell.
 * @returns         The same ticket at its new place. A ticket that left the list gives its place to the next one.
 */
export function followPage(cursor: Cursor, page: QueuePage, anchorId: TicketId | null): Cursor {
  if (page.total === 0) return NOWHERE;
  if (cursor.id !== null) {
    const seen = indexOf(page, cursor.id);
    if (seen !== -1) return seen === cursor.index ? cursor : { id: cursor.id, index: seen };
    if (anchorId !== cursor.id) return { ...cursor, index: Math.min(cursor.index, page.total - 1) };
    if (page.anchorIndex !== -1) return { id: cursor.id, index: page.anchorIndex };
  }
  return moveTo(page, Math.max(0, cursor.index));
}

/**
 * How far the rows on screen moved between two pages of the same list.
 *
 * @param first  First visible index in the page before.
 * @param last   Last visible index.
 * @param keep   Ticket to hold still when it is visible; else most of the visible ones are held.
 * @returns      Rows to scroll by; 0 when nothing can be told.
 */
export function shiftBetween(
  before: QueuePage,
  after: QueuePage,
  first: number,
  last: number,
  keep: Cursor,
): number {
  const places = new Map(after.rows.map((row, index) => [row.id, after.from + index]));
  const shiftOf = (index: number): number | null => {
    const row = rowAt(before, index);
    const moved = row === null ? undefined : places.get(row.id);
    return moved === undefined ? null : moved - index;
  };
  if (keep.id !== null && keep.index >= first && keep.index <= last) {
    const shift = shiftOf(keep.index);
    if (shift !== null) return shift;
  }
  // One row that went far must not take the view along: what most rows did counts.
  const votes = new Map<number, number>();
  for (let index = first; index <= last; index += 1) {
    const shift = shiftOf(index);
    if (shift !== null) votes.set(shift, (votes.get(shift) ?? 0) + 1);
  }
  let best = 0;
  for (const [shift, count] of votes) if (count > (votes.get(best) ?? 0)) best = shift;
  return best;
}

/** Ids of the known rows between two places, both included, in order of the list. */
export function idsBetween(page: QueuePage | null, a: number, b: number): readonly TicketId[] {
  const ids: TicketId[] = [];
  for (let index = Math.min(a, b); index <= Math.max(a, b); index += 1) {
    const row = rowAt(page, index);
    if (row !== null) ids.push(row.id);
  }
  return ids;
}

function isSameRow(a: QueueRow, b: QueueRow): boolean {
  for (const key of Object.keys(b) as (keyof QueueRow)[]) {
    if (key === "tags") {
      if (a.tags.join(" ") !== b.tags.join(" ")) return false;
    } else if (a[key] !== b[key]) return false;
  }
  return true;
}

/** The new page with the old page's objects for rows that did not change, so that those are not drawn again. */
export function reuseRows(before: QueuePage | null, after: QueuePage): QueuePage {
  if (before === null) return after;
  const known = new Map(before.rows.map((row) => [row.id, row]));
  const rows = after.rows.map((row) => {
    const old = known.get(row.id);
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
  return { ...after, rows };
}
