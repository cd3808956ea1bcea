import type { GroupHead, QueueItem, QueueRow } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";

/** A part of the list, with or without group heads. Places count heads and tickets alike. */
export type ListPage = {
  readonly total: number;
  /** Tickets in all; absent where every place is a ticket. */
  readonly tickets?: number;
  readonly from: number;
  readonly rows: readonly QueueItem[];
  readonly anchorIndex: number;
  /** Heads of the groups that the first row stands in. */
  readonly above?: readonly GroupHead[];
};

export const isHead = (item: QueueItem): item is GroupHead => "level" in item;
const isHeadId = (id: string): boolean => id.startsWith("group/");

/**
 * Where the agent is in the list, on a ticket or on the head of a group. `id` is null while the row at `index` has not
 * arrived. Empty list: index -1.
 */
export type Cursor = { readonly id: TicketId | null; readonly index: number };
export const NOWHERE: Cursor = { id: null, index: -1 };

/** Rows asked for beyond what is visible, so that moving finds them there. */
const MARGIN = 32;
/** Windows begin and end at multiples of this, so that small moves ask nothing new. */
const STEP = 32;

export const itemAt = (page: ListPage | null, index: number): QueueItem | null =>
  page?.rows[index - page.from] ?? null;

/** What the cursor is on; null while its new place is outside the rows that are here: another one stands at the old one. */
export function itemUnder(page: ListPage | null, cursor: Cursor): QueueItem | null {
  const item = itemAt(page, cursor.index);
  return item?.id === cursor.id ? item : null;
}

/** The row of the ticket the cursor is on; null while it is not here, and on a head. */
export function rowUnder(page: ListPage | null, cursor: Cursor): QueueRow | null {
  const item = itemUnder(page, cursor);
  return item === null || isHead(item) ? null : item;
}

/** The ticket the cursor is on, whether its row is here or not. */
export const ticketUnder = ({ id }: Cursor): TicketId | null =>
  id === null || isHeadId(id) ? null : id;

/** The ticket at a place; null when it has not arrived or a head stands there. */
export function rowAt(page: ListPage | null, index: number): QueueRow | null {
  const item = itemAt(page, index);
  return item === null || isHead(item) ? null : item;
}

/**
 * @param step 1 looks down, -1 up.
 * @returns Place of the nearest ticket from `index` on, as far as the page reaches; -1 when there is none.
 */
export function nearestTicket(page: ListPage | null, index: number, step: 1 | -1): number {
  for (let at = index; ; at += step) {
    const item = itemAt(page, at);
    if (item === null) return -1;
    if (!isHead(item)) return at;
  }
}

/** The head of the group that a place stands in; that of the group around it when it is a head itself. null: none. */
export function headOver(page: ListPage | null, index: number): GroupHead | null {
  if (page === null) return null;
  const here = itemAt(page, index);
  const level = here !== null && isHead(here) ? here.level : Infinity;
  for (let at = index - 1; at >= page.from; at -= 1) {
    const item = itemAt(page, at);
    if (item !== null && isHead(item) && item.level < level) return item;
  }
  return page.above?.findLast((head) => head.level < level) ?? null;
}

/**
 * Heads that stand over the first lines in view, outermost first.
 *
 * @param top Place of the first line in view.
 */
export function stickyHeads(page: ListPage, top: number): readonly GroupHead[] {
  if (page.above === undefined || top < page.from) return [];
  const heads = [...page.above];
  for (let at = page.from; at <= top + heads.length && at < page.from + page.rows.length; at += 1) {
    const item = itemAt(page, at);
    if (item === null || !isHead(item) || at > top + item.level) continue;
    heads.length = Math.min(heads.length, item.level);
    heads.push(item);
  }
  return heads;
}

/** @returns Index in the whole list, -1 when the row is not in this page. */
export function indexOf(page: ListPage | null, id: TicketId | null): number {
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
export function moveTo(page: ListPage | null, index: number): Cursor {
  if (page === null || page.total === 0) return NOWHERE;
  const inside = Math.min(Math.max(0, index), page.total - 1);
  return { index: inside, id: itemAt(page, inside)?.id ?? null };
}

/**
 * Keeps the agent on their ticket while rows come, go and change places.
 *
 * @param anchorId  Ticket whose place the page was asked to tell.
 * @returns         The same ticket at its new place, under the id it goes by now. A ticket that left the list gives its
 *                  place to the next one.
 */
export function followPage(cursor: Cursor, page: ListPage, anchorId: TicketId | null): Cursor {
  if (page.total === 0) return NOWHERE;
  if (cursor.id !== null) {
    const seen = indexOf(page, cursor.id);
    if (seen !== -1) return seen === cursor.index ? cursor : { id: cursor.id, index: seen };
    if (anchorId !== cursor.id) return { ...cursor, index: Math.min(cursor.index, page.total - 1) };
    const index = page.anchorIndex;
    if (index !== -1) return { id: itemAt(page, index)?.id ?? cursor.id, index };
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
  before: ListPage,
  after: ListPage,
  first: number,
  last: number,
  keep: Cursor,
): number {
  const places = new Map(after.rows.map((row, index) => [row.id, after.from + index]));
  const shiftOf = (index: number): number | null => {
    const row = itemAt(before, index);
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
export function idsBetween(page: ListPage | null, a: number, b: number): readonly TicketId[] {
  const ids: TicketId[] = [];
  for (let index = Math.min(a, b); index <= Math.max(a, b); index += 1) {
    const row = rowAt(page, index);
    if (row !== null) ids.push(row.id);
  }
  return ids;
}

function isSameRow(a: QueueItem, b: QueueItem): boolean {
  for (const [key, value] of Object.entries(b)) {
    const before: unknown = Reflect.get(a, key);
    const isSame = Array.isArray(value)
      ? Array.isArray(before) && before.join(" ") === value.join(" ")
      : typeof value === "object" && value !== null
        ? JSON.stringify(before) === JSON.stringify(value)
        : before === value;
    if (!isSame) return false;
  }
  return true;
}

/** The new page with the old page's objects for rows that did not change, so that those are not drawn again. */
export function reuseRows(before: ListPage | null, after: ListPage): ListPage {
  if (before === null) return after;
  const known = new Map(before.rows.map((row) => [row.id, row]));
  const rows = after.rows.map((row) => {
    const old = known.get(row.id);
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
  return { ...after, rows };
}
