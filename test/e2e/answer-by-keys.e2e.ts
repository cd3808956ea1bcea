import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("a first sync shows the queue; a reply and a note by keys arrive once, each for its audience", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  const number = await desk.openAt(1);
  await desk.reply("Your parcel is on its way.");
  await desk.note("Checked with the warehouse.");
  await desk.expectUnsent(0);

  const written = server.ledger().filter((entry) => entry.via === "api");
  expect(
    written.map(({ ticketId, public: isPublic, body }) => [String(ticketId), isPublic, body]),
  ).toEqual([
    [number, true, "Your parcel is on its way."],
    [number, false, "Checked with the warehouse."],
  ]);
  await expect(desk.conversation.getByText("Your parcel is on its way.")).toHaveCount(1);
  await expect(desk.conversation.getByText("Checked with the warehouse.")).toHaveCount(1);
});

test("what is taken back within its window never leaves the machine", async ({ start, server }) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  await desk.openAt(0);
  await desk.reply("Sent too early");
  await page.keyboard.press("z");
  await desk.expectUnsent(0);
  const [entry] = await desk.outbox();
  expect(entry?.state).toBe("cancelled");
  expect(server.ledger().filter(({ via }) => via === "api")).toEqual([]);
  await page.keyboard.press("r");
  await expect(desk.composer("reply")).toContainText("Sent too early");
});
