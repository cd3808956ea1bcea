import { type CustomerValue, valueWeight } from "#domain/customer/value.ts";
import { isUnsolved, PRIORITIES, type Priority, type TicketStatus } from "#domain/ticket/ticket.ts";

/** What the order of work looks at. Times: ms epoch, server time. */
export type Rankable = {
  readonly id: string;
  readonly status: TicketStatus;
  readonly breachAt: number | null;
  readonly waitingSince: number | null;
  readonly priority: Priority | null;
  /** Of the customer; null when nothing is known. */
  readonly value: CustomerValue | null;
  readonly createdAt: number;
};

/**
 * Promises that end, and waits that began, within the same step of the clock count alike, so that priority and the
 * customer's value decide between them. Steps are fixed on the clock: the order does not change while time passes.
 */
export const SLA_STEP_MS = 5 * 60_000;
export const WAIT_STEP_MS = 15 * 60_000;

/** The terms in the order in which they decide. */
export const RANK_TERMS = ["solved", "sla", "waiting", "priority", "value", "age", "id"] as const;
export type RankTerm = (typeof RANK_TERMS)[number];

/** Why a ticket stands where it stands, at one instant. */
export type RankReason = {
  readonly unsolved: boolean;
  /** Time left until the next breach, ms; negative once breached; null when no clock runs. */
  readonly slaLeftMs: number | null;
  /** How long a customer has been waiting, ms; null when nobody waits. */
  readonly waitingMs: number | null;
  readonly priority: Priority | null;
  readonly value: CustomerValue | null;
  readonly ageMs: number;
};

/** 0 = none, 1 = low … 4 = urgent. */
export const priorityWeight = (priority: Priority | null): number =>
  priority === null ? 0 : PRIORITIES.indexOf(priority) + 1;

/**
 * Order of work: unsolved first; then the least SLA time left, in steps of 5 minutes; then the customer who waits
 * longest, in steps of 15 minutes; then the higher priority; then the more valued customer; then whose wait began first,
 * or the older ticket; then the id. All terms are instants, not durations, so the order of two tickets does not change
 * while time passes, and a total order makes it stable.
 *
 * @returns Negative when `a` comes first; 0 only for the same id.
 */
export function compareRank(a: Rankable, b: Rankable): number {
  const solved = Number(!isUnsolved(a.status)) - Number(!isUnsolved(b.status));
  if (solved !== 0) return solved;
  const sla = compareInstants(stepOf(a.breachAt, SLA_STEP_MS), stepOf(b.breachAt, SLA_STEP_MS));
  if (sla !== 0) return sla;
  const waiting = compareInstants(
    stepOf(a.waitingSince, WAIT_STEP_MS),
    stepOf(b.waitingSince, WAIT_STEP_MS),
  );
  if (waiting !== 0) return waiting;
  const priority = priorityWeight(b.priority) - priorityWeight(a.priority);
  if (priority !== 0) return priority;
  const value = valueWeight(b.value) - valueWeight(a.value);
  if (value !== 0) return value;
  const age = (a.waitingSince ?? a.createdAt) - (b.waitingSince ?? b.createdAt);
  if (age !== 0) return age;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** @returns The first term in which the two differ: the answer to "why is this one before that one?". */
export function decidingTerm(a: Rankable, b: Rankable): RankTerm | null {
  if (isUnsolved(a.status) !== isUnsolved(b.status)) return "solved";
  if (stepOf(a.breachAt, SLA_STEP_MS) !== stepOf(b.breachAt, SLA_STEP_MS)) return "sla";
  if (stepOf(a.waitingSince, WAIT_STEP_MS) !== stepOf(b.waitingSince, WAIT_STEP_MS))
    return "waiting";
  if (priorityWeight(a.priority) !== priorityWeight(b.priority)) return "priority";
  if (valueWeight(a.value) !== valueWeight(b.value)) return "value";
  if ((a.waitingSince ?? a.createdAt) !== (b.waitingSince ?? b.createdAt)) return "age";
  return a.id === b.id ? null : "id";
}

/** @param now ms epoch, server time. */
export function rankReason(ticket: Rankable, now: number): RankReason {
  return {
    unsolved: isUnsolved(ticket.status),
    slaLeftMs: ticket.breachAt === null ? null : ticket.breachAt - now,
    waitingMs: ticket.waitingSince === null ? null : Math.max(0, now - ticket.waitingSince),
    priority: ticket.priority,
    value: ticket.value,
    ageMs: Math.max(0, now - ticket.createdAt),
  };
}

const stepOf = (at: number | null, step: number): number | null =>
  at === null ? null : Math.floor(at / step);

/** Earlier first, none last. */
function compareInstants(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}
