import type { Ticket } from "#domain/ticket/ticket.ts";
import type { CachePort } from "#main/sync/ports.ts";
import { createInProcessCache, valueOf } from "#test/support/in-process-cache.ts";
import type { InProcessCache } from "#test/support/in-process-cache.ts";
import { createMemoryCache } from "#test/support/memory-cache.ts";
import type { World } from "#test/support/sim/world.ts";

/** The cache of one history: outlives the lives of the app, and may be lost. */
export type SimCache = {
  readonly port: Pick<CachePort, "cursor" | "commitPage" | "commitChanges">;
  /** All of it, for the engine; null: only what is above. */
  readonly whole: CachePort | null;
  /** Loses everything; the next one is empty. */
  readonly wipe: () => void;
  /** Server truth as it is kept. */
  readonly rows: () => Promise<ReadonlyMap<string, Ticket>>;
  readonly close: () => void;
};

export function createModelCache(): SimCache {
  const cache = createMemoryCache();
  return {
    port: cache,
    whole: cache,
    wipe: () => cache.wipe(),
    rows: () => Promise.resolve(cache.records.ticket),
    close: () => {},
  };
}

/**
 * The cache host itself on an IndexedDB in memory. Its own work takes no virtual time: the world stands still until
 * a call of it has ended.
 */
export function createRealCache(world: World, accountId: string): SimCache {
  let isOver = false;
  const open = (): { readonly cache: InProcessCache; readonly ready: Promise<unknown> } => {
    const cache = createInProcessCache({
      now: () => Math.floor(world.wall()),
      schedule: (task, ms) => {
        let isOff = false;
        world.after(ms, () => {
          if (!isOff && !isOver) task();
        });
        return () => {
          isOff = true;
        };
      },
    });
    return { cache, ready: world.hold(cache.open()) };
  };
  let current = open();
  const held = <T>(act: (cache: InProcessCache) => Promise<T>): Promise<T> => {
    const { cache, ready } = current;
    return world.hold(ready.then(() => act(cache)));
  };
  return {
    port: {
      cursor: (account, stream) => held((cache) => cache.cursor(account, stream)),
      commitPage: (account, stream, page, from) =>
        held((cache) => cache.commitPage(account, stream, page, from)),
      commitChanges: (account, changes, notes) =>
        held((cache) => cache.commitChanges(account, changes, notes)),
    },
    whole: null,
    wipe: () => {
      const { cache, ready } = current;
      void world.hold(ready.then(() => cache.close()));
      current = open();
    },
    async rows() {
      const { cache, ready } = current;
      await ready;
      const { client, close } = cache.connectClient();
      const rows = new Map<string, Ticket>();
      for (const id of await cache.ticketIds(accountId, null, 10_000)) {
        const view = valueOf(await client.ask("ticket.get", { ticketId: id }));
        if (view !== null) rows.set(id, view.server);
      }
      close();
      return rows;
    },
    close: () => {
      isOver = true;
      current.cache.close();
    },
  };
}
