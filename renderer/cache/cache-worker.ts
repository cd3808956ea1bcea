import type { WorkerPortMessage } from "#contract/cache-protocol.ts";
import { createCacheHost } from "#renderer/cache/host.ts";

const host = createCacheHost({
  indexedDB: self.indexedDB,
  IDBKeyRange: self.IDBKeyRange,
  crypto: self.crypto,
  now: () => Date.now(),
  schedule: (task, ms) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
});

self.addEventListener("message", (event: MessageEvent<WorkerPortMessage>) => {
  const port = event.ports[0];
  if (event.data.type !== "port" || port === undefined) return;
  if (event.data.role === "main") host.connectMain(port);
  else host.connectWindow(port);
});
