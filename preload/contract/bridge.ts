import type { CallInput, CallName, CallOutput } from "#contract/calls.ts";
import type { EventName, Events } from "#contract/events.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";

/** All that a page sees of Electron: `window.bridge`. */
export interface Bridge {
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallOutput<K>, AppError>>;
  /** @returns Stops listening. */
  on<K extends EventName>(name: K, listener: (event: Events[K]) => void): () => void;
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
