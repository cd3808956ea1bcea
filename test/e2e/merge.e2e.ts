import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("a ticket is merged into another by keys, offline too, and leads there", async ({
  start,
  server,
}) => {
  test.setTimeout(120_000);
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  await desk.showView("All open");
  const into = await desk.openAt(1);
  const source = await desk.openAt(0);

  await server.outage("refuse");
  await desk.syncNow();
  await expect(desk.status).toContainText("Offline");
  await page.keyboard.press("Shift+M");
  const picker = page.getByRole("combobox", { name: `Merge #${source} into` });
  await expect(picker).toBeFocused();
  await picker.pressSequentially(into);
  await expect(page.getByRole("dialog").getByRole("option").first()).toContainText(`#${into}`);
  await picker.press("Enter");
  const dialog = page.getByRole("dialog", { name: `Merge #${source} into #${into}?` });
  const note = dialog.getByRole("textbox", { name: /^Note for the team/ });
  await expect(note).toBeFocused();
  await page.keyboard.type("Same customer, same lamp");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toHaveCount(0);
  await expect(desk.conversation).toContainText(`#${into}`);
  await desk.expectUnsent(2);

  await server.outage(null);
  await desk.syncNow();
  await desk.expectUnsent(0);
  const closed = server.ledger(0).filter((entry) => entry.fields["status"] === "closed");
  expect(closed.map((entry) => String(entry.ticketId))).toEqual([source]);
  const notes = server.ledger(0).filter((entry) => entry.body === "Same customer, same lamp");
  expect(notes.map((entry) => [String(entry.ticketId), entry.public])).toEqual([[into, false]]);

  // The one that went says where it went, and leads there by key.
  await page.keyboard.press("Shift+B");
  const links = page.getByRole("combobox", { name: `Links of #${into}` });
  await expect(
    page.getByRole("option", { name: new RegExp(`Merged in here #${source}`) }),
  ).toBeVisible();
  await links.press("Enter");
  await expect(desk.conversation).toContainText(`#${source}`);
  await expect(desk.conversation.locator("[data-merged-into]")).toContainText(`#${into}`);
});
