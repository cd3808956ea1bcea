import type { AppError } from "#domain/kernel/app-error.ts";
import type { GlobalId } from "#domain/kernel/ids.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { FieldChange } from "#domain/ticket/interaction.ts";

/**
 * Where an outgoing change stands. `queued` and `pinned` have not left the machine; `sending` may have;
 * the last three are final. Source: sync-pitfalls §2.
 */
export type OutboxState = "queued" | "pinned" | "sending" | "done" | "needs-human" | "cancelled";

/** The remote's state that an attempt is pinned to. */
export type Pin = {
  /** Newest remote entry seen before we wrote; ours is newer. Empty string: none yet. */
  readonly base: string;
  /** The remote's version for a conditional write. */
  readonly stamp: string;
};

/** Why a person must decide. Each has its own words and its own ways forward. */
export type HumanReason =
  /** The customer or a colleague wrote something public after the agent began; nothing was sent. */
  | { readonly kind: "conversation-moved"; readonly entries: readonly MovedEntry[] }
  | { readonly kind: "field-conflict"; readonly conflicts: readonly FieldConflict[] }
  | { readonly kind: "refused"; readonly error: AppError }
  /** We could not tell whether it was sent. */
  | { readonly kind: "undecided" }
  | { readonly kind: "ticket-closed" }
  | { readonly kind: "ticket-gone" }
  | { readonly kind: "ticket-merged"; readonly into: GlobalId }
  | { readonly kind: "access-lost" }
  | { readonly kind: "other-author" };

export type MovedEntry = {
  readonly author: string;
  readonly at: number;
  readonly text: string;
};

export type FieldConflict = FieldChange & {
  readonly mine: string | null;
  readonly who: string | null;
  readonly at: number | null;
};

/** One line of the outbox: the intent and what became of it. Rebuilt from the journal. */
export type OutboxEntry = {
  readonly intent: Intent;
  /** Order of queuing over the whole account, from 1. */
  readonly seq: number;
  readonly state: OutboxState;
  readonly pin: Pin | null;
  readonly attempts: number;
  /** ms epoch local of the last attempt. */
  readonly lastAttemptAt: number | null;
  /** Why it waits right now; null when it is being worked on or final. */
  readonly waitingFor: WaitingFor | null;
  readonly reason: HumanReason | null;
  /** Remote entry (audit, transaction, ticket, macro) that fulfilled it. */
  readonly remoteId: string | null;
  /** Remote id of the record that a create made. */
  readonly createdId: GlobalId | null;
  /** The agent confirmed that it goes although the conversation moved or fields differ. */
  readonly confirmed: boolean;
  /** ms epoch local of the last state change. */
  readonly changedAt: number;
};

export type WaitingFor =
  | { readonly kind: "undo-window"; readonly until: number }
  | { readonly kind: "connection" }
  | { readonly kind: "rate-limit"; readonly until: number }
  | { readonly kind: "sign-in" }
  | { readonly kind: "earlier-change" }
  | { readonly kind: "checking" }
  | { readonly kind: "settle"; readonly until: number }
  | { readonly kind: "author" };

export const isFinal = (state: OutboxState): boolean => state === "done" || state === "cancelled";
/** Whether the agent may still take it back or change it: nothing has left the machine. */
export const isReversible = (entry: OutboxEntry): boolean =>
  entry.attempts === 0 &&
  (entry.state === "queued" || entry.state === "pinned" || entry.state === "needs-human");
