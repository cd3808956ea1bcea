import type { HostWindow } from "#main/app/host-window.ts";
import { type CacheClient, type HostPort, unavailable } from "#main/ipc/cache-client.ts";
import {
  CACHE_EPOCH,
  type CachePointer,
  databaseName,
  nextGeneration,
} from "#main/ipc/cache-pointer.ts";
import type { CacheGate } from "#main/ipc/cache-port.ts";
import type { CrashPoint } from "#main/sync/ports.ts";
import type { JsonStore } from "#main/settings/json-store.ts";

/** The cache host as the keeper sees it. */
export type Host = Pick<HostWindow, "loaded" | "destroy"> & {
  issuePort(role: "main"): HostPort;
};

export type KeeperDeps = {
  readonly client: CacheClient;
  readonly pointer: JsonStore<CachePointer>;
  /** Raw key of the sealed fields, 32 bytes. */
  readonly key: Uint8Array;
  readonly openHost: (onGone: (reason: string) => void) => Host;
  /** A host is there: windows need ports to it. */
  readonly onHost: (host: Host) => void;
  /** A database is open: send it what only main knows. `lost`: what was kept is gone and must be fetched again. */
  readonly onOpen: (lost: boolean) => void;
  /** Whether the disk has room to write. */
  readonly hasSpace: () => boolean;
  /** What stands on the screen now: the next start begins with it. */
  readonly onGlimpse: (text: string) => Promise<void>;
  readonly log: (what: string, detail: string) => void;
  readonly crash: CrashPoint;
};

export interface CacheKeeper extends CacheGate {
  /** Creates the host and opens the database; resolves when the cache can be asked. */
  start(): Promise<void>;
  /** The database must not be written again: replace it as soon as the disk has room. */
  replace(detail: string): void;
  /** Remembers how far the cache is and ends the host. */
  close(): Promise<void>;
}

const LOAD_TIMEOUT_MS = 20_000;
/** The host itself gives an open 10 s; a large database after a crash may first have to be recovered. */
const OPEN_TIMEOUT_MS = 30_000;
const PING_MS = 5_000;
/** What stands on the screen is asked for this often, the first time sooner: some sessions are short. */
const GLIMPSE_MS = 10_000;
const FIRST_GLIMPSE_MS = 2_000;
const LONGEST_GLIMPSE_MS = 1_000;
const MISSES = 3;
const POINTER_MS = 20_000;
const WAIT_FOR_OPEN_MS = 60_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
/** So many failed starts of one database in a row, and it is given up for a new one. */
const STARTS_PER_GENERATION = 3;

/** Keeps a cache host alive and its database the one that main remembers. */
export function createCacheKeeper(deps: KeeperDeps): CacheKeeper {
  const { client, pointer, crash } = deps;
  const waiting = new Set<() => void>();
  let host: Host | null = null;
  let open = false;
  let closing = false;
  let failures = 0;
  let misses = 0;
  let seq = 0;
  let settledSeq = 0;
  /** What was kept has been given up since the last opening. */
  let lost = false;
  let retry: NodeJS.Timeout | undefined;
  let ping: NodeJS.Timeout | undefined;
  let save: NodeJS.Timeout | undefined;
  let look: NodeJS.Timeout | undefined;

  const within = <T>(promise: Promise<T>, ms: number, what: string): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unavailable(`${what} took longer than ${ms} ms`)), ms);
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
  };

  /** From now on an empty database under a new name. */
  async function renew(): Promise<void> {
    seq = 0;
    crash("cache.giving-up");
    await pointer.update(nextGeneration);
    crash("cache.given-up");
  }
  async function giveUp(): Promise<void> {
    lost = true;
    await renew();
  }

  /** Opens what the pointer names; a database that is lost or of another epoch is replaced by an empty one. */
  async function openDatabase(): Promise<void> {
    if (pointer.get().epoch !== CACHE_EPOCH) await renew();
    for (let round = 0; ; round += 1) {
      const known = pointer.get();
      const expect =
        known.cacheId === null ? null : { cacheId: known.cacheId, seq: Math.max(known.seq, seq) };
      const answer = await client.request(
        "open",
        { key: deps.key, expect, databaseName: databaseName(known) },
        OPEN_TIMEOUT_MS,
      );
      const isGone = answer.health === "lost" || (answer.health === "fresh" && expect !== null);
      if (isGone && round < 3) {
        deps.log("cache lost", `${databaseName(known)}: ${answer.detail ?? "not what was there"}`);
        await giveUp();
        continue;
      }
      crash("cache.opened");
      seq = answer.seq;
      settledSeq = answer.seq;
      await pointer.update((now) => ({ ...now, cacheId: answer.cacheId, seq: answer.seq }));
      crash("cache.pointer-written");
      return;
    }
  }

  /** Without it the next start only takes longer. */
  async function keepGlimpse(): Promise<void> {
    try {
      const text = await client.request("glimpse", {}, LONGEST_GLIMPSE_MS);
      if (text !== null) await deps.onGlimpse(text);
    } catch (cause) {
      deps.log("the screen was not kept", String(cause));
    }
  }
  function lookLater(ms: number): void {
    look = setTimeout(() => {
      void keepGlimpse();
      lookLater(GLIMPSE_MS);
    }, ms);
  }

  async function deleteStale(): Promise<void> {
    for (const name of pointer.get().stale) {
      try {
        await client.request("deleteDatabase", { databaseName: name });
      } catch (cause) {
        deps.log("an old cache could not be deleted", `${name}: ${String(cause)}`);
        continue;
      }
      crash("cache.old-deleted");
      await pointer.update((now) => ({ ...now, stale: now.stale.filter((one) => one !== name) }));
    }
  }

  async function run(): Promise<void> {
    clearTimeout(retry);
    const mine = deps.openHost((reason) => {
      if (host === mine) gone(`its process ended (${reason})`);
    });
    host = mine;
    try {
      await within(mine.loaded, LOAD_TIMEOUT_MS, "loading the cache host");
      crash("cache.host-loaded");
      client.attach(mine.issuePort("main"));
      deps.onHost(mine);
      await openDatabase();
      if (host !== mine) return;
      open = true;
      failures = 0;
      misses = 0;
      ping = setInterval(() => void beat(), PING_MS);
      save = setInterval(() => void remember(), POINTER_MS);
      lookLater(FIRST_GLIMPSE_MS);
      for (const go of waiting) go();
      waiting.clear();
      const wasLost = lost;
      lost = false;
      deps.onOpen(wasLost);
      void deleteStale();
    } catch (cause) {
      if (host === mine) gone(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** The host is of no use any more: end it and start another. */
  function gone(reason: string): void {
    stop(reason);
    if (closing) return;
    failures += 1;
    deps.log("cache host", reason);
    const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    retry = setTimeout(() => {
      const isHopeless = failures % STARTS_PER_GENERATION === 0;
      const ready = isHopeless ? giveUp() : Promise.resolve();
      void ready.then(run).catch((cause: unknown) => gone(String(cause)));
    }, pause);
  }

  function rest(): void {
    clearInterval(ping);
    clearInterval(save);
    clearTimeout(look);
  }

  function stop(reason: string): void {
    open = false;
    rest();
    const before = host;
    host = null;
    client.detach(`the cache host is not there: ${reason}`);
    before?.destroy();
  }

  async function beat(): Promise<void> {
    const asked = host;
    try {
      await client.request("ping", {}, PING_MS);
      misses = 0;
    } catch {
      misses += 1;
      if (misses >= MISSES && host !== null && host === asked) gone("it does not answer");
    }
  }

  async function remember(): Promise<void> {
    const sure = settledSeq;
    settledSeq = seq;
    await pointer.update((now) => (now.seq === sure ? now : { ...now, seq: sure }));
  }

  function replaceNow(): void {
    if (closing) return;
    if (!deps.hasSpace()) {
      retry = setTimeout(replaceNow, LONGEST_RETRY_MS);
      return;
    }
    stop("its database is replaced");
    void giveUp()
      .then(run)
      .catch((cause: unknown) => gone(String(cause)));
  }

  const whenOpen = (): Promise<void> => {
    if (open) return Promise.resolve();
    if (closing) return Promise.reject(unavailable("Switchboard is closing"));
    return within(
      new Promise<void>((resolve) => void waiting.add(resolve)),
      WAIT_FOR_OPEN_MS,
      "opening the cache",
    );
  };

  return {
    async start() {
      await run();
      await whenOpen();
    },
    replace(detail) {
      deps.log("cache broken", detail);
      open = false;
      rest();
      clearTimeout(retry);
      replaceNow();
    },
    whenOpen,
    async whenWritable() {
      if (!deps.hasSpace()) throw unavailable("the disk is nearly full");
      await whenOpen();
    },
    committed(next) {
      seq = Math.max(seq, next);
    },
    async close() {
      closing = true;
      clearTimeout(retry);
      const isOpen = open;
      if (isOpen) await keepGlimpse();
      stop("Switchboard is closing");
      if (isOpen) await pointer.update((now) => ({ ...now, seq }));
    },
  };
}
