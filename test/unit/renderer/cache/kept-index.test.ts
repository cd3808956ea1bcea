import fc from "fast-check";
import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from "fake-indexeddb";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Changes } from "#domain/sync/page.ts";
import { keepIndex, readKept } from "#renderer/cache/search/kept-index.ts";
import { createTextIndex, type TextIndex } from "#renderer/cache/search/text-index.ts";
import { openDatabase } from "#renderer/cache/store/open-cache.ts";
import { createSealer } from "#renderer/cache/store/seal.ts";
import { type CacheDb, prefixRange, WORDS_PREFIX } from "#renderer/cache/store/tables.ts";
import { ACCOUNT, customerRow, ME, messageRow, T0, ticketRow } from "#test/support/cache-rows.ts";
import {
  createInProcessCache,
  type InProcessCache,
  TEST_DATABASE,
  TEST_KEY,
  valueOf,
} from "#test/support/in-process-cache.ts";

const me = [{ accountId: ACCOUNT, agentId: ME }];
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function openDb(indexedDB: IDBFactory): Promise<CacheDb> {
  const platform = {
    indexedDB,
    IDBKeyRange: FakeKeyRange as typeof IDBKeyRange,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref()),
  };
  const db = await openDatabase(TEST_DATABASE, platform, () => undefined);
  stops.push(() => db.close());
  return db;
}
const rowsOf = (db: CacheDb) => db.meta.where(":id").between(...prefixRange(WORDS_PREFIX));

describe("an index that is kept", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "é", "م"), minLength: 1, maxLength: 4 });
  const change = fc.record({
    id: fc.constantFrom("a1:1", "a1:2", "a1:3", "a1:4", "a1:5"),
    words: fc.option(fc.array(word, { maxLength: 5 })),
  });
  async function bench() {
    const db = await openDb(new FakeFactory() as IDBFactory);
    const sealer = await createSealer(new Uint8Array(TEST_KEY), crypto);
    const tools = {
      db,
      sealer,
      write: <T>(task: () => Promise<T>) => task(),
      pause: async () => undefined,
    };
    return { db, tools };
  }
  function apply(index: TextIndex, changes: readonly { id: string; words: string[] | null }[]) {
    for (const { id, words } of changes) {
      if (words === null) index.remove(id);
      else index.put(id, { subject: words[0] ?? "", facts: "", body: words.slice(1).join(" ") });
    }
  }
  function found(index: TextIndex, text: string): readonly string[] {
    const hits: string[] = [];
    index.find([{ text, isOpen: true, isExact: false }], (id, score, where) =>
      hits.push(`${id} ${score.toFixed(6)} ${where}`),
    );
    return hits.toSorted();
  }

  test("is read as it was written, and goes on like the one that was never kept", async () => {
    const { tools } = await bench();
    let seq = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 40 }),
        fc.array(change, { maxLength: 20 }),
        fc.array(word, { minLength: 1, maxLength: 4 }),
        async (before, after, asked) => {
          seq += 1;
          const index = createTextIndex();
          apply(index, before);
          await keepIndex(index, new Map([["a1:1", seq]]), seq, tools);
          const kept = await readKept((one) => one === seq, tools);
          if (kept === null) throw new Error("there is no index");
          expect(kept.seq).toBe(seq);
          if (index.has("a1:1")) expect(kept.heads.get("a1:1")).toBe(seq);
          for (const text of asked) expect(found(kept.index, text)).toEqual(found(index, text));
          apply(index, after);
          apply(kept.index, after);
          for (const text of asked) expect(found(kept.index, text)).toEqual(found(index, text));
          expect(kept.index.size()).toBe(index.size());
        },
      ),
      { numRuns: 60 },
    );
  });

  test("counts as none when it is damaged, torn, too old or not there; no word of it can be read", async () => {
    const { db, tools } = await bench();
    expect(await readKept(() => true, tools)).toBeNull();
    const index = createTextIndex();
    index.put("a1:1", { subject: "MARKERWORD", facts: "", body: "secretword" });
    await keepIndex(index, new Map(), 5, tools);
    expect(await readKept(() => true, tools)).not.toBeNull();
    expect(await readKept((seq) => seq > 5, tools)).toBeNull();
    const rows = await rowsOf(db).toArray();
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      const bytes = "sealed" in row ? Buffer.from(row.sealed) : Buffer.alloc(0);
      expect(bytes.toString("latin1").toLowerCase()).not.toMatch(/markerword|secretword/);
      if (!("sealed" in row)) continue;
      const bent = row.sealed.slice();
      bent[20] = (bent[20] ?? 0) ^ 1;
      await db.meta.put({ ...row, sealed: bent });
      expect(await readKept(() => true, tools)).toBeNull();
      await db.meta.delete(row.k);
      expect(await readKept(() => true, tools)).toBeNull();
      await db.meta.put(row);
    }
    expect(await readKept(() => true, tools)).not.toBeNull();
  });
});

describe("a start with a kept index", () => {
  const FRUITS = ["", "plum", "quince", "walnut"];
  const TICKETS: Changes = {
    customers: [customerRow(100, { name: "Amira Haddad" })],
    tickets: [1, 2, 3].map((n) => ticketRow(n, { subject: `Order ${n}` })),
    interactions: [1, 2, 3].map((n) => messageRow(n, n, { text: `apricot ${FRUITS[n] ?? ""}` })),
  };
  const gone = (id: string) =>
    ({ kind: "ticket", id, why: "deleted", mergedInto: null, version: 9_000_000 }) as const;
  /** Counts the conversations that are opened. */
  function start(indexedDB?: IDBFactory) {
    let conversations = 0;
    const subtle = new Proxy(crypto.subtle, {
      get: (target, name) => {
        if (name !== "decrypt") return Reflect.get(target, name).bind(target);
        return (algorithm: AesGcmParams, key: CryptoKey, data: BufferSource) => {
          const context = new TextDecoder().decode(algorithm.additionalData);
          if (context.startsWith("segments|")) conversations += 1;
          return target.decrypt(algorithm, key, data);
        };
      },
    });
    const wrapped = new Proxy(crypto, {
      get: (target, name) => {
        const value: unknown = name === "subtle" ? subtle : Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const cache = createInProcessCache({
      crypto: wrapped,
      keptFrom: 1,
      ...(indexedDB === undefined ? {} : { indexedDB }),
    });
    stops.push(() => cache.close());
    return { cache, conversations: () => conversations };
  }
  async function idsOf(cache: InProcessCache, text: string) {
    const { client, close } = cache.connectClient();
    const asked = { text, me, limit: 20, brief: true };
    const answer = valueOf(await client.ask("search.run", asked));
    close();
    return { ...answer, ids: answer.hits.map(({ row }) => row.id).toSorted() };
  }
  const complete = (cache: InProcessCache) =>
    vi.waitFor(
      async () => {
        const { indexed, outOf } = await idsOf(cache, "apricot");
        expect(indexed).toBe(outOf);
      },
      { timeout: 5000, interval: 30 },
    );
  async function kept(cache: InProcessCache, seq: number) {
    const db = await openDb(cache.indexedDB);
    const sealer = await createSealer(new Uint8Array(TEST_KEY), crypto);
    const tools = { db, sealer, pause: async () => undefined };
    await vi.waitFor(
      async () => expect(await readKept((one) => one === seq, tools)).not.toBeNull(),
      { timeout: 5000, interval: 30 },
    );
    db.close();
  }

  /** Fills the cache, until its index lies on the disk. */
  async function layDown(cache: InProcessCache) {
    await cache.open();
    await cache.mirrorOutbox([]);
    await cache.commitChanges(ACCOUNT, TICKETS, []);
    await complete(cache);
    await kept(cache, 1);
  }

  test("reads no conversation again but those that changed since", async () => {
    const first = start();
    await layDown(first.cache);
    // These come too late to be kept: a new message, and a ticket that goes.
    await first.cache.commitChanges(
      ACCOUNT,
      {
        interactions: [messageRow(9, 2, { at: T0 + 9000, text: "a pomegranate this time" })],
        tombstones: [gone("a1:3")],
      },
      [],
    );
    first.cache.close();

    const second = start(first.cache.indexedDB);
    await second.cache.open();
    await second.cache.mirrorOutbox([]);
    // Before the kept index is looked at.
    await second.cache.commitChanges(ACCOUNT, { tombstones: [gone("a1:1")] }, []);
    await complete(second.cache);
    await vi.waitFor(async () =>
      expect((await idsOf(second.cache, "pomegranate")).ids).toEqual(["a1:2"]),
    );
    expect((await idsOf(second.cache, "apricot")).ids).toEqual(["a1:2"]);
    for (const word of ["plum", "walnut"])
      expect((await idsOf(second.cache, word)).ids).toEqual([]);
    // The two parts of the one conversation that changed.
    expect(second.conversations()).toBe(2);
  });

  test("is not laid down again while somebody presses keys", async () => {
    const { cache } = start();
    await layDown(cache);
    const { client } = cache.connectClient();
    client.tellBusy();
    await cache.commitChanges(
      ACCOUNT,
      { interactions: [messageRow(9, 2, { at: T0 + 9000, text: "a pomegranate this time" })] },
      [],
    );
    await vi.waitFor(async () => expect((await idsOf(cache, "pomegranate")).ids).toEqual(["a1:2"]));
    const db = await openDb(cache.indexedDB);
    const sealer = await createSealer(new Uint8Array(TEST_KEY), crypto);
    const tools = { db, sealer, pause: async () => undefined };
    // Longer than laying it down takes.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await readKept(() => true, tools))?.seq).toBe(1);
    // Once the keys have rested.
    await vi.waitFor(async () => expect((await readKept(() => true, tools))?.seq).toBe(2), {
      timeout: 20_000,
      interval: 200,
    });
  });

  test("goes with its account", async () => {
    const { cache } = start();
    await layDown(cache);
    await cache.dropAccount(ACCOUNT);
    const db = await openDb(cache.indexedDB);
    expect(await rowsOf(db).count()).toBe(0);
  });
});
