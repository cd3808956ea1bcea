import type { AskInput, AskName } from "#contract/asks.ts";
import type { AccountId, AgentId, TicketId } from "#domain/kernel/ids.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { Changes, Page, SetAside } from "#domain/sync/page.ts";
import { createMemory } from "#renderer/cache/memory/memory.ts";
import { createMoved } from "#renderer/cache/memory/moved.ts";
import { createOrders } from "#renderer/cache/memory/orders.ts";
import { createPeople } from "#renderer/cache/memory/people.ts";
import type { Topic, Topics } from "#renderer/cache/memory/topics.ts";
import { queries } from "#renderer/cache/queries/all.ts";
import { NO_TURN, type Query, type Turn } from "#renderer/cache/queries/query.ts";
import { NAMED } from "#renderer/cache/queries/queue.ts";
import { listThreadGaps } from "#renderer/cache/queries/thread-gaps.ts";
import { prepareKeys } from "#renderer/cache/memory/compare.ts";
import { createSearch } from "#renderer/cache/search/search.ts";
import { createReader } from "#renderer/cache/store/reader.ts";
import type { Sealer } from "#renderer/cache/store/seal.ts";
import { type CacheDb, cursorKey, type StateRow } from "#renderer/cache/store/tables.ts";
import {
  applyBase,
  applyCommit,
  applyDropAccount,
  type CursorMove,
} from "#renderer/cache/write/apply-commit.ts";
import { loadIndex, sealIndex } from "#renderer/cache/write/index-store.ts";
import { planCommit } from "#renderer/cache/write/plan-commit.ts";

export type CommitOutcome = {
  readonly seq: number;
  readonly written: number;
  readonly skipped: number;
};

/** One opened database with its index: everything that can be asked of it and written to it. */
export interface Session {
  readonly state: () => StateRow;
  readonly answer: <K extends AskName>(
    name: K,
    input: AskInput<K>,
    reads: (topic: Topic) => void,
    turn?: Turn<unknown>,
  ) => Promise<unknown>;
  /** Somebody uses a window: what can wait leaves the processor to it. */
  readonly yieldToPerson: () => void;
  readonly cursor: (accountId: AccountId, streamId: string) => Promise<string | null>;
  /** Rows and cursor of a page, or `moved` and nothing when the stored cursor is not `from`. */
  readonly commitPage: (
    accountId: AccountId,
    streamId: string,
    page: Page,
    from: string | null,
  ) => Promise<CommitOutcome | "moved">;
  readonly commitChanges: (
    accountId: AccountId,
    changes: Changes,
    setAside: readonly SetAside[],
  ) => Promise<CommitOutcome>;
  /** false, and nothing marked, when the stored cursor of the stream is not `cursor`. */
  readonly markThreadsWhole: (
    accountId: AccountId,
    streamId: string,
    cursor: string | null,
  ) => Promise<boolean>;
  readonly mirrorOutbox: (entries: readonly OutboxEntry[]) => void;
  readonly threadGaps: (
    accountId: AccountId,
    agentId: AgentId,
    limit: number,
  ) => readonly TicketId[];
  readonly ticketIds: (
    accountId: AccountId,
    after: TicketId | null,
    limit: number,
  ) => readonly TicketId[];
  readonly dropAccount: (accountId: AccountId) => Promise<void>;
  readonly listSetAside: () => Promise<readonly SetAside[]>;
  readonly tick: () => void;
  readonly close: () => void;
}

export type SessionTools = {
  readonly db: CacheDb;
  readonly sealer: Sealer;
  readonly state: StateRow;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** As in `HostPlatform`. */
  readonly longList?: number | undefined;
  /** As in `SearchTools`. */
  readonly keptFrom?: number | undefined;
  readonly publish: (topics: ReadonlySet<Topic>) => void;
  /** A write failed: nothing more is written to this database. */
  readonly onBroken: (detail: string) => void;
};

/** A log this large is folded into the base once nobody commits for a moment: a first sync is not slowed down. */
const FOLD_BYTES = 4_000_000;
/** One this large is folded at once, so that no start has to read more. */
const FOLD_NOW_BYTES = 48_000_000;
const FOLD_QUIET_MS = 3_000;
/** Tickets whose keys are made between two pauses: a fraction of a millisecond. */
const KEYS_AT_ONCE = 200;
/** Records whose names and members conditions of views look at. */
const CONDITION_TOPICS = [...NAMED, "kind/view"] as const;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Loads the index of an opened, healthy database.
 *
 * @throws When a stored part of the index cannot be opened.
 */
export async function startSession(tools: SessionTools): Promise<Session> {
  const { db, sealer, now, publish } = tools;
  let state = tools.state;
  let broken: string | null = null;
  let closed = false;
  let folding = false;
  let lastCommitAt = 0;

  const orders = createOrders(() => memory, tools.longList);
  const moved = createMoved(() => memory);
  const memory = createMemory((changes) => {
    orders.changed(changes);
    moved.changed(changes);
  });
  const people = createPeople(() => memory);
  const reader = createReader(db, sealer);
  let { logBytes, baseBytes, changed } = await loadIndex(db, sealer, memory);
  const kept = memory.counts();
  if (kept.tickets !== state.counts.tickets || kept.customers !== state.counts.customers) {
    throw new Error(
      `index: ${kept.tickets} tickets and ${kept.customers} customers instead of ${state.counts.tickets} and ${state.counts.customers}`,
    );
  }

  const search = createSearch({
    db,
    sealer,
    memory,
    clock: now,
    sleep: tools.sleep,
    publish,
    write: (task) => write(task),
    commits: () => ({
      seq: state.seq,
      folded: state.baseSeq ?? (state.baseChunks === 0 ? 0 : null),
    }),
    takeChanges: () => {
      const taken = changed;
      changed = [];
      return taken;
    },
    keptFrom: tools.keptFrom,
  });

  function announce(topics: Topics): void {
    if (CONDITION_TOPICS.some((topic) => topics.has(topic))) orders.reset("all");
    search.touched(topics);
    if (topics.has("customers") || topics.has("kind/organisation")) people.reset();
    reader.invalidate(topics);
    publish(topics);
  }

  let tail: Promise<unknown> = Promise.resolve();
  /** One write at a time. After any failure of the database nothing is written any more. */
  function write<T>(task: () => Promise<T>): Promise<T> {
    const result = tail.then(async () => {
      if (broken !== null) throw new Error(broken);
      if (closed) throw new Error("the cache was closed");
      return task();
    });
    tail = result.catch(() => undefined);
    return result;
  }
  /** Runs the part of a write that touches the database. */
  async function guarded<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (cause) {
      if (!closed && broken === null) {
        broken = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        tools.onBroken(broken);
      }
      throw cause;
    }
  }
  async function foldWhenQuiet(): Promise<void> {
    if (folding || logBytes < Math.max(FOLD_BYTES, baseBytes / 2)) return;
    folding = true;
    try {
      while (now() - lastCommitAt < FOLD_QUIET_MS && logBytes < FOLD_NOW_BYTES) {
        await tools.sleep(Math.max(100, lastCommitAt + FOLD_QUIET_MS - now()));
      }
      if (closed || broken !== null) return;
      const upTo = state.seq;
      const covered = logBytes;
      const chunks = await sealIndex(memory, sealer, () => tools.sleep(0));
      await write(async () => {
        state = await guarded(() => applyBase(db, state, chunks, upTo));
      });
      baseBytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
      logBytes -= covered;
    } catch {
      // Told by `guarded`; the log is still complete.
    } finally {
      folding = false;
    }
  }
  async function prepareOrders(): Promise<void> {
    let count = 0;
    for (const shown of memory.allShown()) {
      if (closed) return;
      prepareKeys(shown);
      count += 1;
      if (count % KEYS_AT_ONCE === 0) await tools.sleep(0);
    }
  }
  // Once the start is over; what an earlier run left is folded then too.
  void tools.sleep(FOLD_QUIET_MS).then(prepareOrders).then(foldWhenQuiet);

  async function cursorOf(accountId: AccountId, streamId: string): Promise<string | null> {
    const row = await db.meta.get(cursorKey(accountId, streamId));
    return row !== undefined && "cursor" in row ? row.cursor : null;
  }
  /** Reads within `write`: no other commit comes between this and what is written after it. */
  const isStillAt = (accountId: AccountId, streamId: string, at: string | null): Promise<boolean> =>
    guarded(async () => (await cursorOf(accountId, streamId)) === at);

  /** To be run within `write`. */
  async function commit(
    accountId: AccountId,
    changes: Changes,
    setAside: readonly SetAside[],
    move: CursorMove | null,
  ): Promise<CommitOutcome> {
    const at = now();
    const plan = await guarded(() =>
      planCommit(accountId, changes, setAside, {
        db,
        sealer,
        memory,
        now: at,
        seq: state.seq + 1,
      }),
    );
    const topics: Topics = new Set();
    if (plan.log !== null || move !== null || plan.puts.setAside.length > 0) {
      state = await guarded(() => applyCommit(db, state, plan, move));
      memory.apply(plan.delta, topics);
      logBytes += plan.log?.byteLength ?? 0;
      topics.add("seq");
    }
    memory.confirm(plan.confirmed, at, topics);
    announce(topics);
    lastCommitAt = now();
    return { seq: state.seq, written: plan.written, skipped: plan.skipped };
  }
  async function thenFold<T>(written: Promise<T>): Promise<T> {
    search.yieldTo("work");
    const outcome = await written;
    void foldWhenQuiet();
    return outcome;
  }

  function markThreadsWhole(
    accountId: AccountId,
    streamId: string,
    cursor: string | null,
  ): Promise<boolean> {
    return write(async () => {
      if (!(await isStillAt(accountId, streamId, cursor))) return false;
      const topics: Topics = new Set();
      for (const id of memory.notWhole()) {
        if (id.startsWith(`${accountId}:`)) {
          topics.add(`ticket/${id}`);
          topics.add(`thread/${id}`);
        }
      }
      if (topics.size === 0) return true;
      const seq = state.seq + 1;
      const delta = { marks: [{ accountId, seq }] };
      const log = await sealer.seal({ store: "indexLog", key: seq }, delta);
      const none = { tickets: [], customers: [], records: [], segments: [], setAside: [] };
      const plan = {
        puts: none,
        deletes: none,
        grows: { tickets: 0, customers: 0, records: 0, segments: 0, indexLog: 1 },
        delta,
        log,
        confirmed: [],
        written: 0,
        skipped: 0,
      };
      state = await guarded(() => applyCommit(db, state, plan, null));
      memory.apply(delta, topics);
      announce(topics);
      return true;
    });
  }

  return {
    state: () => state,
    answer: async (name, input, reads, turn = NO_TURN) => {
      search.yieldTo("work");
      const query = queries[name] as Query<typeof name>;
      const stats = () => ({ rows: { ...state.counts }, seq: state.seq });
      const context = { memory, orders, moved, people, reader, search, now: now(), reads, stats };
      return query(input, context, turn);
    },
    yieldToPerson: () => search.yieldTo("person"),
    cursor: cursorOf,
    commitPage: (accountId, streamId, page, from) =>
      thenFold(
        write(async () => {
          if (!(await isStillAt(accountId, streamId, from))) return "moved" as const;
          const move = { accountId, streamId, cursor: page.cursor };
          return commit(accountId, page.changes, page.setAside, move);
        }),
      ),
    commitChanges: (accountId, changes, setAside) =>
      thenFold(write(() => commit(accountId, changes, setAside, null))),
    markThreadsWhole,
    mirrorOutbox: (entries) => {
      const topics: Topics = new Set();
      memory.setOutbox(entries, topics);
      announce(topics);
    },
    threadGaps: (accountId, agentId, limit) =>
      listThreadGaps(memory, accountId, agentId, now() - 90 * DAY_MS, limit),
    ticketIds: (accountId, after, limit) => {
      const ids: TicketId[] = [];
      for (const id of memory.ticketIds()) {
        if (id.startsWith(`${accountId}:`) && (after === null || id > after)) ids.push(id);
      }
      return ids.sort().slice(0, limit);
    },
    dropAccount: (accountId) =>
      write(async () => {
        const delta = { dropAccount: accountId };
        const log = await sealer.seal({ store: "indexLog", key: state.seq + 1 }, delta);
        state = await guarded(() => applyDropAccount(db, state, accountId, log));
        search.keptGone();
        const topics: Topics = new Set();
        memory.apply(delta, topics);
        announce(topics);
      }),
    listSetAside: async () => {
      const rows = await db.setAside.toArray();
      const opened = await Promise.all(
        rows.map(
          async ({ id, sealed }) =>
            (await sealer.open({ store: "setAside", key: id }, sealed)) as SetAside,
        ),
      );
      return opened.sort((a, b) => b.at - a.at);
    },
    tick: () => {
      orders.reset("timed");
      publish(new Set<Topic>(["time"]));
    },
    close: () => {
      closed = true;
      search.close();
      db.close();
    },
  };
}
