import { afterEach, expect, test } from "vitest";
import { linkChange } from "#domain/ticket/links.ts";
import { ACCOUNT, byAgent, entryRow, messageRow, T0, ticketRow } from "#test/support/cache-rows.ts";
import { createInProcessCache, valueOf } from "#test/support/in-process-cache.ts";

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

async function start() {
  const cache = createInProcessCache({ now: () => T0 });
  await cache.open();
  const { client, close } = cache.connectClient();
  opened.push(close, cache.close);
  const tickets = [
    ticketRow(1, { links: [{ relation: "incident-of", to: "a1:3" }] }),
    ticketRow(2, { subject: "The other lamp" }),
  ];
  const told = {
    ...messageRow(1, 1, { author: byAgent }),
    kind: "change" as const,
    changes: [linkChange("refers-to", null, "2")],
  };
  await cache.commitChanges(ACCOUNT, { tickets, interactions: [told], wholeThreads: ["a1:1"] }, []);
  const ask = async () => valueOf(await client.ask("ticket.links", { ticketId: "a1:1" }));
  return { cache, client, ask };
}

test("links of the ticket and of its thread come together, with what is known of the other end", async () => {
  const { ask } = await start();
  expect(
    (await ask()).map(({ link, row, unsent }) => [link.relation, link.to, row?.subject, unsent]),
  ).toEqual([
    ["incident-of", "a1:3", undefined, false],
    ["refers-to", "a1:2", "The other lamp", false],
  ]);
});

test("a queued merge shows at once: closed, on its way, out of the open queue", async () => {
  const { cache, client, ask } = await start();
  await cache.mirrorOutbox([entryRow({ kind: "merge-ticket", ticketId: "a1:1", into: "a1:2" })]);
  expect((await ask()).at(-1)).toMatchObject({
    link: { relation: "merged-into", to: "a1:2" },
    unsent: true,
  });
  const view = valueOf(await client.ask("ticket.get", { ticketId: "a1:1" }));
  expect([view?.ticket.status, view?.ticket.mergedInto, view?.server.status]).toEqual([
    "closed",
    "a1:2",
    "open",
  ]);
});

test("names of customers are told for those that are kept, the others are left out", async () => {
  const { client } = await start();
  expect(valueOf(await client.ask("customer.names", { ids: ["a1:404"] }))).toEqual({});
});

test("pages and articles come by their address, an article that is kept by its title", async () => {
  const { cache, client } = await start();
  const article = "https://rt.example/Articles/Article/Display.html?id=4";
  const told = {
    ...messageRow(2, 1, { author: byAgent }),
    kind: "change" as const,
    changes: [
      linkChange("refers-to", null, article),
      linkChange("refers-to", null, "https://wiki.example/lamps"),
    ],
  };
  const kept = {
    id: "a1:4",
    accountId: ACCOUNT,
    title: "Lamps that hum",
    html: "",
    locale: "",
    labels: [],
    webUrl: article,
    updatedAt: T0,
  };
  await cache.commitChanges(ACCOUNT, { articles: [kept], interactions: [told] }, []);
  expect(valueOf(await client.ask("ticket.outsideLinks", { ticketId: "a1:1" }))).toEqual([
    { relation: "refers-to", url: article, title: "Lamps that hum" },
    { relation: "refers-to", url: "https://wiki.example/lamps", title: null },
  ]);
});
