import type { AskInput, AskName, AskOutput } from "#contract/asks.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, AgentId, TicketId } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { Changes, Page, SetAside } from "#domain/sync/page.ts";

/** Window ↔ cache host, over its own MessagePort. */
export type WindowToHost =
  | { readonly type: "ask"; readonly id: number; readonly name: AskName; readonly input: unknown }
  | {
      readonly type: "subscribe";
      readonly id: number;
      readonly name: AskName;
      readonly input: unknown;
    }
  /** New input of a running subscription: answered at once, ahead of changes. */
  | { readonly type: "revise"; readonly id: number; readonly input: unknown }
  | { readonly type: "unsubscribe"; readonly id: number }
  /** A key was pressed: what can wait leaves the processor to the window. */
  | { readonly type: "busy" };
export type HostToWindow = {
  readonly type: "answer";
  readonly id: number;
  readonly result: Result<unknown, AppError>;
};
export type TypedAsk = <K extends AskName>(
  name: K,
  input: AskInput<K>,
) => Promise<Result<AskOutput<K>, AppError>>;

/** Main → cache host requests; each answered by its id after its transaction committed. */
export type CacheRequests = {
  readonly open: {
    readonly input: {
      /** Raw 32-byte key of the sealed fields; imported non-extractable, kept in memory only. */
      readonly key: Uint8Array;
      /** Cache id and highest seq main remembers; null on the first start. */
      readonly expect: { readonly cacheId: string; readonly seq: number } | null;
      /** Database name, carries epoch and generation: `cache-e1-g3`. */
      readonly databaseName: string;
    };
    readonly output: {
      readonly cacheId: string;
      readonly seq: number;
      readonly rows: Readonly<Record<string, number>>;
      /** `lost`: it is not what main remembers, or damaged. Main then picks a new name and opens again. */
      readonly health: "fresh" | "good" | "lost";
      readonly detail: string | null;
    };
  };
  readonly cursor: {
    readonly input: { readonly accountId: AccountId; readonly streamId: string };
    readonly output: string | null;
  };
  readonly commitPage: {
    readonly input: {
      readonly accountId: AccountId;
      readonly streamId: string;
      readonly page: Page;
      /** Stored cursor when the page was asked for. */
      readonly from: string | null;
    };
    /** `moved`: the stored cursor is not `from`; nothing was written. */
    readonly output:
      | { readonly seq: number; readonly written: number; readonly skipped: number }
      | "moved";
  };
  readonly commitChanges: {
    readonly input: {
      readonly accountId: AccountId;
      readonly changes: Changes;
      readonly setAside: readonly SetAside[];
    };
    readonly output: { readonly seq: number; readonly written: number; readonly skipped: number };
  };
  readonly markThreadsWhole: {
    readonly input: {
      readonly accountId: AccountId;
      /** Stream that has brought all threads, and where it ended. */
      readonly streamId: string;
      readonly cursor: string | null;
    };
    /** false: the stored cursor is another one; nothing was marked. */
    readonly output: boolean;
  };
  readonly mirrorOutbox: {
    readonly input: { readonly entries: readonly OutboxEntry[] };
    readonly output: null;
  };
  readonly threadGaps: {
    readonly input: {
      readonly accountId: AccountId;
      readonly agentId: AgentId;
      readonly limit: number;
    };
    readonly output: readonly TicketId[];
  };
  readonly ticketIds: {
    readonly input: {
      readonly accountId: AccountId;
      readonly after: TicketId | null;
      readonly limit: number;
    };
    readonly output: readonly TicketId[];
  };
  readonly dropAccount: {
    readonly input: { readonly accountId: AccountId };
    readonly output: null;
  };
  readonly setAside: {
    readonly input: Record<string, never>;
    readonly output: readonly SetAside[];
  };
  readonly stats: {
    readonly input: Record<string, never>;
    readonly output: {
      readonly cacheId: string;
      readonly seq: number;
      readonly rows: Readonly<Record<string, number>>;
    };
  };
  /**
   * What stands on the screen now, for the next start: text that only windows read. null when it is the same as the
   * last time, or when windows were not let in yet.
   */
  readonly glimpse: { readonly input: Record<string, never>; readonly output: string | null };
  readonly ping: { readonly input: Record<string, never>; readonly output: null };
  /** Deletes a database by name (an older epoch or a lost generation). */
  readonly deleteDatabase: {
    readonly input: { readonly databaseName: string };
    readonly output: null;
  };
};
export type CacheRequestName = keyof CacheRequests;
export type MainToHost = {
  readonly type: "request";
  readonly id: number;
  readonly name: CacheRequestName;
  readonly input: unknown;
};
export type HostToMain =
  | { readonly type: "reply"; readonly id: number; readonly result: Result<unknown, AppError> }
  /** A write failed in a way after which this database must not be written again. */
  | { readonly type: "broken"; readonly detail: string };

/**
 * Hand-over of ports to the cache host page: `window.postMessage({ type: CACHE_PORT_MESSAGE, role }, [port])`, from
 * there straight on to the worker with `{ type: "port", role }`.
 */
export type WorkerPortMessage = { readonly type: "port"; readonly role: "main" | "window" };
