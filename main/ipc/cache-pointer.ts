import { z } from "zod";

/** Schema epoch of the cache; part of the database's name. Raised together with a new folder in renderer/cache/epochs. */
export const CACHE_EPOCH = 1;

/** What main remembers of the cache, so that its loss is noticed. Kept in a small file of its own. */
export const CachePointer = z.object({
  epoch: z.number().int().positive(),
  /** Grows whenever the database is replaced. */
  generation: z.number().int().positive(),
  /** Random id of the database as it named itself; null: it has never been opened. */
  cacheId: z.string().nullable(),
  /**
   * A commit that is surely on the disk. Behind the newest one on purpose: cache writes are "relaxed", and a power cut
   * that takes the last seconds is no reason to fetch everything again.
   */
  seq: z.number().int().nonnegative(),
  /** Names of databases that are to be deleted. */
  stale: z.array(z.string()),
});
export type CachePointer = Readonly<z.infer<typeof CachePointer>>;

export const FIRST_POINTER: CachePointer = {
  epoch: CACHE_EPOCH,
  generation: 1,
  cacheId: null,
  seq: 0,
  stale: [],
};

export const databaseName = (pointer: CachePointer): string =>
  `cache-e${pointer.epoch}-g${pointer.generation}`;

/** The same cache under a new name; the old one is marked for deletion. */
export const nextGeneration = (pointer: CachePointer): CachePointer => ({
  epoch: CACHE_EPOCH,
  generation: pointer.generation + 1,
  cacheId: null,
  seq: 0,
  stale: [...pointer.stale, databaseName(pointer)],
});
