import { z } from "zod";
import { create } from "zustand";
import { QUEUE_SORTS } from "#contract/asks.ts";
import type { QueuePage, QueueSort } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { readAhead } from "#renderer/actions/ticket-ahead.ts";
import { useUndoStore } from "#renderer/actions/undo-store.ts";
import {
  NOWHERE,
  followPage,
  idsBetween,
  moveTo,
  reuseRows,
  rowAt,
} from "#renderer/features/queue/queue-cursor.ts";
import type { Cursor } from "#renderer/features/queue/queue-cursor.ts";
import { persistPart, saveWorkspaceSoon } from "#renderer/workspace/persist.ts";
import { ownView } from "#renderer/workspace/own-views-store.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** What this window shows of the queue. Changes at once with each key; the rows follow. */
export type QueueView = {
  readonly sort: QueueSort;
  readonly descending: boolean;
  readonly text: string;
  readonly cursor: Cursor;
  /** Ticket whose place the next answer tells: the cursor's, once it rests. */
  readonly anchorId: TicketId | null;
  /** Rows that moving and marking may use; null right after the question changed. */
  readonly page: QueuePage | null;
  /** The answer to the question before; it is not taken for one to the new question. */
  readonly outdated: QueuePage | null;
  /** What was shown before the last answer, so that the rows on screen can be held still. */
  readonly before: { readonly page: QueuePage; readonly cursor: Cursor } | null;
  /** Ticket the agent is done with: the cursor stays at its place and takes what comes there. */
  readonly leaving: TicketId | null;
  /** Grows with each new question: the list starts from its top. */
  readonly question: number;
  /** Columns that the agent put away. */
  readonly hidden: readonly string[];
  /** Where a range of marks began; -1 when none is being made. */
  readonly rangeFrom: number;
  /** Rows that fit on screen, for page keys. */
  readonly pageSize: number;
};

export const useQueueView = create<QueueView>()(() => ({
  sort: "rank",
  descending: false,
  text: "",
  cursor: NOWHERE,
  anchorId: null,
  page: null,
  outdated: null,
  before: null,
  leaving: null,
  question: 0,
  hidden: [],
  rangeFrom: -1,
  pageSize: 20,
}));

const get = useQueueView.getState;
const set = useQueueView.setState;

/** How long the cursor rests on a row before the cache is asked to watch its place. */
const REST_MS = 150;
/** How long a ticket that was dealt with may take to move away. */
const LEAVE_MS = 3_000;
let resting: ReturnType<typeof setTimeout> | undefined;
/** Shorter than it takes to press another key, longer than the repeat of a held one. */
const AHEAD_MS = 50;
let ahead: ReturnType<typeof setTimeout> | undefined;

function watchAfterRest(): void {
  clearTimeout(resting);
  resting = setTimeout(() => set({ anchorId: get().cursor.id }), REST_MS);
  clearTimeout(ahead);
  ahead = setTimeout(() => {
    const { cursor, page } = get();
    const near = [0, 1, 2, -1].map((step) => rowAt(page, cursor.index + step)?.id ?? null);
    void readAhead(near.filter((id) => id !== null));
  }, AHEAD_MS);
}

/** Order outside the agent's own views, while one of those is shown. */
let usualOrder: Pick<QueueView, "sort" | "descending"> | null = null;
/** The answer that `page` was made of. */
let latest: QueuePage | null = null;

/** Another question: the list starts from its top. */
function ask(change: Partial<QueueView>): void {
  clearTimeout(resting);
  set((view) => ({
    ...change,
    cursor: { id: null, index: 0 },
    anchorId: null,
    page: null,
    outdated: latest ?? view.outdated,
    before: null,
    leaving: null,
    question: view.question + 1,
    rangeFrom: -1,
  }));
  latest = null;
}

export const queue = {
  search: (text: string) => {
    if (text !== get().text) ask({ text });
  },
  /** Sorting by the same column again turns the order around. */
  sortBy: (sort: QueueSort, descending?: boolean) =>
    ask({ sort, descending: descending ?? (get().sort === sort && !get().descending) }),
  /** Another view was chosen in the workspace: one of the agent's own brings its order along. */
  viewChanged: () => {
    const own = ownView(useWorkspace.getState().viewId);
    const { sort, descending } = get();
    if (own === undefined) ask({ text: "", ...usualOrder });
    else ask({ text: "", sort: own.sort, descending: own.descending });
    usualOrder = own === undefined ? null : (usualOrder ?? { sort, descending });
  },
  /** @param answer What the cache said last; an answer to the question before is passed over. */
  takePage: (answer: QueuePage) => {
    const { outdated, cursor, anchorId, page, leaving } = get();
    if (answer === outdated || answer === latest) return;
    latest = answer;
    const place = leaving === null ? null : moveTo(answer, cursor.index);
    const isStill = place !== null && place.id === leaving;
    const next = isStill ? cursor : (place ?? followPage(cursor, answer, anchorId));
    set({
      page: reuseRows(page, answer),
      before: page === null ? null : { page, cursor: leaving === null ? cursor : NOWHERE },
      outdated: null,
      cursor: next,
      leaving: isStill ? leaving : null,
    });
    if (next.id !== anchorId) watchAfterRest();
  },
  moveTo: (index: number) => {
    const { page } = get();
    if (page === null) return;
    set({ cursor: moveTo(page, index), rangeFrom: -1, leaving: null });
    watchAfterRest();
  },
  moveBy: (rows: number) => queue.moveTo(get().cursor.index + rows),
  /** Moves and marks all rows from where the range began. */
  extendBy: (rows: number) => {
    const { page, cursor, rangeFrom } = get();
    if (page === null) return;
    const start = rangeFrom === -1 ? cursor.index : rangeFrom;
    const before = new Set(idsBetween(page, start, cursor.index));
    const next = moveTo(page, cursor.index + rows);
    const kept = useWorkspace.getState().selectedIds.filter((id) => !before.has(id));
    set({ cursor: next, rangeFrom: start });
    workspace.select([...new Set([...kept, ...idsBetween(page, start, next.index)])]);
    watchAfterRest();
  },
  /** Marks all rows between the cursor and a place (a click with Shift held). */
  extendTo: (index: number) => queue.extendBy(index - get().cursor.index),
  toggleMark: (id: TicketId | null = queue.row()?.id ?? null) => {
    if (id === null) return;
    const marked = useWorkspace.getState().selectedIds;
    workspace.select(
      marked.includes(id) ? marked.filter((other) => other !== id) : [...marked, id],
    );
    set({ rangeFrom: -1 });
  },
  toggleColumn: (id: string) =>
    set(({ hidden }) => ({
      hidden: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id],
    })),
  clearMarks: () => {
    workspace.select([]);
    set({ rangeFrom: -1 });
  },
  /** Opens the row under the cursor. */
  open: () => {
    const row = queue.row();
    if (row !== null) workspace.openTicket(row.id);
  },
  /** The agent has answered or solved a ticket: when it moves away, the cursor goes on to what comes in its place. */
  leave: (id: TicketId) => {
    if (get().cursor.id !== id) return;
    set({ leaving: id });
    setTimeout(() => set((view) => (view.leaving === id ? { leaving: null } : {})), LEAVE_MS);
  },
  row: () => rowAt(get().page, get().cursor.index),
} as const;

const sets = new WeakMap<readonly TicketId[], ReadonlySet<TicketId>>();
/** Marks as a set; the same list is turned into one only once, whatever the number of rows that look. */
export function markSet(ids: readonly TicketId[]): ReadonlySet<TicketId> {
  const known = sets.get(ids);
  if (known) return known;
  const made = new Set(ids);
  sets.set(ids, made);
  return made;
}

export const useIsMarked = (id: TicketId): boolean =>
  useWorkspace((state) => markSet(state.selectedIds).has(id));

const Saved = z.object({
  sort: z.enum(QUEUE_SORTS).catch("rank"),
  descending: z.boolean().catch(false),
  hidden: z.array(z.string()).catch([]),
  text: z.string().max(500).catch(""),
  cursor: z
    .object({ id: z.string().nullable(), index: z.number().int().min(-1) })
    .catch(() => NOWHERE),
});

/** Order, columns, search and the ticket under the cursor come back after a restart. */
function restore(saved: unknown): void {
  const read = Saved.safeParse(saved);
  if (read.success) set({ ...read.data, anchorId: read.data.cursor.id });
}
persistPart("queue", { read: () => Saved.parse(get()), restore });
// This module may come after the workspace was put back.
restore(useSettings.getState().workspace["queue"]);
useUndoStore.subscribe(({ batches }, before) => {
  if (batches.length < before.batches.length) return;
  for (const { action } of batches.at(-1)?.intents ?? []) {
    if (action.kind !== "update-ticket") continue;
    if (action.comment?.audience === "public" || action.edits.status) queue.leave(action.ticketId);
  }
});
useQueueView.subscribe((now, then) => {
  const isOther =
    now.sort !== then.sort ||
    now.descending !== then.descending ||
    now.hidden !== then.hidden ||
    now.text !== then.text ||
    now.cursor.id !== then.cursor.id;
  if (isOther) saveWorkspaceSoon();
});
