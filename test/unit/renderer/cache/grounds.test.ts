import { expect, test } from "vitest";
import { MOST_GROUNDS } from "#contract/asks.ts";
import {
  ACCOUNT,
  customerRow,
  entryRow,
  messageRow,
  ticketRow,
  updateAction,
} from "#test/support/cache-rows.ts";
import { createInProcessCache, valueOf } from "#test/support/in-process-cache.ts";

test("many tickets are told in one answer, each as it is told alone; unknown ones are left out", async () => {
  const cache = createInProcessCache();
  await cache.open();
  const { client, close } = cache.connectClient();
  const numbers = Array.from({ length: MOST_GROUNDS + 5 }, (_, n) => n + 1);
  await cache.commitChanges(
    ACCOUNT,
    {
      customers: [customerRow(100)],
      tickets: numbers.map((n) => ticketRow(n, { customFields: { "a1:f": `v${n}` } })),
      interactions: numbers.flatMap((n) => [messageRow(`${n}-1`, n), messageRow(`${n}-2`, n)]),
    },
    [],
  );
  const edits = { customFields: { "a1:f": { base: "v2", value: "mine" } } };
  await cache.mirrorOutbox([entryRow(updateAction(2, edits))]);

  const ids = ["a1:3", "a1:gone", "a1:2"];
  const some = valueOf(await client.ask("ticket.grounds", { ids, last: 1 }));
  expect(some.map(({ ticketId }) => ticketId)).toEqual(["a1:3", "a1:2"]);
  for (const { ticketId, view, interactions } of some) {
    expect(view).toEqual(valueOf(await client.ask("ticket.get", { ticketId })));
    const thread = valueOf(await client.ask("ticket.thread", { ticketId, last: 1 }));
    expect(interactions).toEqual(thread?.interactions);
  }
  // The agent's own unsent change is shown, the helpdesk's value stays beside it.
  expect(some[1]?.view.ticket.customFields).toEqual({ "a1:f": "mine" });
  expect(some[1]?.view.server.customFields).toEqual({ "a1:f": "v2" });

  const all = numbers.map((n) => `a1:${n}`);
  const many = valueOf(await client.ask("ticket.grounds", { ids: all, last: 0 }));
  expect(many.map(({ ticketId }) => ticketId)).toEqual(all.slice(0, MOST_GROUNDS));
  expect(many.every(({ interactions }) => interactions.length === 0)).toBe(true);
  close();
  cache.close();
});
