import type { Bridge } from "#contract/bridge.ts";
import { BYTE_CALLS, type CallInput, type CallName, type CallOutput } from "#contract/calls.ts";
import type { EventName, Events } from "#contract/events.ts";
import { type AppError, defect } from "#domain/kernel/app-error.ts";
import { type Result, err } from "#domain/kernel/result.ts";

declare global {
  interface Window {
    /** Put there by the preload script; absent only when the page is opened outside the app. */
    readonly bridge?: Bridge;
  }
}

/** What the page hands over is read-only, as all of its data; main parses a copy of it. */
type Frozen<T> = T extends Uint8Array
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** Asks main. Never rejects: a broken channel is a `defect` like any other. */
export async function call<K extends CallName>(
  name: K,
  input: Frozen<CallInput<K>>,
): Promise<Result<CallOutput<K>, AppError>> {
  if (window.bridge === undefined)
    return err(defect("this page is not running inside Switchboard"));
  try {
    if (BYTE_CALLS.has(name)) return await window.bridge.call(name, input as CallInput<K>);
    // Main answers `name` with its own output type.
    return JSON.parse(await window.bridge.call(name, JSON.stringify(input))) as Result<
      CallOutput<K>,
      AppError
    >;
  } catch (cause) {
    return err(defect(cause));
  }
}

/** @returns Stops listening. */
export function onEvent<K extends EventName>(
  name: K,
  listener: (event: Events[K]) => void,
): () => void {
  return (
    window.bridge?.on(name, (event) => listener(JSON.parse(event) as Events[K])) ??
    (() => undefined)
  );
}
