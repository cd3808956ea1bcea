import { afterEach, describe, expect, test } from "vitest";
import {
  ACCOUNT,
  customerRow,
  messageRow,
  pageOf,
  T0,
  ticketRow,
} from "#test/support/cache-rows.ts";
import {
  createInProcessCache,
  type InProcessCache,
  valueOf,
} from "#test/support/in-process-cache.ts";

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});
async function start(cache: InProcessCache = createInProcessCache()) {
  opened.push(cache);
  const health = await cache.open();
  const { client, close } = cache.connectClient();
  opened.push({ close });
  const thread = async (n: number) =>
    valueOf(await client.ask("ticket.thread", { ticketId: `a1:${n}`, last: 100 }));
  const ticket = async (n: number) =>
    valueOf(await client.ask("ticket.get", { ticketId: `a1:${n}` }));
  return { cache, client, health, thread, ticket };
}
const at = (n: number) => T0 + n * 1000;

describe("a commit", () => {
  test("stores rows and cursor, which a new host on the same profile finds again", async () => {
    const { cache } = await start();
    const page = pageOf(
      {
        tickets: [ticketRow(1), ticketRow(2)],
        customers: [customerRow(100)],
        interactions: [messageRow(11, 1), messageRow(12, 2)],
      },
      "after-1",
    );
    const report = await cache.commitPage(ACCOUNT, "s", page, null);
    expect(report).toEqual({ seq: 1, written: 5, skipped: 0 });
    const { cacheId, seq } = await cache.stats();
    cache.close();
    const next = await start(createInProcessCache({ indexedDB: cache.indexedDB }));
    expect(next.health).toMatchObject({ cacheId, seq, health: "good" });
    expect(await next.cache.cursor(ACCOUNT, "s")).toBe("after-1");
    expect((await next.thread(1))?.interactions.map(({ text }) => text)).toEqual(["Text 11"]);
    expect((await next.ticket(1))?.requester?.name).toBe("Customer 100");
  });

  test("that comes twice changes nothing but stays acknowledged", async () => {
    const { cache, thread } = await start();
    const page = pageOf({ tickets: [ticketRow(1)], interactions: [messageRow(11, 1)] });
    await cache.commitPage(ACCOUNT, "s", page, null);
    const before = await cache.stats();
    expect(await cache.commitPage(ACCOUNT, "s", page, page.cursor)).toMatchObject({
      written: 0,
      skipped: 2,
    });
    expect((await cache.stats()).rows).toEqual(before.rows);
    expect((await thread(1))?.total).toBe(1);
  });

  test("of a page that continues another cursor than the stored one writes nothing", async () => {
    const { cache } = await start();
    const first = pageOf({ tickets: [ticketRow(1)] }, "after-1");
    const second = pageOf({ tickets: [ticketRow(2)] }, "after-2");
    await cache.commitPage(ACCOUNT, "s", first, null);
    cache.close();
    // The database was lost; what was fetched for it arrives at its successor.
    const next = await start();
    expect(await next.cache.commitPage(ACCOUNT, "s", second, "after-1")).toBe("moved");
    expect(await next.cache.cursor(ACCOUNT, "s")).toBeNull();
    expect(await next.cache.stats()).toMatchObject({ seq: 0, rows: { tickets: 0 } });
    expect(await next.ticket(2)).toBeNull();
    expect(await next.cache.markThreadsWhole(ACCOUNT, { streamId: "s", cursor: "after-1" })).toBe(
      false,
    );
    expect(await next.cache.commitPage(ACCOUNT, "s", first, null)).toMatchObject({ written: 1 });
    expect(await next.cache.commitPage(ACCOUNT, "s", first, null)).toBe("moved");
    expect(await next.cache.commitPage(ACCOUNT, "s", second, "after-1")).toMatchObject({ seq: 2 });
    expect((await next.ticket(2))?.ticket.id).toBe("a1:2");
  });

  test("never replaces a higher version by a lower one", async () => {
    const { cache, ticket } = await start();
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 5, subject: "new" })] },
      [],
    );
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 4, subject: "old" })] },
      [],
    );
    expect((await ticket(1))?.ticket.subject).toBe("new");
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 5, subject: "same" })] },
      [],
    );
    expect((await ticket(1))?.ticket.subject).toBe("same");
  });

  test("takes the highest version of a ticket that a page holds twice", async () => {
    const { cache, ticket } = await start();
    const tickets = [ticketRow(1, { version: 9, subject: "nine" }), ticketRow(1, { version: 8 })];
    await cache.commitChanges(ACCOUNT, { tickets }, []);
    expect((await ticket(1))?.ticket.subject).toBe("nine");
    expect((await cache.stats()).rows["tickets"]).toBe(1);
  });

  test("keeps a record that was set aside, once", async () => {
    const { cache } = await start();
    const one = {
      accountId: ACCOUNT,
      kind: "ticket",
      remoteId: "7",
      field: "requester_id",
      reason: "missing",
      at: T0,
    };
    await cache.commitChanges(ACCOUNT, {}, [one]);
    await cache.commitChanges(ACCOUNT, {}, [one]);
    expect(await cache.request("setAside", {})).toEqual({ ok: true, value: [one] });
  });
});

describe("a tombstone", () => {
  test("removes the row and its conversation and keeps older versions out", async () => {
    const { cache, ticket, thread } = await start();
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 3 })], interactions: [messageRow(11, 1)] },
      [],
    );
    const stone = {
      kind: "ticket",
      id: "a1:1",
      why: "deleted",
      mergedInto: null,
      version: 4,
    } as const;
    await cache.commitChanges(ACCOUNT, { tombstones: [stone] }, []);
    expect((await cache.stats()).rows).toMatchObject({ tickets: 0, segments: 0 });
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { version: 4 })], interactions: [messageRow(12, 1)] },
      [],
    );
    expect(await ticket(1)).toBeNull();
    expect(await thread(1)).toBeNull();
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1, { version: 5 })] }, []);
    expect((await ticket(1))?.ticket.version).toBe(5);
  });

  test("survives a restart", async () => {
    const { cache } = await start();
    const stone = {
      kind: "ticket",
      id: "a1:1",
      why: "deleted",
      mergedInto: null,
      version: 4,
    } as const;
    await cache.commitChanges(ACCOUNT, { tombstones: [stone] }, []);
    cache.close();
    const next = await start(createInProcessCache({ indexedDB: cache.indexedDB }));
    await next.cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1, { version: 4 })] }, []);
    expect(await next.ticket(1)).toBeNull();
  });

  test("does not remove a newer version", async () => {
    const { cache, ticket } = await start();
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1, { version: 6 })] }, []);
    const stone = {
      kind: "ticket",
      id: "a1:1",
      why: "deleted",
      mergedInto: null,
      version: 4,
    } as const;
    await cache.commitChanges(ACCOUNT, { tombstones: [stone] }, []);
    expect(await ticket(1)).not.toBeNull();
  });

  test("of a merged ticket leads to the ticket it was merged into", async () => {
    const { cache, ticket } = await start();
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1), ticketRow(2)] }, []);
    const stone = {
      kind: "ticket",
      id: "a1:1",
      why: "merged",
      mergedInto: "a1:2",
      version: 2,
    } as const;
    await cache.commitChanges(ACCOUNT, { tombstones: [stone] }, []);
    expect((await ticket(1))?.ticket.id).toBe("a1:2");
  });
});

describe("complete lists", () => {
  test("drop the records of the account that they do not hold", async () => {
    const { cache, client } = await start();
    const group = (n: number, accountId = ACCOUNT) => ({
      id: `${accountId}:${n}`,
      accountId,
      name: `G${n}`,
    });
    await cache.commitChanges(ACCOUNT, { groups: [group(1), group(2)], wholeKinds: ["group"] }, []);
    await cache.commitChanges("b2", { groups: [group(1, "b2")], wholeKinds: ["group"] }, []);
    await cache.commitChanges(ACCOUNT, { groups: [group(2)], wholeKinds: ["group"] }, []);
    const directory = valueOf(await client.ask("directory.get", {}));
    expect(directory.groups.map(({ id }) => id).sort()).toEqual(["a1:2", "b2:1"]);
  });
});

describe("a conversation", () => {
  test("is read in order whatever order its parts came in", async () => {
    const { cache, thread } = await start();
    const part = (...ns: number[]) =>
      cache.commitChanges(
        ACCOUNT,
        { interactions: ns.map((n) => messageRow(n, 1, { at: at(n) })) },
        [],
      );
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1)] }, []);
    await part(30, 31);
    await part(10, 20);
    await part(15, 30, 40);
    const read = await thread(1);
    expect(read?.interactions.map(({ id }) => id)).toEqual(
      [10, 15, 20, 30, 31, 40].map((n) => `a1:${n}`),
    );
    expect(read?.total).toBe(6);
  });

  test("keeps entries when a part with the same oldest entry comes again with fewer or other ones", async () => {
    const { cache, thread } = await start();
    const row = (n: number, text = `Text ${n}`) => messageRow(n, 1, { at: at(n), text });
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1)], interactions: [row(10), row(20), row(30)] },
      [],
    );
    await cache.commitChanges(ACCOUNT, { interactions: [row(10, "changed"), row(25)] }, []);
    const texts = (await thread(1))?.interactions.map(({ text }) => text);
    expect(texts).toEqual(["changed", "Text 20", "Text 25", "Text 30"]);
  });

  test("is replaced by a whole reading, except for entries that are newer than the reading", async () => {
    const { cache, thread } = await start();
    const row = (n: number) => messageRow(n, 1, { at: at(n) });
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1)], interactions: [row(10), row(20), row(90)] },
      [],
    );
    expect((await thread(1))?.whole).toBe(false);
    await cache.commitChanges(
      ACCOUNT,
      { interactions: [row(5), row(20), row(30)], wholeThreads: ["a1:1"] },
      [],
    );
    const read = await thread(1);
    expect(read?.interactions.map(({ id }) => id)).toEqual([5, 20, 30, 90].map((n) => `a1:${n}`));
    expect(read?.whole).toBe(true);
  });

  test("is whole no longer once a newer version of its ticket came without it", async () => {
    const { cache, thread } = await start();
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1)], interactions: [messageRow(11, 1)], wholeThreads: ["a1:1"] },
      [],
    );
    await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(1, { version: 2 })] }, []);
    expect((await thread(1))?.whole).toBe(false);
    expect(await cache.threadGaps(ACCOUNT, "a1:900", 10)).toEqual(["a1:1"]);
    expect(await cache.markThreadsWhole(ACCOUNT, { streamId: "s", cursor: null })).toBe(true);
    expect((await thread(1))?.whole).toBe(true);
    expect(await cache.threadGaps(ACCOUNT, "a1:900", 10)).toEqual([]);
  });

  test("that is read whole again without a change writes no part", async () => {
    const { cache } = await start();
    const whole = {
      tickets: [ticketRow(1)],
      interactions: [messageRow(11, 1)],
      wholeThreads: ["a1:1"],
    };
    await cache.commitChanges(ACCOUNT, whole, []);
    expect(await cache.commitChanges(ACCOUNT, whole, [])).toMatchObject({ written: 0 });
    expect((await cache.stats()).rows["segments"]).toBe(1);
  });
});

test("dropping an account removes its rows and cursors and leaves the others", async () => {
  const { cache, client } = await start();
  const other = { ...ticketRow(1), id: "b2:1", accountId: "b2", requesterId: "b2:1" };
  await cache.commitPage(
    ACCOUNT,
    "s",
    pageOf({ tickets: [ticketRow(1)], interactions: [messageRow(1, 1)] }),
    null,
  );
  await cache.commitPage("b2", "s", pageOf({ tickets: [other] }, "kept"), null);
  await cache.dropAccount(ACCOUNT);
  expect((await cache.stats()).rows).toMatchObject({ tickets: 1, segments: 0 });
  expect(await cache.cursor(ACCOUNT, "s")).toBeNull();
  expect(await cache.cursor("b2", "s")).toBe("kept");
  const me = [{ accountId: "b2", agentId: "b2:9" }];
  const counts = valueOf(await client.ask("queue.counts", { me }));
  expect(counts.find(({ viewId }) => viewId === "all-open")?.count).toBe(1);
  const { cacheId, seq } = await cache.stats();
  cache.close();
  const next = createInProcessCache({ indexedDB: cache.indexedDB });
  expect(await next.open({ expect: { cacheId, seq } })).toMatchObject({ health: "good" });
  next.close();
});
