import type { AccountId } from "#domain/kernel/ids.ts";
import type { CachePort, Clock } from "#main/sync/ports.ts";

/** Pseudo streams: what the engine itself remembers, next to the rows. */
const STREAMS = { complete: "engine-complete", fresh: "engine-fresh" } as const;
const FRESH_EVERY_MS = 60_000;

/** What earlier sessions knew of the cache that is open now. */
export type Known = {
  /** History was complete in this very cache. */
  readonly complete: boolean;
  /** There is something to work with. */
  readonly workable: boolean;
  /** When a live stream was last read to its end, ms epoch local; null: never. */
  readonly freshAt: number | null;
};

/** Keeps what is known of the rows next to them, so that a start without network says the truth. */
export interface Remembered {
  load(): Promise<Known>;
  /** A live stream has reached its end. Written once a minute at most. */
  fresh(at: number): Promise<void>;
  complete(): Promise<void>;
  /** The cache was lost. */
  forget(): void;
}

export function createRemembered(
  cache: CachePort,
  accountId: AccountId,
  clock: Pick<Clock, "monotonic">,
): Remembered {
  /** The cache that is known, and what of `STREAMS` it holds. */
  let cacheId = "";
  const held: Record<keyof typeof STREAMS, string | null> = { complete: null, fresh: null };
  let freshSavedAt = 0;

  /** Next to the rows, unless they are not those that are known. */
  async function save(what: keyof typeof STREAMS, cursor: string): Promise<void> {
    const page = { changes: {}, setAside: [], cursor, end: true, total: null };
    const done = await cache.commitPage(accountId, STREAMS[what], page, held[what]);
    if (done !== "moved") held[what] = cursor;
  }

  return {
    async load() {
      const stats = await cache.stats();
      cacheId = stats.cacheId;
      held.complete = await cache.cursor(accountId, STREAMS.complete);
      held.fresh = await cache.cursor(accountId, STREAMS.fresh);
      const complete = held.complete === cacheId;
      const freshAt = Number(held.fresh);
      const hasRows = freshAt > 0 && (stats.rows["tickets"] ?? 0) > 0;
      return {
        complete,
        workable: complete || hasRows,
        freshAt: freshAt > 0 ? freshAt : null,
      };
    },
    async fresh(at) {
      const isDue = clock.monotonic() - freshSavedAt >= FRESH_EVERY_MS || freshSavedAt === 0;
      if (!isDue) return;
      freshSavedAt = clock.monotonic();
      await save("fresh", String(at));
    },
    complete: () => save("complete", cacheId),
    forget: () => {
      freshSavedAt = 0;
    },
  };
}
