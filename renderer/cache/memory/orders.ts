import type { Me, QueueSort, SortKey, ViewId } from "#contract/asks.ts";
import {
  byId,
  type Compare,
  compareBy,
  compareFollowUps,
  followUpLevels,
  levelsBy,
  lowerBound,
  turnRound,
} from "#renderer/cache/memory/compare.ts";
import { compileFor, conditionOf, readQuery } from "#renderer/cache/memory/conditions.ts";
import type { Memory, ShownChange } from "#renderer/cache/memory/memory.ts";
import type { Shown } from "#renderer/cache/memory/shown.ts";
import { type Level, sortRows } from "#renderer/cache/memory/sort-rows.ts";

/** A view; `query` is the condition of one that the agent saved. */
export type ViewKey = { readonly viewId: ViewId; readonly query?: string | undefined };

export type OrderKey = ViewKey & {
  readonly me: Me;
  readonly sort: QueueSort;
  readonly descending: boolean;
  readonly thenBy?: readonly SortKey[] | undefined;
  readonly text: string;
};

/** Filtered and sorted lists of tickets, kept up to date line by line instead of being sorted again. */
export interface Orders {
  /**
   * `timed`: members may change while nothing but time moves. The same object, of the same `version`, holds the same
   * rows in the same order.
   */
  readonly list: (
    key: OrderKey,
    now: number,
  ) => { readonly rows: readonly Shown[]; readonly timed: boolean; readonly version: number };
  readonly counts: (views: readonly ViewKey[], me: Me, now: number) => readonly number[];
  readonly changed: (changes: readonly ShownChange[]) => void;
  /** Time has passed or something that conditions look at has changed: lists are made again when asked for. */
  readonly reset: (which: "timed" | "all") => void;
}

type Predicate = (shown: Shown) => boolean;
type Condition = { readonly accepts: Predicate; readonly timed: boolean };
type Kept = {
  /** What it holds before a text narrows it down; null when one does. */
  readonly view: string | null;
  readonly timed: boolean;
  readonly accepts: Predicate;
  readonly compare: Compare;
  rows: Shown[];
  version: number;
};
type Tally = Condition & { count: number };

/** Views that are counted; queries that are being written give a new one with each key. */
const MAX_TALLIES = 200;
/** As many lists as an agent flips between. */
const MAX_LISTS = 24;
/** From here on, merging into a list once is cheaper than moving line by line. */
const MANY = 100;
/** Lists kept through a large change; the others are made again when asked for. */
const HOT_LISTS = 4;
/** Rows from which on sorting by levels is faster than comparing. */
const LONG = 4_000;

/** @param long Rows from which on a list is sorted by levels. */
export function createOrders(memory: () => Memory, long = LONG): Orders {
  const lists = new Map<string, Kept>();
  /** All tickets by id: what long lists are sorted from. null until one is asked for. */
  let all: Kept | null = null;
  const tallies = new Map<string, Tally>();
  const viewKey = ({ viewId, query }: ViewKey, me: Me): string =>
    JSON.stringify([viewId, query, me]);

  /** The condition of a view, compiled for this instant. A view that is not known here has no tickets. */
  function conditionFor({ viewId, query }: ViewKey, me: Me, now: number): Condition {
    const condition = conditionOf(viewId, query, memory());
    if (condition === null) return { accepts: () => false, timed: false };
    const { holds, timed } = compileFor(condition.query, me, memory(), now);
    const { accountId } = condition;
    return {
      accepts:
        accountId === null ? holds : (shown) => shown.line.accountId === accountId && holds(shown),
      timed,
    };
  }
  function build(key: OrderKey, now: number): Kept {
    const { sort, descending, thenBy } = key;
    // In the agent's own plan the order of work is the order of its times.
    const isPlan = key.viewId === "follow-ups" && sort === "rank";
    const compare = isPlan
      ? compareFollowUps(descending)
      : compareBy(sort, descending, memory(), thenBy);
    if (key.text.trim() !== "") {
      // The list without the text is sorted already: filtering keeps its order.
      const whole = list({ ...key, text: "" }, now);
      const inView = whole.accepts;
      const { holds, timed } = compileFor(readQuery(key.text).query, key.me, memory(), now);
      return {
        view: null,
        timed: whole.timed || timed,
        compare,
        accepts: (shown) => inView(shown) && holds(shown),
        rows: whole.rows.filter(holds),
        version: 0,
      };
    }
    const view = viewKey(key, key.me);
    const { accepts, timed, rows } = membersOf(view) ?? members(conditionFor(key, key.me, now));
    const levels = () =>
      isPlan ? followUpLevels(descending) : levelsBy(sort, descending, memory(), thenBy);
    const sorted =
      opposite(key, isPlan) ??
      (rows.length < long ? rows.toSorted(compare) : longSort(accepts, levels()));
    return { view, timed, compare, accepts, rows: sorted, version: 0 };
  }
  /** From a list that is kept in the other direction: an order is often looked at from both ends. */
  function opposite(key: OrderKey, isPlan: boolean): Shown[] | undefined {
    const { sort, thenBy = [] } = key;
    const kept = lists.get(listKey({ ...key, descending: !key.descending }));
    if (kept === undefined) return undefined;
    // Both go down to the id, so that nothing is equal.
    if (isPlan || sort === "rank") return kept.rows.toReversed();
    return thenBy.length === 0 ? turnRound(kept.rows, sort, memory()) : undefined;
  }
  /** A list of the same view in another order holds the same tickets. */
  const membersOf = (view: string): Kept | undefined => {
    for (const kept of lists.values()) if (kept.view === view) return kept;
    return undefined;
  };
  function members({ accepts, timed }: Condition): Condition & { readonly rows: readonly Shown[] } {
    const rows: Shown[] = [];
    for (const shown of memory().allShown()) if (accepts(shown)) rows.push(shown);
    return { accepts, timed, rows };
  }
  function longSort(accepts: Predicate, levels: readonly Level[]): Shown[] {
    all ??= {
      view: null,
      timed: false,
      compare: byId,
      accepts: () => true,
      rows: [...memory().allShown()].sort(byId),
      version: 0,
    };
    return sortRows(all.rows.filter(accepts), levels);
  }
  function list(key: OrderKey, now: number): Kept {
    const id = listKey(key);
    let kept = lists.get(id);
    if (kept === undefined) kept = build(key, now);
    else lists.delete(id);
    lists.set(id, kept);
    dropOldest(MAX_LISTS);
    return kept;
  }
  function dropOldest(keep: number): void {
    for (const oldest of lists.keys()) {
      if (lists.size <= keep) break;
      lists.delete(oldest);
    }
  }
  /** Counts what is not counted yet in one pass over all tickets. */
  function count(views: readonly ViewKey[], me: Me, now: number): readonly number[] {
    const ids = views.map((view) => viewKey(view, me));
    const fresh: Tally[] = [];
    if (tallies.size > MAX_TALLIES) tallies.clear();
    for (const [i, view] of views.entries()) {
      const id = ids[i] ?? "";
      if (tallies.has(id)) continue;
      const tally: Tally = { ...conditionFor(view, me, now), count: 0 };
      tallies.set(id, tally);
      fresh.push(tally);
    }
    if (fresh.length > 0) {
      for (const shown of memory().allShown()) {
        for (const tally of fresh) if (tally.accepts(shown)) tally.count += 1;
      }
    }
    return ids.map((id) => tallies.get(id)?.count ?? 0);
  }

  return {
    list,
    counts: count,
    changed: (changes) => {
      for (const { before, after } of changes) {
        for (const kept of tallies.values()) {
          if (before !== null && kept.accepts(before)) kept.count -= 1;
          if (after !== null && kept.accepts(after)) kept.count += 1;
        }
      }
      if (changes.length > MANY) dropOldest(HOT_LISTS);
      for (const kept of all === null ? lists.values() : [all, ...lists.values()]) {
        if (changes.length > MANY) mergeInto(kept, changes);
        else for (const change of changes) moveWithin(kept, change);
      }
    },
    reset: (which) => {
      if (which === "all") {
        lists.clear();
        tallies.clear();
        return;
      }
      for (const [id, kept] of lists) if (kept.timed) lists.delete(id);
      for (const [id, kept] of tallies) if (kept.timed) tallies.delete(id);
    },
  };
}

function moveWithin(kept: Kept, { before, after }: ShownChange): void {
  const { accepts, compare, rows } = kept;
  if (before !== null && accepts(before)) {
    kept.version += 1;
    const at = lowerBound(rows, before, compare);
    if (rows[at]?.id === before.id) rows.splice(at, 1);
  }
  if (after !== null && accepts(after)) {
    kept.version += 1;
    rows.splice(lowerBound(rows, after, compare), 0, after);
  }
}

function mergeInto(kept: Kept, changes: readonly ShownChange[]): void {
  const { accepts, compare } = kept;
  const touched = new Set(changes.map(({ before, after }) => (after ?? before)?.id));
  const added = changes.flatMap(({ after }) => (after !== null && accepts(after) ? [after] : []));
  added.sort(compare);
  const merged: Shown[] = [];
  let next = 0;
  for (const row of kept.rows) {
    if (touched.has(row.id)) continue;
    for (let one = added[next]; one !== undefined && compare(one, row) < 0; one = added[next]) {
      merged.push(one);
      next += 1;
    }
    merged.push(row);
  }
  for (; next < added.length; next += 1) {
    const one = added[next];
    if (one !== undefined) merged.push(one);
  }
  kept.rows = merged;
  kept.version += 1;
}

function listKey(key: OrderKey): string {
  const { viewId, query, me, sort, descending, thenBy, text } = key;
  return JSON.stringify([viewId, query, me, sort, descending, thenBy ?? [], text.trim()]);
}
