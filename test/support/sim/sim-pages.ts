import { pullToEnd } from "#main/sync/pull.ts";
import type { Connector } from "#main/sync/ports.ts";
import type { PageCache } from "#test/support/sim/flaws.ts";
import type { SimCache } from "#test/support/sim/sim-cache.ts";
import type { Life, World } from "#test/support/sim/world.ts";

type Parts = {
  readonly world: World;
  readonly life: Life;
  readonly mayCrash: (why: string) => boolean;
  /** Chance of a commit to fail. */
  readonly fails: number;
};

/** The cache as one life sees it: what was committed stays, a life may end at each commit, and it may be lost. */
export function cacheOf({ world, life, mayCrash, fails }: Parts, cache: SimCache): PageCache {
  const { rng } = world;
  const commit = <T>(act: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      world.after(rng.int(1, 50), () => {
        if (!life.alive || mayCrash("before a commit")) return;
        if (world.faults && rng.chance(fails)) {
          reject(new Error("the cache is gone"));
          return;
        }
        void act().then((report) => {
          if (life.alive && !mayCrash("after a commit")) resolve(report);
        });
      });
    });
  return {
    cursor: (account, stream) => cache.port.cursor(account, stream),
    commitPage: (account, stream, page, from) =>
      commit(() => cache.port.commitPage(account, stream, page, from)),
    commitChanges: (account, changes, notes) =>
      commit(() => cache.port.commitChanges(account, changes, notes)),
  };
}

/** @param before Called when a page has been fetched, before anything of it is committed. */
export const withMishap = (cache: PageCache, before: () => void): PageCache => ({
  ...cache,
  commitPage: (account, stream, page, from) => {
    before();
    return cache.commitPage(account, stream, page, from);
  },
});

type Stream = {
  readonly world: World;
  readonly life: Life;
  readonly streamId: string;
  readonly connector: Connector;
};

/** Follows a stream of changes with the product's own pull, where no engine does. */
export async function followStream(
  { world, life, streamId, connector }: Stream,
  cache: PageCache,
): Promise<void> {
  const { rng } = world;
  const clock = world.clock(life);
  while (life.alive) {
    await pullToEnd(
      { connector, cache, streamId, onPage: () => {} },
      new AbortController().signal,
    ).catch(() => null);
    await clock.sleep(world.faults ? rng.int(2_000, 8_000) : rng.int(12_000, 20_000));
  }
}
