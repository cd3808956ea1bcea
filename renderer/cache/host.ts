import type { AskInput } from "#contract/asks.ts";
import type {
  CacheRequestName,
  CacheRequests,
  HostToMain,
  MainToHost,
} from "#contract/cache-protocol.ts";
import { type AppError, defect } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { EPOCH } from "#renderer/cache/epochs/e1/tables.ts";
import { composeGlimpse } from "#renderer/cache/glimpse.ts";
import { type Session, startSession } from "#renderer/cache/session.ts";
import {
  deleteDatabase,
  findMissingRows,
  initialise,
  openDatabase,
  readState,
} from "#renderer/cache/store/open-cache.ts";
import { createSealer } from "#renderer/cache/store/seal.ts";
import {
  createSubscriptions,
  type HostPort,
  type Schedule,
} from "#renderer/cache/subscriptions.ts";

/** What the host needs of where it runs: a worker, or Node in tests and the simulator. */
export type HostPlatform = {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
  readonly crypto: Crypto;
  /** Wall clock, ms epoch. */
  readonly now: () => number;
  readonly schedule: Schedule;
  /** Rows from which on a list is sorted the way that suits long ones; tests have short ones. */
  readonly longList?: number;
  /** Tickets from which on the full-text index is laid down for the next start; tests have few. */
  readonly keptFrom?: number;
};

export interface CacheHost {
  readonly handleMain: (request: MainToHost) => Promise<HostToMain>;
  /** Serves main's requests over a port, and tells it when the cache breaks. A later port replaces it. */
  readonly connectMain: (port: HostPort) => void;
  readonly connectWindow: (port: HostPort) => void;
  readonly onBroken: (listener: (detail: string) => void) => void;
  /** Closes the database and ends the timers. */
  readonly close: () => void;
}

type Handlers = {
  readonly [K in CacheRequestName]: (
    input: CacheRequests[K]["input"],
  ) => Promise<CacheRequests[K]["output"]>;
};

/** Views whose members change with time are looked at again this often. */
const TICK_MS = 30_000;
/** Main mirrors the outbox right after opening. */
const MIRROR_WAIT_MS = 400;

/** The owner of the cache: one database at a time, one writer, any number of windows. */
export function createCacheHost(platform: HostPlatform): CacheHost {
  const { now, schedule } = platform;
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      schedule(resolve, ms);
    });
  const dbPlatform = {
    indexedDB: platform.indexedDB,
    IDBKeyRange: platform.IDBKeyRange,
    sleep,
  };
  const brokenListeners = new Set<(detail: string) => void>();
  let mainPort: HostPort | null = null;
  let session: Session | null = null;
  /** The session that windows may ask. */
  let released: Session | null = null;
  /** What main was told last of what stands on the screen. */
  let glimpse = "";
  let waiting: (() => void)[] = [];
  let generation = 0;
  let toldBroken = false;
  /** The outbox as main mirrored it last: laid over every database that is opened. null until it came once. */
  let mirrored: readonly OutboxEntry[] | null = null;

  const subscriptions = createSubscriptions(
    async (name, input, reads, turn) => {
      for (;;) {
        if (released !== null) return released.answer(name, input, reads, turn);
        await opened();
      }
    },
    schedule,
    now,
    failedRead,
    () => session?.yieldToPerson(),
  );
  let cancelTick = schedule(tick, TICK_MS);
  function tick(): void {
    session?.tick();
    cancelTick = schedule(tick, TICK_MS);
  }
  /** Something more can be answered now. */
  function opened(): Promise<void> {
    return new Promise((resolve) => waiting.push(resolve));
  }
  function wake(): void {
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  }
  /** A row that cannot be read or opened any more: the database is damaged, main must replace it. */
  function failedRead(cause: unknown): AppError {
    const error = toError(cause);
    const wasClosed = cause instanceof Error && cause.name === "DatabaseClosedError";
    if (error.kind === "storage" && !wasClosed && session !== null && !toldBroken) {
      toldBroken = true;
      tellBroken(detailOf(cause));
    }
    return error;
  }
  function tellBroken(detail: string): void {
    mainPort?.postMessage({ type: "broken", detail } satisfies HostToMain);
    for (const listener of brokenListeners) listener(detail);
  }

  async function open(
    input: CacheRequests["open"]["input"],
  ): Promise<CacheRequests["open"]["output"]> {
    generation += 1;
    const mine = generation;
    session?.close();
    session = null;
    released = null;
    toldBroken = false;
    const { expect, databaseName } = input;
    const lost = (detail: string, cacheId = "", seq = 0): CacheRequests["open"]["output"] => ({
      cacheId,
      seq,
      rows: {},
      health: "lost",
      detail,
    });
    const sealer = await createSealer(Uint8Array.from(input.key), platform.crypto);
    let db;
    try {
      db = await openDatabase(databaseName, dbPlatform, (detail) => {
        if (mine === generation && session !== null) tellBroken(detail);
      });
    } catch (cause) {
      return lost(detailOf(cause));
    }
    try {
      const stored = await readState(db);
      const state =
        stored ?? (expect === null ? await initialise(db, platform.crypto.randomUUID()) : null);
      const wrong =
        state === null
          ? "the database is empty"
          : state.schemaReady !== EPOCH
            ? `schema ${state.schemaReady} instead of ${EPOCH}`
            : expect !== null && state.cacheId !== expect.cacheId
              ? "it is another cache"
              : expect !== null && state.seq < expect.seq
                ? `seq ${state.seq} is older than ${expect.seq}`
                : null;
      if (state === null || wrong !== null) {
        db.close();
        return lost(wrong ?? "", state?.cacheId, state?.seq);
      }
      const [missing, started] = await Promise.all([
        findMissingRows(db, state),
        startSession({
          db,
          sealer,
          state,
          now,
          sleep,
          longList: platform.longList,
          keptFrom: platform.keptFrom,
          publish: (topics) => subscriptions.publish(topics),
          onBroken: tellBroken,
        }),
      ]);
      if (missing !== null || mine !== generation) {
        started.close();
        return lost(missing ?? "opened again meanwhile", state.cacheId, state.seq);
      }
      session = started;
      if (mirrored !== null) started.mirrorOutbox(mirrored);
      if (mirrored !== null || stored === null) release();
      else schedule(release, MIRROR_WAIT_MS);
      return {
        cacheId: state.cacheId,
        seq: state.seq,
        rows: { ...state.counts },
        health: stored === null ? "fresh" : "good",
        detail: null,
      };
    } catch (cause) {
      db.close();
      return lost(detailOf(cause));
    }
  }

  /** Lets the windows ask. At a start they wait a moment for the outbox, so that no sent reply seems to be missing. */
  function release(): void {
    if (session === null) return;
    released = session;
    wake();
    subscriptions.publishAll();
  }
  function current(): Session {
    if (session === null) throw new StorageFailure("no cache is open");
    return session;
  }

  const handlers: Handlers = {
    open,
    cursor: ({ accountId, streamId }) => current().cursor(accountId, streamId),
    commitPage: ({ accountId, streamId, page, from }) =>
      current().commitPage(accountId, streamId, page, from),
    commitChanges: ({ accountId, changes, setAside }) =>
      current().commitChanges(accountId, changes, setAside),
    markThreadsWhole: ({ accountId, streamId, cursor }) =>
      current().markThreadsWhole(accountId, streamId, cursor),
    mirrorOutbox: async ({ entries }) => {
      mirrored = entries;
      current().mirrorOutbox(entries);
      if (released === null) release();
      return null;
    },
    threadGaps: async ({ accountId, agentId, limit }) =>
      current().threadGaps(accountId, agentId, limit),
    ticketIds: async ({ accountId, after, limit }) => current().ticketIds(accountId, after, limit),
    dropAccount: async ({ accountId }) => {
      await current().dropAccount(accountId);
      return null;
    },
    setAside: () => current().listSetAside(),
    stats: async () => {
      const { cacheId, seq, counts } = current().state();
      return { cacheId, seq, rows: { ...counts } };
    },
    glimpse: async () => {
      // Before windows are let in the outbox may be missing from the answers.
      const shown = released;
      if (shown === null) return null;
      const text = await composeGlimpse(subscriptions.questions(), ({ name, input }) =>
        shown.answer(name, input as AskInput<typeof name>, () => undefined),
      );
      if (text === null || text === glimpse) return null;
      glimpse = text;
      return text;
    },
    ping: async () => null,
    deleteDatabase: async ({ databaseName }) => {
      await deleteDatabase(databaseName, dbPlatform);
      return null;
    },
  };

  async function handleMain({ id, name, input }: MainToHost): Promise<HostToMain> {
    let result: Result<unknown, AppError>;
    try {
      const handler = handlers[name] as ((input: unknown) => Promise<unknown>) | undefined;
      result =
        handler === undefined
          ? err(defect(`unknown request ${String(name)}`))
          : ok(await handler(input));
    } catch (cause) {
      result = err(toError(cause));
    }
    return { type: "reply", id, result };
  }

  return {
    handleMain,
    connectMain: (port) => {
      mainPort?.close();
      mainPort = port;
      port.onmessage = (event: MessageEvent<MainToHost>) => {
        void handleMain(event.data).then((reply) => port.postMessage(reply));
      };
      port.start?.();
    },
    connectWindow: subscriptions.connect,
    onBroken: (listener) => {
      brokenListeners.add(listener);
    },
    close: () => {
      cancelTick();
      generation += 1;
      session?.close();
      session = null;
      released = null;
    },
  };
}

class StorageFailure extends Error {
  override readonly name = "StorageFailure";
}

const detailOf = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);

/** Failures of the database are expected; what our own code gets wrong is a defect. */
function toError(cause: unknown): AppError {
  return cause instanceof TypeError ||
    cause instanceof RangeError ||
    cause instanceof ReferenceError
    ? defect(cause)
    : { kind: "storage", detail: detailOf(cause) };
}
