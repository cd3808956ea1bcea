import { z } from "zod";
import { create } from "zustand";
import { type AskInput, type GroupField, isFieldKey, type QueueSort } from "#contract/asks.ts";
import type { RemoteView } from "#domain/directory/directory.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { readAhead } from "#renderer/actions/ticket-ahead.ts";
import { useUndoStore } from "#renderer/actions/undo-store.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import {
  NOWHERE,
  followPage,
  headOver,
  idsBetween,
  isHead,
  itemUnder,
  moveTo,
  nearestTicket,
  reuseRows,
  rowAt,
  rowUnder,
  ticketUnder,
} from "#renderer/features/queue/queue-cursor.ts";
import type { Cursor, ListPage } from "#renderer/features/queue/queue-cursor.ts";
import {
  DENSITIES,
  USUAL,
  clampWidth,
  moveColumn,
  readLayout,
  remoteLayout,
  toggleField,
  toggleGroup,
  toggleSort,
  pickLayout,
  writeLayout,
  type ColumnId,
  type ViewLayout,
} from "#renderer/features/queue/view-layout.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { persistPart, saveWorkspaceSoon } from "#renderer/workspace/persist.ts";
import { ownView } from "#renderer/workspace/own-views-store.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** What this window shows of the queue. Changes at once with each key; the rows follow. */
export type QueueView = ViewLayout & {
  readonly text: string;
  readonly cursor: Cursor;
  /** Ticket whose place the next answer tells: the cursor's, once it rests. */
  readonly anchorId: TicketId | null;
  /** Rows that moving and marking may use; null right after the question changed. */
  readonly page: ListPage | null;
  /** The answer to the question before; it is not taken for one to the new question. */
  readonly outdated: ListPage | null;
  /** Where the cursor was in that one. */
  readonly outdatedIndex: number;
  /** What was shown before the last answer, so that the rows on screen can be held still. */
  readonly before: { readonly page: ListPage; readonly cursor: Cursor } | null;
  /** Ticket the agent is done with: the cursor stays at its place and takes what comes there. */
  readonly leaving: TicketId | null;
  /** Grows with each new question: the list starts from its top. */
  readonly question: number;
  /** Where a range of marks began; -1 when none is being made. */
  readonly rangeFrom: number;
  /** Rows that fit on screen, for page keys. */
  readonly pageSize: number;
  /** px of the list; 0 before it is on screen. */
  readonly width: number;
};

export const useQueueView = create<QueueView>()(() => ({
  ...USUAL,
  text: "",
  cursor: NOWHERE,
  anchorId: null,
  page: null,
  outdated: null,
  outdatedIndex: -1,
  before: null,
  leaving: null,
  question: 0,
  rangeFrom: -1,
  pageSize: 20,
  width: 0,
}));

/** The line that is drawn as the one under the cursor: in an outdated list, the one that was. */
export const drawnIndex = ({ page, outdated, outdatedIndex, cursor }: QueueView): number =>
  page === null && outdated !== null ? outdatedIndex : cursor.index;

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
    const row = rowUnder(page, cursor);
    const { focusedPane, screen } = useWorkspace.getState();
    const isHere = screen === "queue" && (focusedPane === "queue" || focusedPane === null);
    if (row !== null && isHere && useSettings.getState().previewOnMove)
      workspace.previewTicket(row.id);
  }, AHEAD_MS);
}

/** What the key of the density leads through; null: as everywhere. */
const DENSITY_STEPS = [null, ...DENSITIES] as const;

/** Layouts that the agent made, by view; the others have the one that comes with the view. */
let layouts: Readonly<Record<string, ViewLayout>> = {};
/** The view whose layout is shown: the workspace may already have gone on to another. */
let shownView: string | null = null;
let remoteViews: ReadonlyMap<string, RemoteView> = new Map();

/** The layout of a view: the agent's, or the one it was saved or imported with. */
function layoutOf(viewId: string): ViewLayout {
  const made = layouts[viewId];
  if (made !== undefined) return made;
  const own = ownView(viewId);
  if (own !== undefined) {
    const saved = own.layout === undefined ? USUAL : readLayout(own.layout);
    return { ...saved, sort: own.sort, descending: own.descending };
  }
  const remote = remoteViews.get(viewId);
  return remote === undefined ? USUAL : remoteLayout(remote);
}

/** Changes how the view is shown, and keeps it. Another order or grouping is another question. */
function arrange(change: Partial<ViewLayout>): void {
  shownView ??= useWorkspace.getState().viewId;
  layouts = { ...layouts, [shownView]: { ...pickLayout(get()), ...change } };
  const isQuestion = "sort" in change || "thenBy" in change || "groupBy" in change;
  if (isQuestion) ask(change);
  else set({ ...change, ...("folded" in change && { anchorId: get().cursor.id }) });
}
/** The answer that `page` was made of, and the last one to the question before. */
let latest: ListPage | null = null;
let passed: ListPage | null = null;

/** Another question: the list starts from its top. */
function ask(change: Partial<QueueView>): void {
  clearTimeout(resting);
  passed = latest ?? passed;
  latest = null;
  set((view) => ({
    ...change,
    cursor: { id: null, index: 0 },
    anchorId: null,
    page: null,
    outdated: view.page ?? view.outdated,
    outdatedIndex: view.page === null ? view.outdatedIndex : view.cursor.index,
    before: null,
    leaving: null,
    question: view.question + 1,
    rangeFrom: -1,
  }));
}

export const queue = {
  search: (text: string) => {
    if (text !== get().text) ask({ text });
  },
  /** Sorting by the same column again turns the order around. */
  sortBy: (sort: QueueSort, descending?: boolean) =>
    arrange({
      sort,
      descending: descending ?? (get().sort === sort && !get().descending),
      thenBy: [],
    }),
  /** Adds a level to the order, turns it around, takes it away. */
  toggleSort: (sort: QueueSort) => arrange(toggleSort(get(), sort)),
  toggleGroup: (field: GroupField) =>
    arrange({ groupBy: toggleGroup(get().groupBy, field), allFolded: false, folded: [] }),
  ungroup: () => arrange({ groupBy: [], allFolded: false, folded: [] }),
  moveColumn: (id: ColumnId, by: number) => arrange({ columns: moveColumn(get().columns, id, by) }),
  /** @param width px; null: as usual. */
  setWidth: (id: ColumnId, width: number | null) => {
    const { [id]: _, ...others } = get().widths;
    arrange({ widths: width === null ? others : { ...others, [id]: clampWidth(width) } });
  },
  /** The layout that came with the view, or the usual one. */
  resetLayout: () => {
    const viewId = shownView ?? useWorkspace.getState().viewId;
    const { [viewId]: _, ...others } = layouts;
    layouts = others;
    ask(layoutOf(viewId));
  },
  /** Folds or unfolds a group. */
  fold: (id: string, isFolded: boolean) => {
    const { allFolded, folded } = get();
    const isListed = isFolded !== allFolded;
    const others = folded.filter((other) => other !== id);
    arrange({ folded: isListed ? [...others, id] : others });
  },
  foldAll: (allFolded: boolean) => arrange({ allFolded, folded: [] }),
  /** Towards the head: folds the group under the cursor, or goes to the head of the one it is in. */
  stepOut: () => {
    const { page, cursor } = get();
    const item = itemUnder(page, cursor);
    if (item !== null && isHead(item) && !item.isFolded) return queue.fold(item.id, true);
    const over = headOver(page, cursor.index);
    if (over === null) return undefined;
    const index = (page?.rows.indexOf(over) ?? -1) + (page?.from ?? 0);
    if (page?.rows.includes(over) === true) return queue.moveTo(index);
    // Its head is above the part of the list that is here: folding brings the cursor to it.
    set({ cursor: { id: over.id, index: cursor.index } });
    return queue.fold(over.id, true);
  },
  /** Into the group: unfolds the head under the cursor, or goes to what is in it. */
  stepIn: () => {
    const item = itemUnder(get().page, get().cursor);
    if (item === null || !isHead(item)) return undefined;
    return item.isFolded ? queue.fold(item.id, false) : queue.moveBy(1);
  },
  /** How a view is shown that the agent arranged; null for one that is shown as it came. */
  arrangedLayout: (viewId: string) => {
    const made = layouts[viewId];
    return made === undefined ? null : writeLayout(made);
  },
  /** The view whose list this is; the workspace may already have gone on to another. */
  shows: () => shownView ?? useWorkspace.getState().viewId,
  /** What the helpdesk says of its views: those that the agent did not arrange are shown as it lists them. */
  knowViews: (views: readonly RemoteView[]) => {
    remoteViews = new Map(views.map((view) => [view.id, view]));
    const viewId = shownView ?? useWorkspace.getState().viewId;
    if (layouts[viewId] !== undefined || !remoteViews.has(viewId)) return;
    const layout = layoutOf(viewId);
    if (JSON.stringify(layout) === JSON.stringify(pickLayout(get()))) return;
    const { cursor } = get();
    ask(layout);
    // After a restart the agent is on their ticket already: it is found at its new place.
    if (cursor.id !== null) set({ cursor, anchorId: cursor.id });
  },
  /** Another view was chosen in the workspace: it brings its layout along. */
  viewChanged: () => {
    const { viewId } = useWorkspace.getState();
    const own = ownView(viewId);
    const made = layouts[viewId];
    // A view that was edited while it was shown has the order that was just given to it.
    if (viewId === shownView && own !== undefined && made !== undefined)
      layouts = {
        ...layouts,
        [viewId]: { ...made, sort: own.sort, descending: own.descending, thenBy: [] },
      };
    shownView = viewId;
    ask({ text: "", ...layoutOf(viewId) });
  },
  /** @param answer What the cache said last; an answer to the question before is passed over. */
  takePage: (answer: ListPage) => {
    const { outdated, cursor, anchorId, page, leaving } = get();
    if (answer === passed || answer === latest) return;
    latest = answer;
    const place = leaving === null ? null : ticketFrom(answer, cursor.index);
    const isStill = place !== null && place.id === leaving;
    const next = isStill ? cursor : (place ?? followPage(cursor, answer, anchorId));
    set({
      page: reuseRows(page ?? outdated, answer),
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
    const before = new Set(rangeFrom === -1 ? [] : inRange);
    for (const id of idsBetween(page, start, cursor.index)) before.add(id);
    const next = moveTo(page, cursor.index + rows);
    const kept = useWorkspace.getState().selectedIds.filter((id) => !before.has(id));
    set({ cursor: next, rangeFrom: start });
    inRange = idsBetween(page, start, next.index);
    workspace.select([...new Set([...kept, ...inRange])]);
    watchAfterRest();
    const [first, last] = [Math.min(start, next.index), Math.max(start, next.index)];
    if (first < page.from || last >= page.from + page.rows.length)
      void completeRange(first, last + 1, kept);
  },
  /** Marks all rows between the cursor and a place (a click with Shift held). */
  extendTo: (index: number) => queue.extendBy(index - get().cursor.index),
  /** On the head of a group: all of its tickets, or none of them when all are marked. */
  toggleMark: (id: TicketId | null = queue.ticketId()) => {
    const head = itemUnder(get().page, get().cursor);
    if (id === null && head !== null && isHead(head)) return void toggleGroupMarks(head.id);
    if (id === null) return undefined;
    const marked = useWorkspace.getState().selectedIds;
    workspace.select(
      marked.includes(id) ? marked.filter((other) => other !== id) : [...marked, id],
    );
    set({ rangeFrom: -1 });
    return undefined;
  },
  /** @param isOn Whether it is on screen now. */
  toggleColumn: (id: ColumnId, isOn: boolean) => {
    const { columns, hidden, asked } = get();
    if (isFieldKey(id)) return arrange({ columns: toggleField(columns, id) });
    const without = (list: readonly ColumnId[]) => list.filter((other) => other !== id);
    return isOn
      ? arrange({ hidden: [...without(hidden), id], asked: without(asked) })
      : arrange({ hidden: without(hidden), asked: [...without(asked), id] });
  },
  /** The next density of this view; after the last one it is shown as all are. */
  turnDensity: () => {
    const at = DENSITY_STEPS.indexOf(get().density);
    arrange({ density: DENSITY_STEPS[(at + 1) % DENSITY_STEPS.length] ?? null });
  },
  clearMarks: () => {
    workspace.select([]);
    set({ rangeFrom: -1 });
  },
  /** Opens the row under the cursor; folds or unfolds a group whose head is there. @returns Whether it was a ticket. */
  open: (): boolean => {
    const item = itemUnder(get().page, get().cursor);
    if (item !== null && isHead(item)) queue.fold(item.id, !item.isFolded);
    const id = queue.ticketId();
    if (id !== null) workspace.openTicket(id);
    return id !== null;
  },
  /** Opens the next ticket in the list, or the one before; heads are passed over. */
  openNext: (rows: number) => {
    const { page, cursor } = get();
    const at = nearestTicket(page, cursor.index + rows, rows < 0 ? -1 : 1);
    if (at !== -1) queue.moveTo(at);
    else if (queue.ticketId() === null) return;
    queue.open();
  },
  /** The agent has answered or solved a ticket: when it moves away, the cursor goes on to what comes in its place. */
  leave: (id: TicketId) => {
    if (get().cursor.id !== id) return;
    set({ leaving: id });
    setTimeout(() => set((view) => (view.leaving === id ? { leaving: null } : {})), LEAVE_MS);
  },
  /** The ticket under the cursor: also while it is on its way to a place of which no rows are here yet. */
  ticketId: (): TicketId | null => ticketUnder(get().cursor),
  /** Its row; null while that is not here. */
  row: () => rowUnder(get().page, get().cursor),
} as const;

/** Ids that the range being made has marked. */
let inRange: readonly TicketId[] = [];

/** Marks the part of a long range that this page does not hold. */
async function completeRange(from: number, to: number, kept: readonly TicketId[]): Promise<void> {
  const { rangeFrom } = get();
  const range = { ...questionOf(get()), from, to, unfolded: false, limit: MOST_MARKED };
  const answer = await cacheClient.ask("queue.ids", range);
  // The agent may have gone on: then what is marked is what the later step says.
  const now = get();
  const isStill =
    now.rangeFrom === rangeFrom &&
    Math.min(now.rangeFrom, now.cursor.index) === from &&
    Math.max(now.rangeFrom, now.cursor.index) === to - 1;
  if (!answer.ok || !isStill) return;
  inRange = answer.value.ids;
  workspace.select([...new Set([...kept, ...inRange])]);
}

async function toggleGroupMarks(group: string): Promise<void> {
  const range = { ...questionOf(get()), from: 0, to: 0, unfolded: true, group, limit: MOST_MARKED };
  const answer = await cacheClient.ask("queue.ids", range);
  if (!answer.ok) return;
  const { ids } = answer.value;
  const marked = markSet(useWorkspace.getState().selectedIds);
  const inGroup = new Set(ids);
  const others = [...marked].filter((id) => !inGroup.has(id));
  const isWhole = ids.every((id) => marked.has(id));
  workspace.select((isWhole ? others : [...others, ...ids]).slice(0, MOST_MARKED));
  set({ rangeFrom: -1 });
}

/** The ticket at a place or, where a head stands there, the nearest one. */
function ticketFrom(page: ListPage, index: number): Cursor {
  const below = nearestTicket(page, index, 1);
  const near = below === -1 ? nearestTicket(page, index - 1, -1) : below;
  return moveTo(page, near === -1 ? index : near);
}

/** Most tickets that one change of many may reach. */
export const MOST_MARKED = 5_000;

/** The question behind the list as it is shown. */
export function questionOf(
  view: Pick<
    QueueView,
    "sort" | "descending" | "thenBy" | "text" | "groupBy" | "folded" | "allFolded"
  >,
): Omit<AskInput<"queue.grouped">, "from" | "to" | "anchorId"> {
  const { sort, descending, thenBy, text, groupBy, folded, allFolded } = view;
  const { viewId } = useWorkspace.getState();
  return {
    viewId,
    query: ownView(viewId)?.query,
    me: useAccounts.getState().me,
    sort,
    descending,
    thenBy,
    text,
    groupBy,
    folded,
    allFolded,
  };
}

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
  text: z.string().max(500).catch(""),
  cursor: z
    .object({ id: z.string().nullable(), index: z.number().int().min(-1) })
    .catch(() => NOWHERE),
  layouts: z.record(z.string(), z.unknown()).catch({}),
});
/** Views whose layout is kept. */
const MOST_LAYOUTS = 200;

/** Search, the ticket under the cursor and the layouts of all views come back after a restart. */
function restore(saved: unknown): void {
  const read = Saved.safeParse(saved);
  if (!read.success) return;
  const { text, cursor, layouts: kept } = read.data;
  layouts = Object.fromEntries(
    Object.entries(kept)
      .slice(-MOST_LAYOUTS)
      .map(([viewId, layout]) => [viewId, readLayout(layout)]),
  );
  shownView = useWorkspace.getState().viewId;
  set({ ...layoutOf(shownView), text, cursor, anchorId: cursor.id });
}
persistPart("queue", {
  read: () => ({ text: get().text.slice(0, 500), cursor: get().cursor, layouts }),
  restore,
});
// Before anything is drawn for it: else the list would be drawn for the new view's name and again for its layout.
useWorkspace.subscribe((now, then) => {
  if (now.viewId !== then.viewId) queue.viewChanged();
});
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
    now.thenBy !== then.thenBy ||
    now.columns !== then.columns ||
    now.hidden !== then.hidden ||
    now.asked !== then.asked ||
    now.density !== then.density ||
    now.widths !== then.widths ||
    now.groupBy !== then.groupBy ||
    now.folded !== then.folded ||
    now.text !== then.text ||
    now.cursor.id !== then.cursor.id;
  if (isOther) saveWorkspaceSoon();
});
