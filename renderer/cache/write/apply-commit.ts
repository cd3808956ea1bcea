import type { AccountId } from "#domain/kernel/ids.ts";
import type { CacheDb, StateRow } from "#renderer/cache/store/tables.ts";
import {
  COUNTED,
  cursorKey,
  cursorPrefix,
  prefixRange,
  WORDS_PREFIX,
} from "#renderer/cache/store/tables.ts";
import { type CommitPlan, grownCounts } from "#renderer/cache/write/plan-commit.ts";

export type CursorMove = {
  readonly accountId: AccountId;
  readonly streamId: string;
  readonly cursor: string;
};

/** Malformed records that are remembered; the oldest go first. */
const MAX_SET_ASIDE = 1000;

/**
 * Writes a plan, its cursor and the new state in one transaction (I2). Inside, nothing but this database is awaited.
 *
 * @param state What the last commit left. Another owner having written since is an error: nothing is written then.
 * @returns The new state, after the transaction has completed.
 */
export async function applyCommit(
  db: CacheDb,
  state: StateRow,
  plan: CommitPlan,
  move: CursorMove | null,
): Promise<StateRow> {
  const next: StateRow = {
    ...state,
    seq: state.seq + 1,
    counts: grownCounts(state.counts, plan.grows),
  };
  const tables = (["tickets", "customers", "records", "segments", "setAside"] as const).filter(
    (name) => plan.puts[name].length > 0 || plan.deletes[name].length > 0,
  );
  const used = [db.meta, db.indexLog, ...tables.map((name) => db[name])];
  await db.transaction("rw", used, async () => {
    await assertOwner(db, state);
    // Requests of one transaction run in the order in which they are made: only the last ones are awaited.
    const requests: PromiseLike<unknown>[] = [];
    for (const name of tables) {
      if (plan.deletes[name].length > 0)
        requests.push(db[name].bulkDelete([...plan.deletes[name]]));
      if (plan.puts[name].length > 0) requests.push(db[name].bulkPut(plan.puts[name]));
    }
    if (plan.log !== null) requests.push(db.indexLog.put({ seq: next.seq, sealed: plan.log }));
    if (move !== null) {
      const k = cursorKey(move.accountId, move.streamId);
      requests.push(db.meta.put({ k, cursor: move.cursor }));
    }
    requests.push(db.meta.put(next));
    await Promise.all(requests);
    if (plan.puts.setAside.length > 0) {
      const excess = (await db.setAside.count()) - MAX_SET_ASIDE;
      if (excess > 0) await db.setAside.orderBy(":id").limit(excess).delete();
    }
  });
  return next;
}

/** Removes everything of an account. @returns The new state and seq, with a log entry that says so. */
export async function applyDropAccount(
  db: CacheDb,
  state: StateRow,
  accountId: AccountId,
  log: Uint8Array<ArrayBuffer>,
): Promise<StateRow> {
  const prefix = `${accountId}:`;
  const kinds = ["organisation", "agent", "group", "macro", "article", "view", "field"] as const;
  let next = state;
  await db.transaction("rw", db.tables, async () => {
    await assertOwner(db, state);
    const drop = (table: string, start: string): PromiseLike<number> => {
      const [from, to] = prefixRange(start);
      return db.table(table).where(":id").between(from, to).delete();
    };
    const tickets = await drop("tickets", prefix);
    const customers = await drop("customers", prefix);
    const segments = await drop("segments", prefix);
    let records = 0;
    for (const kind of kinds) records += await drop("records", `${kind}/${prefix}`);
    await drop("setAside", `${accountId}/`);
    await drop("meta", cursorPrefix(accountId));
    await drop("meta", WORDS_PREFIX);
    next = {
      ...state,
      seq: state.seq + 1,
      counts: {
        tickets: state.counts.tickets - tickets,
        customers: state.counts.customers - customers,
        segments: state.counts.segments - segments,
        records: state.counts.records - records,
        indexLog: state.counts.indexLog + 1,
      },
    };
    await db.indexLog.put({ seq: next.seq, sealed: log });
    await db.meta.put(next);
  });
  return next;
}

/**
 * Replaces the index base by chunks that hold everything up to `upToSeq`, and drops the log entries they cover.
 */
export async function applyBase(
  db: CacheDb,
  state: StateRow,
  chunks: readonly Uint8Array<ArrayBuffer>[],
  upToSeq: number,
): Promise<StateRow> {
  let next = state;
  await db.transaction("rw", db.meta, db.indexLog, db.indexBase, async () => {
    await assertOwner(db, state);
    await db.indexBase.clear();
    await db.indexBase.bulkPut(chunks.map((sealed, n) => ({ n, sealed })));
    const covered = await db.indexLog.where(":id").belowOrEqual(upToSeq).delete();
    next = {
      ...state,
      baseChunks: chunks.length,
      baseSeq: upToSeq,
      counts: { ...state.counts, indexLog: state.counts.indexLog - covered },
    };
    await db.meta.put(next);
  });
  return next;
}

/** Fences a second owner: two hosts on one database must never interleave. */
async function assertOwner(db: CacheDb, state: StateRow): Promise<void> {
  const stored = await db.meta.get("state");
  if (stored === undefined || !("cacheId" in stored)) throw new Error("the state row is missing");
  if (stored.cacheId !== state.cacheId || stored.seq !== state.seq) {
    throw new Error(`another owner wrote to the cache: seq ${stored.seq}, expected ${state.seq}`);
  }
}

/** Sum of all counted rows. */
export const rowsOf = (state: StateRow): Readonly<Record<string, number>> =>
  Object.fromEntries(COUNTED.map((name) => [name, state.counts[name]]));
