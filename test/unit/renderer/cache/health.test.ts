import { Dexie } from "dexie";
import { IDBKeyRange as FakeKeyRange } from "fake-indexeddb";
import { afterEach, describe, expect, test } from "vitest";
import { ACCOUNT, customerRow, messageRow, pageOf, ticketRow } from "#test/support/cache-rows.ts";
import {
  createInProcessCache,
  type InProcessCache,
  TEST_DATABASE,
  TEST_KEY,
} from "#test/support/in-process-cache.ts";

const opened: InProcessCache[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});
function make(indexedDB?: IDBFactory): InProcessCache {
  const cache = createInProcessCache(indexedDB === undefined ? {} : { indexedDB });
  opened.push(cache);
  return cache;
}
/** A cache with rows, closed, and what main remembers of it. */
async function filled() {
  const cache = make();
  const { cacheId } = await cache.open();
  await cache.commitPage(
    ACCOUNT,
    "s",
    pageOf({
      tickets: [1, 2, 3].map((n) => ticketRow(n)),
      customers: [customerRow(100)],
      groups: [{ id: "a1:5", accountId: ACCOUNT, name: "G" }],
      interactions: [messageRow(11, 1), messageRow(12, 2)],
    }),
    null,
  );
  const { seq } = await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(4)] }, []);
  cache.close();
  return { indexedDB: cache.indexedDB, expect: { cacheId, seq } };
}
/** Alters the stored rows as damage would. */
async function damage(
  indexedDB: IDBFactory,
  alter: (db: Dexie) => Promise<unknown>,
): Promise<void> {
  const db = new Dexie(TEST_DATABASE, { indexedDB, IDBKeyRange: FakeKeyRange });
  await db.open();
  await alter(db);
  db.close();
}

describe("opening", () => {
  test("a new name makes a fresh cache", async () => {
    const cache = make();
    expect(await cache.open()).toMatchObject({ health: "fresh", seq: 0, detail: null });
  });

  test("what main remembers is good, also when the cache is ahead of it", async () => {
    const { indexedDB, expect: known } = await filled();
    expect(await make(indexedDB).open({ expect: known })).toMatchObject({ health: "good" });
    expect(await make(indexedDB).open({ expect: { ...known, seq: 1 } })).toMatchObject({
      health: "good",
      seq: known.seq,
    });
  });

  test("a cache that vanished, went back or is another one is lost", async () => {
    const { indexedDB, expect: known } = await filled();
    const lost = { health: "lost" };
    expect(await make().open({ expect: known })).toMatchObject(lost);
    expect(await make(indexedDB).open({ expect: { ...known, seq: known.seq + 1 } })).toMatchObject(
      lost,
    );
    expect(await make(indexedDB).open({ expect: { ...known, cacheId: "x" } })).toMatchObject(lost);
  });

  test.each(["tickets", "customers", "records", "segments", "indexLog", "meta"])(
    "a row missing from %s is noticed",
    async (table) => {
      const { indexedDB, expect: known } = await filled();
      await damage(indexedDB, async (db) => {
        const key = (await db.table(table).toCollection().primaryKeys()).at(-1);
        await db.table(table).delete(key ?? "");
      });
      const answer = await make(indexedDB).open({ expect: known });
      expect(answer.health).toBe("lost");
      expect(answer.detail).not.toBeNull();
    },
  );

  test("a changed byte in the index or another key is noticed", async () => {
    const { indexedDB, expect: known } = await filled();
    const key = TEST_KEY.map((byte) => byte + 1);
    expect(await make(indexedDB).open({ expect: known, key })).toMatchObject({ health: "lost" });
    await damage(indexedDB, async (db) => {
      const row = (await db.table("indexLog").toCollection().first()) as { sealed: Uint8Array };
      row.sealed[20] = (row.sealed[20] ?? 0) ^ 1;
      await db.table("indexLog").put(row);
    });
    expect(await make(indexedDB).open({ expect: known })).toMatchObject({ health: "lost" });
  });

  test("after a loss, another name works at once and the old one can be deleted", async () => {
    const { indexedDB, expect: known } = await filled();
    const cache = make(indexedDB);
    await cache.open({ expect: { ...known, cacheId: "x" } });
    expect(await cache.open({ databaseName: "cache-e1-g2" })).toMatchObject({ health: "fresh" });
    expect(await cache.request("deleteDatabase", { databaseName: TEST_DATABASE })).toEqual({
      ok: true,
      value: null,
    });
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).toEqual(["cache-e1-g2"]);
  });
});

describe("while it runs", () => {
  test("a row that cannot be opened is an answer with a reason, and main is told once", async () => {
    const { indexedDB, expect: known } = await filled();
    await damage(indexedDB, async (db) => {
      const row = (await db.table("tickets").get("a1:1")) as { sealed: Uint8Array };
      row.sealed[20] = (row.sealed[20] ?? 0) ^ 1;
      await db.table("tickets").put(row);
    });
    const cache = make(indexedDB);
    const told: string[] = [];
    cache.host.onBroken((detail) => told.push(detail));
    await cache.open({ expect: known });
    const { client, close } = cache.connectClient();
    const ask = () => client.ask("ticket.get", { ticketId: "a1:1" });
    expect(await ask()).toMatchObject({ ok: false, error: { kind: "storage" } });
    await ask();
    expect(told).toHaveLength(1);
    expect(await client.ask("ticket.get", { ticketId: "a1:2" })).toMatchObject({ ok: true });
    close();
  });

  test("a second owner's write is fenced: nothing is written any more, reading goes on", async () => {
    const first = make();
    await first.open();
    await first.commitChanges(ACCOUNT, { tickets: [ticketRow(1)] }, []);
    const second = make(first.indexedDB);
    await second.open();
    await second.commitChanges(ACCOUNT, { tickets: [ticketRow(2)] }, []);
    const told: string[] = [];
    first.host.onBroken((detail) => told.push(detail));
    const refused = await first.request("commitChanges", {
      accountId: ACCOUNT,
      changes: { tickets: [ticketRow(3)] },
      setAside: [],
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: "storage" } });
    expect(told).toHaveLength(1);
    expect((await first.stats()).rows["tickets"]).toBe(1);
    expect((await second.stats()).rows["tickets"]).toBe(2);
    const again = await first.request("commitChanges", {
      accountId: ACCOUNT,
      changes: {},
      setAside: [],
    });
    expect(again.ok).toBe(false);
    const { client, close } = first.connectClient();
    expect(await client.ask("ticket.get", { ticketId: "a1:1" })).toMatchObject({ ok: true });
    close();
  });

  test("a write that fails half-way leaves neither rows nor cursor", async () => {
    const cache = make();
    await cache.open();
    await cache.commitPage(ACCOUNT, "s", pageOf({ tickets: [ticketRow(1)] }, "before"), null);
    // A key that IndexedDB refuses: the put fails after others of the same transaction were accepted.
    const bad = { ...customerRow(1), id: undefined } as never;
    const refused = await cache.request("commitPage", {
      accountId: ACCOUNT,
      streamId: "s",
      page: pageOf({ tickets: [ticketRow(2)], customers: [bad] }, "after"),
      from: "before",
    });
    expect(refused.ok).toBe(false);
    cache.close();
    const next = make(cache.indexedDB);
    expect(await next.open()).toMatchObject({ health: "good", rows: { tickets: 1, customers: 0 } });
    expect(await next.cursor(ACCOUNT, "s")).toBe("before");
  });

  test("the index survives being folded while commits go on", async () => {
    const cache = make();
    await cache.open();
    const long = "x".repeat(9_000);
    for (let n = 0; n < 40; n += 1) {
      const tickets = Array.from({ length: 50 }, (_, i) =>
        ticketRow(n * 50 + i, { subject: `${n} ${long}` }),
      );
      await cache.commitChanges(ACCOUNT, { tickets }, []);
    }
    await expect
      .poll(async () => (await cache.stats()).rows["indexLog"], { timeout: 20_000 })
      .toBeLessThan(30);
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 2, subject: "newest" })] },
      [],
    );
    const { cacheId, seq } = await cache.stats();
    cache.close();
    const next = make(cache.indexedDB);
    expect(await next.open({ expect: { cacheId, seq } })).toMatchObject({
      health: "good",
      detail: null,
    });
    const { client, close } = next.connectClient();
    const page = await client.ask("queue.list", {
      viewId: "all-open",
      me: [],
      sort: "updated",
      descending: true,
      text: "newest",
      from: 0,
      to: 5,
      anchorId: null,
    });
    expect(page).toMatchObject({ ok: true, value: { total: 1 } });
    close();
  }, 60_000);
});
