import type { QueueSort } from "#contract/asks.ts";
import { fold } from "#domain/search/fold.ts";
import { compareRank, priorityWeight } from "#domain/ticket/rank.ts";
import { TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import type { Shown } from "#renderer/cache/memory/shown.ts";

export type Compare = (a: Shown, b: Shown) => number;

const byId: Compare = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const statusWeight = new Map(TICKET_STATUSES.map((status, i) => [status, i]));
const subject = (shown: Shown): string => (shown.sortSubject ??= fold(shown.line.subject));
const requester = (shown: Shown): string => (shown.sortRequester ??= fold(shown.requesterName));

/** What a sort looks at: a number or a text; null sorts last in both directions. */
function keyOf(sort: Exclude<QueueSort, "rank">): (shown: Shown) => number | string | null {
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
  }
}

/** A total order: equal keys fall back to the id, so that a list never shuffles. */
export function compareBy(sort: QueueSort, descending: boolean): Compare {
  if (sort === "rank") return descending ? (a, b) => compareRank(b, a) : compareRank;
  const key = keyOf(sort);
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    if (left === right) return byId(a, b);
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -sign : sign;
  };
}

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
