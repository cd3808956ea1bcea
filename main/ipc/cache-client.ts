import type { MessagePortMain } from "electron";
import type {
  CacheRequestName,
  CacheRequests,
  HostToMain,
  MainToHost,
} from "#contract/cache-protocol.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";

/** Our end of the channel to the cache host. */
export type HostPort = Pick<MessagePortMain, "postMessage" | "on" | "start" | "close">;

/** What a request to the cache rejects with. The caller tries again later: nothing was lost but the answer. */
export class CacheUnavailable extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super("detail" in error ? error.detail : error.kind);
    this.name = "CacheUnavailable";
    this.error = error;
  }
}
export const unavailable = (detail: string): CacheUnavailable =>
  new CacheUnavailable({ kind: "storage", detail });

export type CacheOutput<K extends CacheRequestName> = CacheRequests[K]["output"];
export type CacheInput<K extends CacheRequestName> = CacheRequests[K]["input"];

/** Asks the cache host over whichever port is attached. */
export interface CacheClient {
  /**
   * @param timeoutMs  After it the request rejects; whether it was carried out is then unknown.
   * @throws CacheUnavailable when there is no host, it died meanwhile, refused, or did not answer in time.
   */
  request<K extends CacheRequestName>(
    name: K,
    input: CacheInput<K>,
    timeoutMs?: number,
  ): Promise<CacheOutput<K>>;
  /** Takes over a port of a (re-)created host. Requests to the host before reject. */
  attach(port: HostPort): void;
  /** Rejects whatever waits: the host is gone. */
  detach(detail: string): void;
}

/** Long enough for the largest page on a slow disk; a host that hangs is found by its missing pings, sooner. */
const REQUEST_TIMEOUT_MS = 60_000;

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (cause: CacheUnavailable) => void;
  readonly timer: NodeJS.Timeout;
};

/**
 * @param onBroken  The host says that its database must not be written again.
 */
export function createCacheClient(onBroken: (detail: string) => void): CacheClient {
  const waiting = new Map<number, Waiting>();
  let port: HostPort | null = null;
  let lastId = 0;

  function settle(id: number, result: Result<unknown, AppError>): void {
    const entry = waiting.get(id);
    if (entry === undefined) return;
    waiting.delete(id);
    clearTimeout(entry.timer);
    if (result.ok) entry.resolve(result.value);
    else entry.reject(new CacheUnavailable(result.error));
  }
  function detach(detail: string): void {
    const before = port;
    port = null;
    before?.close();
    for (const id of waiting.keys()) settle(id, { ok: false, error: { kind: "storage", detail } });
  }

  return {
    request<K extends CacheRequestName>(
      name: K,
      input: CacheInput<K>,
      timeoutMs = REQUEST_TIMEOUT_MS,
    ): Promise<CacheOutput<K>> {
      const target = port;
      if (target === null) return Promise.reject(unavailable("the cache host is not running"));
      lastId += 1;
      const id = lastId;
      return new Promise<CacheOutput<K>>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(unavailable(`the cache did not answer ${name} within ${timeoutMs} ms`));
        }, timeoutMs);
        // The host answers `name` with its own output type; both sides are compiled against CacheRequests.
        waiting.set(id, { resolve: (value) => resolve(value as CacheOutput<K>), reject, timer });
        const message: MainToHost = { type: "request", id, name, input };
        target.postMessage(message);
      });
    },
    attach(next) {
      detach("the cache host was started again");
      port = next;
      next.on("message", (event) => {
        if (port !== next) return;
        const message = event.data as HostToMain;
        if (message.type === "reply") settle(message.id, message.result);
        else onBroken(message.detail);
      });
      next.start();
    },
    detach,
  };
}
