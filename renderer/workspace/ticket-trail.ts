import { z } from "zod";
import type { TicketId } from "#domain/kernel/ids.ts";

/** Tickets in the order in which they were opened, and where in it the agent is; empty: `at` -1. */
export type Trail = { readonly ids: readonly TicketId[]; readonly at: number };

/** Most tickets that are remembered; the oldest go first. */
const LONGEST = 100;

export const Trail = z
  .object({ ids: z.array(z.string()).max(LONGEST), at: z.number().int().min(-1) })
  .refine(({ ids, at }) => at < ids.length)
  .catch(() => ({ ids: [], at: -1 }));

/** The agent opens a ticket: what lay ahead is forgotten, as in a browser. */
export function visit(trail: Trail, id: TicketId): Trail {
  if (trail.ids[trail.at] === id) return trail;
  const ids = [...trail.ids.slice(0, trail.at + 1), id].slice(-LONGEST);
  return { ids, at: ids.length - 1 };
}

/** Steps back (negative) or forth; stops at the ends. */
export function step(trail: Trail, by: number): Trail {
  const at = Math.min(trail.ids.length - 1, Math.max(0, trail.at + by));
  return trail.ids.length === 0 || at === trail.at ? trail : { ...trail, at };
}

/** A provisional ticket got its real id. */
export const renamed = (ids: readonly TicketId[], from: TicketId, to: TicketId) =>
  ids.includes(from) ? ids.map((id) => (id === from ? to : id)) : ids;

/** The id after the current one, `by` places on, round and round. null: there are none. */
export function turn(
  ids: readonly TicketId[],
  current: TicketId | null,
  by: number,
): TicketId | null {
  if (ids.length === 0) return null;
  const at = current === null ? -1 : ids.indexOf(current);
  // From outside, the first step lands on the first or the last.
  const from = at < 0 && by > 0 ? -1 : Math.max(0, at);
  return ids[(((from + by) % ids.length) + ids.length) % ids.length] ?? null;
}
