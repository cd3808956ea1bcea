import type { DeliveryNews } from "#main/sync/outbox/delivery.ts";
import type { AccountStatus } from "#contract/connection.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, AgentId, TicketId } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { AccountIdentity, CachePort, Clock, Connector, Random } from "#main/sync/ports.ts";

/** The part of the sender (`outbox/sender.ts`) that the engine drives. */
export type EngineSender = {
  kick(): void;
  run(signal: AbortSignal): Promise<void>;
  pause(): void;
  resume(): void;
  interrupt(): void;
};

/** Something worth one line to the agent. `stream` is our own name of it, never customers' text. */
export type EngineNotice =
  | { readonly kind: "cursor-restarted"; readonly stream: string }
  | { readonly kind: "stream-unavailable"; readonly stream: string; readonly detail: string };

/** Names and numbers only; nothing of customers. */
export type EngineLog = (
  level: "error" | "info" | "debug",
  message: string,
  data: Readonly<Record<string, string | number | boolean | null>>,
) => void;

export type EngineOptions = {
  readonly account: {
    readonly accountId: AccountId;
    /** Whose account this is; another identity is treated as signed out. null: not known yet. */
    readonly agentId: AgentId | null;
  };
  readonly connector: Connector;
  readonly cache: CachePort;
  readonly sender: EngineSender;
  readonly clock: Clock;
  readonly random: Random;
  /** Server minus local clock, ms. */
  readonly clockOffsetMs: () => number;
  /** How long work that nobody waits for rests between its steps, ms. Default: not at all. */
  readonly restMs?: () => number;
  readonly onNotice?: (notice: EngineNotice) => void;
  readonly log?: EngineLog;
};

/** Keeps one account's cache true and its outbox moving. */
export interface Engine {
  /** Begins; a second call changes nothing. */
  start(): void;
  /** Ends everything under way; resolves when it has. The engine can't be started again. */
  stop(): Promise<void>;
  status(): AccountStatus;
  /** Called with each new state. Returns the way out. */
  onStatus(listener: (status: AccountStatus) => void): () => void;
  /** The agent asks: connect and read at once. */
  pullNow(): void;
  /** The system says that the network is back: try soon. */
  networkHint(): void;
  /** The system resumed from sleep. Missed events are noticed by the clock. */
  woke(): void;
  /** The cache is another one than before (it was lost and made anew): everything begins again from its cursors. */
  cacheReplaced(): void;
  /** The agent looks at this ticket: read it afresh. Resolves when it is in the cache. */
  openTicket(ticketId: TicketId): Promise<Result<null, AppError>>;
  /** Read this ticket again in the background, e.g. after a reply went out. */
  refreshTicket(ticketId: TicketId): void;
  /** For the sender: calls may go. */
  mayUseNetwork(): boolean;
  /** For the sender: who is signed in, once known; null while signed out. */
  identity(): AccountIdentity | null;
  /** For the sender's `onNews`. */
  news(news: DeliveryNews): void;
}
