import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("an answer that is lost after the helpdesk took the reply makes no second one", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  const number = await desk.openAt(0);
  server.faults.add({ kind: "drop-after-commit", method: "PUT", path: `/tickets/${number}` });
  await desk.reply("Only once, please");
  await desk.expectUnsent(0);
  const [entry] = await desk.outbox();
  expect(entry?.state).toBe("done");
  expect(server.faults.active).toEqual([]);
  expect(server.ledger().filter(({ body }) => body === "Only once, please")).toHaveLength(1);
  await expect(desk.conversation.getByText("Only once, please")).toHaveCount(1);
});

test("a new ticket whose answer is lost is created once", async ({ start, server }) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  server.faults.add({ kind: "drop-after-commit", method: "POST", path: "/tickets(\\.json)?$" });
  await desk.newTicket("Cora Call", "cora@example.com", "Only one ticket", "She called about it");
  await desk.expectUnsent(0);
  expect(server.faults.active).toEqual([]);
  expect(server.ledger().filter(({ creates }) => creates)).toHaveLength(1);
});
