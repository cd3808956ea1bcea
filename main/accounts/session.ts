import type { AccountSummary } from "#contract/account.ts";
import type { AccountStatus } from "#contract/connection.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { Query } from "#domain/search/query.ts";
import type { SearchFinding } from "#main/sync/ports.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";

/** One account at work: its journal is open, its engine runs as far as it can sign in. */
export interface Session {
  readonly account: AccountSummary;
  readonly outbox: Outbox;
  status(): AccountStatus;
  /** Look for news now. */
  syncNow(): void;
  /** The agent looks at this ticket. */
  openTicket(ticketId: TicketId): void;
  /** The machine woke up. */
  wake(): void;
  /** The machine has a network again. */
  networkHint(): void;
  /** The cache was opened (again): mirror the outbox. `lost`: begin again with empty cursors. */
  cacheOpened(lost: boolean): void;
  /** Asks the helpdesk's own search; null: it has none. */
  search(
    query: Query,
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<SearchFinding, AppError> | null>;
  attachment(contentUrl: string): Promise<Result<Uint8Array, AppError>>;
  /** Stops the engine and closes the journal; nothing that was answered is lost. */
  close(): Promise<void>;
}
