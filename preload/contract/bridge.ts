import type { CallInput, CallName, CallOutput } from "#contract/calls.ts";
import type { EventName } from "#contract/events.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";

/**
 * All that a page sees of Electron: `window.bridge`. An object crosses it property by property; JSON crosses as one
 * string. An outbox of some two thousand changes took the page's thread 70 ms as objects.
 */
export interface Bridge {
  /** Input and answer as objects: for the few calls that carry bytes. */
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallOutput<K>, AppError>>;
  /** Both as JSON. */
  call(name: CallName, input: string): Promise<string>;
  /**
   * @param listener  Gets the event of its name, see `Events`, as JSON.
   * @returns         Stops listening.
   */
  on(name: EventName, listener: (event: string) => void): () => void;
}

/**
 * A MessagePort cannot cross the context bridge. The preload script hands it on with `window.postMessage`; the page
 * accepts it only from itself (`event.source === window`).
 */
export const CACHE_PORT_MESSAGE = "switchboard.cache-port";
/** IPC channels behind the bridge; only `preload/bridge.ts` and `main/ipc` name them. */
export const CALL_CHANNEL = "switchboard.call";
export const EVENT_CHANNEL = "switchboard.event";
export const PORT_CHANNEL = "switchboard.port";
/** Tells the cache host page which role its port has: `main` or `window`. */
export type PortRole = "main" | "window";

/** Most changes that one call queues or takes back: main journals them in one write, and answers nobody meanwhile. */
export const MOST_CHANGES = 2_000;
