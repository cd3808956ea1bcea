import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("a reply to many: written, looked at, sent with one key, undone before and after the helpdesk has it", async ({
  start,
  server,
}, info) => {
  test.setTimeout(180_000);
  const { page } = await start({ role: "supervisor" });
  const desk = new Desk(page);
  const shot = async (name: string) => {
    await page.screenshot({ path: info.outputPath(`${name}.png`) });
  };
  await desk.begin();
  await desk.showView("All open");
  const all = await page.getByRole("grid").getAttribute("aria-label");
  await page.keyboard.press("Home");
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("Shift+j");
  await expect(page.getByRole("toolbar", { name: "5 marked" })).toBeVisible();

  await page.keyboard.press("r");
  const words = page.getByRole("textbox", { name: "Reply, seen by the customers" });
  await expect(words).toBeFocused();
  await page.keyboard.type("Dear {{ticket.requester.name}}, we are back.");
  await shot("bulk-reply");
  await page.keyboard.press("Control+Enter");
  const send = page.getByRole("button", { name: /^Send 5 replies/ });
  await expect(send).toBeFocused();
  await expect(
    page.getByRole("status").filter({ hasText: "5 customers would get a reply" }),
  ).toBeVisible();
  await expect(page.getByText(/^Dear \S.*, we are back\.$/)).toBeVisible();
  await shot("bulk-summary");
  await page.keyboard.press("Enter");
  await expect(page.getByText("5 tickets. Queued.")).toBeVisible();
  // Within the undo window nothing has left; the words are drafts again, and nobody got any.
  await page.keyboard.press("z");
  await expect(page.getByText("5 changes taken back.")).toBeVisible();
  await expect(desk.status).toContainText("All sent");
  expect(server.ledger().filter(({ body }) => body?.includes("we are back") === true)).toEqual([]);

  // A change of fields that the helpdesk has taken is turned back by a change of its own.
  await page.keyboard.press("Escape");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+k");
  await page.keyboard.press("Shift+k");
  await page.keyboard.press("e");
  await expect(page.getByText("3 tickets changed. Queued.")).toBeVisible();
  await expect(desk.status).toContainText("All sent");
  await expect(page.getByRole("grid")).not.toHaveAttribute("aria-label", all ?? "");
  await page.keyboard.press("z");
  await expect(page.getByRole("grid")).toHaveAttribute("aria-label", all ?? "");
  await expect(desk.status).toContainText("All sent");
});
