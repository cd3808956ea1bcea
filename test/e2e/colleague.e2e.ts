import type { DemoServer } from "#main/demo/server.ts";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

/** A colleague changes a ticket at the helpdesk. */
async function colleague(server: DemoServer, number: string, ticket: object): Promise<void> {
  const { email, token } = server.credentials.supervisor;
  const answer = await fetch(`${server.baseUrl()}/api/v2/tickets/${number}.json`, {
    method: "PUT",
    headers: {
      authorization: `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ ticket }),
  });
  expect(answer.status).toBe(200);
}

/** Writes a reply that is held because a colleague answered meanwhile. */
async function heldReply(desk: Desk, server: DemoServer, mine: string, theirs: string) {
  await desk.begin();
  const number = await desk.openAt(0);
  await desk.reply(mine);
  await colleague(server, number, { comment: { body: theirs, public: true } });
  await expect
    .poll(async () => (await desk.outbox())[0]?.reason?.kind, { timeout: 40_000 })
    .toBe("conversation-moved");
}

test("a reply waits for the agent when a colleague answered meanwhile, and goes out once they say so", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await heldReply(desk, server, "I will look into it", "Already answered by me");
  const mine = () => server.ledger().filter(({ body }) => body === "I will look into it");
  expect(mine()).toEqual([]);
  await expect(desk.conversation.getByText("Already answered by me").first()).toBeVisible();

  await page.keyboard.press("Shift+S");
  await desk.expectUnsent(0);
  expect(mine()).toHaveLength(1);
});

test("a reply that waits for the agent is edited with one key, and goes out as it is then", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await heldReply(desk, server, "Where is it?", "It is here");
  // In the thread, not only with the question.
  await expect(page.locator("[data-thread]").getByText("It is here")).toBeVisible();
  await page.keyboard.press("Shift+D");
  await expect(desk.composer("reply")).toContainText("Where is it?");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Ah, here.");
  await desk.send("Control+Enter");
  await desk.expectUnsent(0);
  const said = server.ledger().map(({ body }) => body);
  expect(said.filter((body) => body?.startsWith("Where is it?"))).toEqual([
    "Where is it? Ah, here.",
  ]);
});

test("a field that a colleague changed too is asked about, not overwritten", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  const number = await desk.openAt(0);
  await desk.write("reply", "Solved from here");
  await desk.send("Control+Shift+Enter");
  await colleague(server, number, { status: "hold" });
  await expect
    .poll(async () => (await desk.outbox())[0]?.reason?.kind, { timeout: 40_000 })
    .toBe("field-conflict");
  const ledger = server.ledger().filter(({ ticketId }) => String(ticketId) === number);
  expect(ledger.at(-1)?.fields["status"]).toBe("hold");
  expect(ledger.some(({ body }) => body === "Solved from here")).toBe(false);
});
