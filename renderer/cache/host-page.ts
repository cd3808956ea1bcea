import { CACHE_PORT_MESSAGE, type PortRole } from "#contract/bridge.ts";
import type { WorkerPortMessage } from "#contract/cache-protocol.ts";

/** The hidden window's only job: hands every port on to the one worker that owns the database. */
const worker = new Worker(new URL("./cache-worker.ts", import.meta.url), { type: "module" });

worker.addEventListener("error", (event) => {
  // Main sees the crash by its ping; this line is for the log.
  throw new Error(`cache worker failed: ${event.message}`);
});

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== window) return;
  const role = roleOf(event.data);
  const port = event.ports[0];
  if (role === null || port === undefined) return;
  worker.postMessage({ type: "port", role } satisfies WorkerPortMessage, [port]);
});

function roleOf(data: unknown): PortRole | null {
  if (typeof data !== "object" || data === null || !("type" in data) || !("role" in data)) {
    return null;
  }
  if (data.type !== CACHE_PORT_MESSAGE) return null;
  return data.role === "main" || data.role === "window" ? data.role : null;
}
