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
  return compareByRank(rankKey(a), a, rankKey(b), b);
}

/** `compareRank` for tickets whose keys are known: for lists of many. */
export function compareByRank(keyA: number, a: Rankable, keyB: number, b: Rankable): number {
  if (keyA !== keyB) return keyA < keyB ? -1 : 1;
  const age = (a.waitingSince ?? a.createdAt) - (b.waitingSince ?? b.createdAt);
  if (age !== 0) return age;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Steps that a key has room for, the last of them for "none": the years 2129 and 2089. */
const SLA_STEPS = 2 ** 24;
const WAIT_STEPS = 2 ** 22;

/**
 * All terms but age and id in one number: solved, SLA, waiting, priority, value, from the highest digit down. Fits the
 * 53 bits that a number holds exactly.
 */
export function rankKey(ticket: Rankable): number {
  const solved = isUnsolved(ticket.status) ? 0 : 1;
  const sla = stepOf(ticket.breachAt, SLA_STEP_MS, SLA_STEPS);
  const waiting = stepOf(ticket.waitingSince, WAIT_STEP_MS, WAIT_STEPS);
  const priority = 7 - priorityWeight(ticket.priority);
  const value = 3 - valueWeight(ticket.value);
  return (((solved * SLA_STEPS + sla) * WAIT_STEPS + waiting) * 8 + priority) * 4 + value;
}

/** @returns The first term in which the two differ: the answer to "why is this one before that one?". */
export function decidingTerm(a: Rankable, b: Rankable): RankTerm | null {
  if (isUnsolved(a.status) !== isUnsolved(b.status)) return "solved";
  const sla = ({ breachAt }: Rankable) => stepOf(breachAt, SLA_STEP_MS, SLA_STEPS);
  if (sla(a) !== sla(b)) return "sla";
  const waiting = ({ waitingSince }: Rankable) => stepOf(waitingSince, WAIT_STEP_MS, WAIT_STEPS);
  if (waiting(a) !== waiting(b)) return "waiting";
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

/** Earlier first, none last. */
const stepOf = (at: number | null, step: number, steps: number): number =>
  at === null ? steps - 1 : Math.min(steps - 2, Math.max(0, Math.floor(at / step)));
