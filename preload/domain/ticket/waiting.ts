import type { InteractionId } from "#domain/kernel/ids.ts";
import { type Interaction, isPublic } from "#domain/ticket/interaction.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";

/**
 * What must be known of a conversation to tell who waits, without its text. Summaries of parts of a conversation
 * merge in any order and any number of times to the same result, so a part that arrives late or twice does no harm.
 */
export type ThreadSummary = {
  /** Newest public entry by a human agent; null when there is none. ms epoch, server time. */
  readonly lastAgentAt: number | null;
  /** Newest public entry by a customer. */
  readonly lastCustomerAt: number | null;
  /** Customers' public entries after `lastAgentAt`: ascending, each instant once. */
  readonly unanswered: readonly number[];
  readonly newest: { readonly interactionId: InteractionId; readonly at: number } | null;
};

/** A conversation of which nothing is known. */
export const EMPTY_SUMMARY: ThreadSummary = {
  lastAgentAt: null,
  lastCustomerAt: null,
  unanswered: [],
  newest: null,
};

/** @returns The summary of some entries of one ticket, in any order. */
export function summarise(interactions: readonly Interaction[]): ThreadSummary {
  let lastAgentAt: number | null = null;
  let lastCustomerAt: number | null = null;
  let newest: ThreadSummary["newest"] = null;
  const customer: number[] = [];
  for (const { id, at, author, kind } of interactions) {
    newest = newer(newest, { interactionId: id, at });
    if (!isPublic(kind)) continue;
    if (author.kind === "agent") lastAgentAt = later(lastAgentAt, at);
    else if (author.kind === "customer") {
      lastCustomerAt = later(lastCustomerAt, at);
      customer.push(at);
    }
  }
  return { lastAgentAt, lastCustomerAt, unanswered: after(customer, lastAgentAt), newest };
}

/** Joins what is known of two parts of one conversation. Commutative, associative and idempotent. */
export function mergeSummaries(a: ThreadSummary, b: ThreadSummary): ThreadSummary {
  const lastAgentAt = later(a.lastAgentAt, b.lastAgentAt);
  return {
    lastAgentAt,
    lastCustomerAt: later(a.lastCustomerAt, b.lastCustomerAt),
    unanswered: after([...a.unanswered, ...b.unanswered], lastAgentAt),
    newest: newer(a.newest, b.newest),
  };
}

/**
 * Since when a customer waits for a human.
 *
 * Set at creation, cleared by a human agent's public entry (bots and automations do not clear it), set again by a
 * customer's public entry only if empty. Nobody waits on a solved or closed ticket.
 * Source: glossary §2, "Waiting since" (Chatwoot).
 *
 * @param createdAt Creation of the ticket, used while nothing of the conversation is known and it is still `new`.
 * @returns ms epoch, server time; null when nobody waits or nobody can tell.
 */
export function waitingSince(
  summary: ThreadSummary,
  status: TicketStatus,
  createdAt: number,
): number | null {
  if (status === "solved" || status === "closed") return null;
  const oldest = summary.unanswered[0];
  if (oldest !== undefined) return oldest;
  return status === "new" && summary.lastAgentAt === null ? createdAt : null;
}

/** The summary as it will be once a public reply written at `at` has arrived. */
export function withReply(summary: ThreadSummary, at: number): ThreadSummary {
  const lastAgentAt = later(summary.lastAgentAt, at);
  return { ...summary, lastAgentAt, unanswered: after(summary.unanswered, lastAgentAt) };
}

function later(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null || a >= b ? a : b;
}

function newer(a: ThreadSummary["newest"], b: ThreadSummary["newest"]): ThreadSummary["newest"] {
  if (a === null) return b;
  if (b === null) return a;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.interactionId >= b.interactionId ? a : b;
}

function after(times: readonly number[], floor: number | null): readonly number[] {
  if (times.length === 0) return times;
  const kept = floor === null ? times : times.filter((at) => at > floor);
  return kept.length < 2 ? kept : [...new Set(kept)].sort((x, y) => x - y);
}
