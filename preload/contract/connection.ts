import type { AccountId } from "#domain/kernel/ids.ts";

/** Source: sync-pitfalls §5. Only our own authenticated call moves a connection to `online`. */
export type ConnectionState =
  | "connecting"
  | "online"
  | "degraded"
  | "offline"
  | "signed-out"
  | "blocked";

export type SyncProgress = {
  /** Rows committed since the first sync began. */
  readonly rows: number;
  /** 0..1, null when the remote does not tell totals. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
  /** What the agent needs first is there. */
  readonly workable: boolean;
  /** History is complete. */
  readonly complete: boolean;
};

export type AccountStatus = {
  readonly accountId: AccountId;
  readonly state: ConnectionState;
  /** ms epoch local at which the data was last known true; null never. */
  readonly freshAt: number | null;
  /** Server minus local clock, ms. */
  readonly clockOffsetMs: number;
  /** Plain words of the last failure, for the status line's detail; null when none. */
  readonly detail: string | null;
  readonly progress: SyncProgress;
  readonly setAsideCount: number;
  /** ms epoch local of the next attempt; null when none is planned. */
  readonly retryAt: number | null;
  /** ms until everything in the outbox has gone, as far as can be told; null or absent: cannot be told now. */
  readonly outboxLeftMs?: number | null;
};
