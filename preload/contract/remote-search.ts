import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, TicketId } from "#domain/kernel/ids.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";

/** A ticket that a helpdesk's own search found. It may, or may not, be kept here too. Times: ms epoch, server time. */
export type RemoteHit = {
  readonly id: TicketId;
  /** Number the agent says on the phone. */
  readonly number: string;
  readonly subject: string;
  /** "" when the helpdesk did not tell. */
  readonly requesterName: string;
  readonly status: TicketStatus;
  readonly statusLabel: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What one account's helpdesk answered. */
export type RemoteFinding = { readonly accountId: AccountId } & (
  | {
      readonly kind: "found";
      readonly hits: readonly RemoteHit[];
      /** All there are, as the helpdesk says; null when it does not. */
      readonly total: number | null;
    }
  /** It was not asked: these conditions, as they are written, mean nothing there. */
  | { readonly kind: "cannot-ask"; readonly parts: readonly string[] }
  /** This helpdesk, or this account, has no search. */
  | { readonly kind: "no-search" }
  | { readonly kind: "failed"; readonly error: AppError }
);
