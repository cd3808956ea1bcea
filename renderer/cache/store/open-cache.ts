import { Dexie } from "dexie";
import { EPOCH, TABLES } from "#renderer/cache/epochs/e1/tables.ts";
import {
  type CacheDb,
  COUNTED,
  type Counts,
  NO_ROWS,
  type StateRow,
} from "#renderer/cache/store/tables.ts";

/** Where the database lives; a fake in tests. */
export type DbPlatform = {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
  /** Resolves after `ms`. */
  readonly sleep: (ms: number) => Promise<void>;
};

/** A blocked open never settles by itself. Source: sync-pitfalls §7. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * Opens a database by name and creates its tables when it is new. No data work happens in the upgrade.
 *
 * @param onLost Called once when the connection ends without our doing: another owner deletes the database, or the
 *               browser closed it after an error. Nothing may be written through it any more.
 * @throws When it cannot be opened within 10 s.
 */
export async function openDatabase(
  name: string,
  platform: DbPlatform,
  onLost: (detail: string) => void,
): Promise<CacheDb> {
  const db = new Dexie(name, {
    indexedDB: platform.indexedDB,
    IDBKeyRange: platform.IDBKeyRange,
    chromeTransactionDurability: "relaxed",
    cache: "disabled",
    autoOpen: false,
  }) as CacheDb;
  db.version(EPOCH).stores(TABLES);
  db.on("versionchange", () => {
    db.close();
    onLost("another owner wants to change or delete the database");
  });
  db.on("close", () => onLost("the browser closed the database"));
  const late = platform.sleep(OPEN_TIMEOUT_MS).then(() => "late" as const);
  const opening = db.open().then(() => "open" as const);
  // An open that comes after its timeout must not hold the database.
  opening.catch(() => undefined);
  if ((await Promise.race([opening, late])) === "late") {
    db.close();
    throw new Error("the database did not open within 10 s: another process may hold it");
  }
  return db;
}

/** @returns Null when the database was just created or never got ready. */
export async function readState(db: CacheDb): Promise<StateRow | null> {
  const row = await db.meta.get("state");
  return row !== undefined && isState(row) ? row : null;
}

/** Writes the first state of a new database. */
export async function initialise(db: CacheDb, cacheId: string): Promise<StateRow> {
  const state: StateRow = {
    k: "state",
    cacheId,
    seq: 0,
    schemaReady: EPOCH,
    counts: NO_ROWS,
    baseChunks: 0,
  };
  await db.meta.put(state);
  return state;
}

/**
 * Compares every store with what the last commit left.
 *
 * @returns null when they agree, else what is missing, without any content.
 */
export async function findMissingRows(db: CacheDb, state: StateRow): Promise<string | null> {
  const expected: Counts = state.counts;
  const found = await Promise.all(COUNTED.map((name) => db.table(name).count()));
  for (const [i, name] of COUNTED.entries()) {
    if (found[i] !== expected[name]) {
      return `${name}: ${found[i]} rows instead of ${expected[name]}`;
    }
  }
  const chunks = await db.indexBase.count();
  return chunks === state.baseChunks
    ? null
    : `indexBase: ${chunks} rows instead of ${state.baseChunks}`;
}

/** Deletes a database; resolves also when it does not exist. A connection that blocks it is waited for, 10 s. */
export async function deleteDatabase(name: string, platform: DbPlatform): Promise<void> {
  const deleted = new Promise<"done">((resolve, reject) => {
    const request = platform.indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve("done");
    request.onerror = () => reject(new Error(request.error?.message ?? "delete failed"));
  });
  const late = platform.sleep(OPEN_TIMEOUT_MS).then(() => "late" as const);
  if ((await Promise.race([deleted, late])) === "late") {
    throw new Error("the database could not be deleted within 10 s: something still holds it");
  }
}

function isState(row: object): row is StateRow {
  return "cacheId" in row && "counts" in row && "schemaReady" in row;
}
