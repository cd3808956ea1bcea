import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from "fake-indexeddb";
import type { CacheRequestName, CacheRequests } from "#contract/cache-protocol.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { CachePort } from "#main/sync/ports.ts";
import { type CacheHost, createCacheHost, type HostPlatform } from "#renderer/cache/host.ts";
import { type CacheClient, createCacheClient } from "#renderer/cache/client.ts";

/** A cache host in this process over a fake IndexedDB: the real code, without a worker. */
export type InProcessCache = CachePort & {
  readonly host: CacheHost;
  /** The fake profile folder: hand it to the next one to start on the same data. */
  readonly indexedDB: IDBFactory;
  /** One raw request, with structured cloning as over a port. */
  readonly request: <K extends CacheRequestName>(
    name: K,
    input: CacheRequests[K]["input"],
  ) => Promise<Result<CacheRequests[K]["output"], AppError>>;
  readonly open: (
    input?: Partial<CacheRequests["open"]["input"]>,
  ) => Promise<CacheRequests["open"]["output"]>;
  /** A client as a window has it; close it at the end of a test. */
  readonly connectClient: () => { readonly client: CacheClient; readonly close: () => void };
  readonly close: () => void;
};

export const TEST_KEY = new Uint8Array(32).fill(7);
export const TEST_DATABASE = "cache-e1-g1";

/** @param platform Parts to replace: clock, timers, the fake IndexedDB of an earlier start. */
export function createInProcessCache(platform: Partial<HostPlatform> = {}): InProcessCache {
  const indexedDB = platform.indexedDB ?? (new FakeFactory() as IDBFactory);
  const host = createCacheHost({
    indexedDB,
    IDBKeyRange: FakeKeyRange as typeof IDBKeyRange,
    crypto: globalThis.crypto,
    now: () => Date.now(),
    schedule: (task, ms) => {
      const timer = setTimeout(task, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
    ...platform,
  });
  let lastId = 0;
  const request: InProcessCache["request"] = async (name, input) => {
    lastId += 1;
    const reply = await host.handleMain({
      type: "request",
      id: lastId,
      name,
      input: structuredClone(input),
    });
    if (reply.type !== "reply") throw new Error(reply.detail);
    return structuredClone(reply.result) as never;
  };
  async function must<K extends CacheRequestName>(
    name: K,
    input: CacheRequests[K]["input"],
  ): Promise<CacheRequests[K]["output"]> {
    const result = await request(name, input);
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
    return result.value;
  }
  return {
    host,
    indexedDB,
    request,
    open: (input = {}) =>
      must("open", { key: TEST_KEY, expect: null, databaseName: TEST_DATABASE, ...input }),
    cursor: (accountId, streamId) => must("cursor", { accountId, streamId }),
    commitPage: (accountId, streamId, page, from) =>
      must("commitPage", { accountId, streamId, page, from }),
    commitChanges: (accountId, changes, setAside) =>
      must("commitChanges", { accountId, changes, setAside }),
    markThreadsWhole: (accountId, end) => must("markThreadsWhole", { accountId, ...end }),
    mirrorOutbox: async (entries) => {
      await must("mirrorOutbox", { entries });
    },
    threadGaps: (accountId, agentId, limit) => must("threadGaps", { accountId, agentId, limit }),
    ticketIds: (accountId, after, limit) => must("ticketIds", { accountId, after, limit }),
    dropAccount: async (accountId) => {
      await must("dropAccount", { accountId });
    },
    stats: () => must("stats", {}),
    connectClient: () => {
      const { port1, port2 } = new MessageChannel();
      host.connectWindow(port1);
      const client = createCacheClient();
      client.attach(port2);
      return {
        client,
        close: () => {
          port1.close();
          port2.close();
        },
      };
    },
    close: host.close,
  };
}

/** The value of a result that must be a success. */
export function valueOf<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return ok(result.value).value;
}
