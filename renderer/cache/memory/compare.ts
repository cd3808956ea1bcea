import { fieldIdOf, isFieldKey, type QueueSort, type SortKey } from "#contract/asks.ts";
import { valueWeight } from "#domain/customer/value.ts";
import { fold } from "#domain/search/fold.ts";
import { compareByRank, priorityWeight } from "#domain/ticket/rank.ts";
import { CHANNELS, followUpOf, TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import { fieldOrders, type FieldShape } from "#renderer/cache/memory/field-values.ts";
import { type Shown, numberOf, organisationOf } from "#renderer/cache/memory/shown.ts";
import type { Level } from "#renderer/cache/memory/sort-rows.ts";

export type Compare = (a: Shown, b: Shown) => number;

export const byId: Compare = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const statusWeight = new Map(TICKET_STATUSES.map((status, i) => [status, i]));
const subject = (shown: Shown): string => (shown.sortSubject ??= fold(shown.line.subject));
const requester = (shown: Shown): string => (shown.sortRequester ??= fold(shown.requesterName));

/** What orders by name and by custom field look up. */
export type NameSource = {
  readonly nameOf: (kind: "agent" | "group" | "organisation", id: string) => string | null;
  readonly fieldShape: (id: string) => FieldShape | undefined;
};
const channelWeight = new Map(CHANNELS.map((channel, i) => [channel, i]));

/** Folded names by id, each looked up once: a list of many is sorted by few names. */
function byName(
  kind: "agent" | "group" | "organisation",
  { nameOf }: NameSource,
  idOf: (shown: Shown) => string | null,
): (shown: Shown) => string | null {
  const known = new Map<string, string>();
  return (shown) => {
    const id = idOf(shown);
    if (id === null) return null;
    let name = known.get(id);
    if (name === undefined) known.set(id, (name = fold(nameOf(kind, id) ?? "")));
    return name;
  };
}

/** What a sort looks at: a number or a text; null sorts last in both directions. */
function keyOf(
  sort: Exclude<QueueSort, "rank">,
  names: NameSource,
): (shown: Shown) => number | string | null {
  if (isFieldKey(sort)) {
    const id = fieldIdOf(sort);
    const order = fieldOrders(names.fieldShape(id));
    return ({ line }) => order(line.customFields[id] ?? null);
  }
  switch (sort) {
    case "updated":
      return ({ line }) => line.updatedAt;
    case "created":
      return ({ createdAt }) => createdAt;
    case "priority":
      return ({ priority }) => priorityWeight(priority);
    case "status":
      return ({ status }) => statusWeight.get(status) ?? 0;
    case "waiting":
      return ({ waitingSince }) => waitingSince;
    case "sla":
      return ({ breachAt }) => breachAt;
    case "subject":
      return subject;
    case "requester":
      return requester;
    case "number":
      return ({ id }) => {
        const number = numberOf(id);
        return /^\d+$/.test(number) ? Number(number) : null;
      };
    case "channel":
      return ({ line }) => channelWeight.get(line.channel) ?? 0;
    case "assignee":
      return byName("agent", names, ({ line }) => line.assigneeId);
    case "group":
      return byName("group", names, ({ line }) => line.groupId);
    case "organisation":
      return byName("organisation", names, organisationOf);
    case "value":
      return ({ value }) => valueWeight(value);
  }
}

/** One level of an order; 0 when it cannot tell the two apart. */
function compareLevel({ sort, descending }: SortKey, names: NameSource): Compare {
  const sign = descending ? -1 : 1;
  if (sort === "rank") return (a, b) => sign * compareByRank(a.rankKey, a, b.rankKey, b);
  const key = keyOf(sort, names);
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    if (left === right) return 0;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -sign : sign;
  };
}

/**
 * A total order: what all levels call equal falls back to the id, so that a list never shuffles.
 *
 * @param thenBy Looked at in turn where the levels before say equal.
 */
export function compareBy(
  sort: QueueSort,
  descending: boolean,
  names: NameSource,
  thenBy: readonly SortKey[] = [],
): Compare {
  const first = compareLevel({ sort, descending }, names);
  if (sort === "rank") return first;
  const others = thenBy.map((level) => compareLevel(level, names));
  return (a, b) => {
    let order = first(a, b);
    for (let i = 0; order === 0 && i < others.length; i += 1) order = others[i]?.(a, b) ?? 0;
    return order === 0 ? byId(a, b) : order;
  };
}

/**
 * The same rows in the opposite order, without comparing them again: what has no key stays last, and equals stay in the
 * order of their ids.
 *
 * @param rows Sorted by `sort` alone.
 */
export function turnRound(
  rows: readonly Shown[],
  sort: Exclude<QueueSort, "rank">,
  names: NameSource,
): Shown[] {
  const keys = rows.map(keyOf(sort, names));
  const keyless = keys.indexOf(null);
  const turned: Shown[] = [];
  for (let end = keyless === -1 ? rows.length : keyless; end > 0;) {
    let start = end - 1;
    while (start > 0 && keys[start - 1] === keys[start]) start -= 1;
    for (let at = start; at < end; at += 1) turned.push(rows[at] as Shown);
    end = start;
  }
  for (let at = turned.length; at < rows.length; at += 1) turned.push(rows[at] as Shown);
  return turned;
}

/** Texts that orders compare, made ahead: the first order by one of them need not wait for all. */
export function prepareKeys(shown: Shown): void {
  subject(shown);
  requester(shown);
}

const followUpAt = ({ line }: Shown): number => followUpOf(line) ?? Number.MAX_SAFE_INTEGER;

/** By the time of the follow-up, the soonest first; the order of work between equal ones. */
export function compareFollowUps(descending: boolean): Compare {
  const sign = descending ? -1 : 1;
  return (a, b) =>
    sign * (followUpAt(a) - followUpAt(b) || compareByRank(a.rankKey, a, b.rankKey, b));
}

/** The levels of `compareBy`, for `sortRows`. */
export function levelsBy(
  sort: QueueSort,
  descending: boolean,
  names: NameSource,
  thenBy: readonly SortKey[] = [],
): readonly Level[] {
  const all = sort === "rank" ? [] : thenBy;
  return [{ sort, descending }, ...all].flatMap((level) =>
    level.sort === "rank"
      ? rankLevels(level.descending)
      : [{ key: keyOf(level.sort, names), descending: level.descending }],
  );
}

/** The levels of `compareFollowUps`. */
export const followUpLevels = (descending: boolean): readonly Level[] => [
  { key: followUpAt, descending },
  ...rankLevels(descending),
];

/** The levels of `compareByRank`, down to the id. */
const rankLevels = (descending: boolean): readonly Level[] => [
  { key: ({ rankKey }) => rankKey, descending },
  { key: ({ waitingSince, createdAt }) => waitingSince ?? createdAt, descending },
  { key: (_, place) => place, descending },
];

/** @returns Index of the first element that does not come before `item` in a list sorted by `compare`. */
export function lowerBound(list: readonly Shown[], item: Shown, compare: Compare): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = list[middle];
    if (at !== undefined && compare(at, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
