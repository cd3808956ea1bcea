import { isUnsolved, PRIORITIES, type Priority, type TicketStatus } from "#domain/ticket/ticket.ts";

/** What the order of work looks at. Times: ms epoch, server time. */
export type Rankable = {
  readonly id: string;
  readonly status: TicketStatus;
  readonly breachAt: number | null;
  readonly waitingSince: number | null;
  readonly priority: Priority | null;
  readonly createdAt: number;
};

/** The terms in the order in which they decide. */
export const RANK_TERMS = ["solved", "sla", "waiting", "priority", "age", "id"] as const;
export type RankTerm = (typeof RANK_TERMS)[number];

/** Why a ticket stands where it stands, at one instant. */
export type RankReason = {
  readonly unsolved: boolean;
  /** Time left until the next breach, ms; negative once breached; null when no clock runs. */
  readonly slaLeftMs: number | null;
  /** How long a customer has been waiting, ms; null when nobody waits. */
  readonly waitingMs: number | null;
  readonly priority: Priority | null;
  readonly ageMs: number;
};

/** 0 = none, 1 = low … 4 = urgent. */
export const priorityWeight = (priority: Priority | null): number =>
  priority === null ? 0 : PRIORITIES.indexOf(priority) + 1;

/**
 * Order of work: unsolved first; then the least SLA time left; then the customer who waits longest; then the higher
 * priority; then the older ticket; then the id. All terms are instants, not durations, so the order of two tickets
 * does not change while time passes, and a total order makes it stable.
 *
 * @returns Negative when `a` comes first; 0 only for the same id.
 */
export function compareRank(a: Rankable, b: Rankable): number {
  const solved = Number(!isUnsolved(a.status)) - Number(!isUnsolved(b.status));
  if (solved !== 0) return solved;
  const sla = compareInstants(a.breachAt, b.breachAt);
  if (sla !== 0) return sla;
  const waiting = compareInstants(a.waitingSince, b.waitingSince);
  if (waiting !== 0) return waiting;
  const priority = priorityWeight(b.priority) - priorityWeight(a.priority);
  if (priority !== 0) return priority;
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** @returns The first term in which the two differ: the answer to "why is this one before that one?". */
export function decidingTerm(a: Rankable, b: Rankable): RankTerm | null {
  if (isUnsolved(a.status) !== isUnsolved(b.status)) return "solved";
  if (a.breachAt !== b.breachAt) return "sla";
  if (a.waitingSince !== b.waitingSince) return "waiting";
  if (a.priority !== b.priority) return "priority";
  if (a.createdAt !== b.createdAt) return "age";
  return a.id === b.id ? null : "id";
}

/** @param now ms epoch, server time. */
export function rankReason(ticket: Rankable, now: number): RankReason {
  return {
    unsolved: isUnsolved(ticket.status),
    slaLeftMs: ticket.breachAt === null ? null : ticket.breachAt - now,
    waitingMs: ticket.waitingSince === null ? null : Math.max(0, now - ticket.waitingSince),
    priority: ticket.priority,
    ageMs: Math.max(0, now - ticket.createdAt),
  };
}

/** Earlier first, none last. */
function compareInstants(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}
