import { mkdir } from "node:fs/promises";
import path from "node:path";
import { root } from "#resources/build/project.mjs";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";
import { SmallRt } from "#test/e2e/support/small-rt.ts";

/** A real Request Tracker in place of the small one, for the picture in README: address and token. */
const real = {
  base: process.env["SWITCHBOARD_RT_BASE"] ?? "",
  token: process.env["SWITCHBOARD_RT_TOKEN"] ?? "",
};
const TOKEN = `1-43-${"a".repeat(32)}`;

test("two helpdesks are one queue, each ticket says where it is from, and a helpdesk is not removed over unsent work", async ({
  start,
}) => {
  test.setTimeout(180_000);
  const rt = new SmallRt(Date.now());
  await rt.start();
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();

  // A second helpdesk, by its form.
  await page.keyboard.press("g");
  await page.keyboard.press(",");
  await page.getByRole("button", { name: "Add a helpdesk account" }).press("Enter");
  const form = page.getByRole("form", { name: "Add a helpdesk account" });
  await form.getByRole("button", { name: /Zendesk/ }).press("Enter");
  await page.getByRole("option", { name: "Request Tracker" }).press("Enter");
  await form.getByRole("textbox", { name: "Address" }).fill(real.base || rt.base);
  await form.getByRole("button", { name: /Name and password/ }).press("Enter");
  await page.getByRole("option", { name: "Authentication token" }).press("Enter");
  await form.getByRole("textbox", { name: "Authentication token" }).fill(real.token || TOKEN);
  await form.getByRole("button", { name: "Test the connection" }).press("Enter");
  await expect(form.getByText(/It works: you are/)).toBeVisible({ timeout: 30_000 });
  await form.getByRole("button", { name: "Add the account" }).press("Enter");
  await expect(form).toHaveCount(0);

  // One queue with both.
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await desk.showView("All open");
  const origin = (kind: string) => page.locator(`[role=row] [data-origin=${kind}]`);
  await expect(async () => {
    await desk.syncNow();
    const counts = await page.evaluate(() => window.bridge?.call("sync.status", {}));
    expect(counts?.ok).toBe(true);
    await expect(page.locator("[data-origin=demo]").first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  if (real.base === "") {
    await page.keyboard.press("/");
    const search = page.getByRole("searchbox", { name: "Search this view" });
    await search.fill("printer");
    await expect(origin("rt")).toHaveCount(1, { timeout: 60_000 });
    await search.press("Enter");
    await desk.open();
    await expect(desk.conversation.locator("[data-origin=rt]")).toBeVisible();
    await expect(desk.conversation).toContainText("Printer on floor 3");

    // Offline, then a note that cannot leave.
    await rt.stop();
    await desk.note("Toner is on its way");
    await desk.write("note", "Still thinking");
    await expect(desk.conversation).toContainText("Draft saved");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press(",");
    const row = page.getByRole("listitem").filter({ hasText: rt.base });
    await row.getByRole("button", { name: "Remove…" }).press("Enter");
    const ask = page.getByRole("alertdialog");
    await expect(ask).toContainText("1 change has not been sent");
    await expect(ask).toContainText("1 draft has not been sent");
    await ask.getByRole("button", { name: "Keep it" }).press("Enter");
    await expect(ask).toHaveCount(0);

    // Back online it arrives, once; then nothing stands in the way.
    await rt.start();
    await desk.syncNow();
    await expect.poll(() => rt.said, { timeout: 60_000 }).toEqual(["Toner is on its way"]);
    await desk.expectUnsent(0);
    await row.getByRole("button", { name: "Remove…" }).press("Enter");
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Remove and discard 1 change" })
      .press("Enter");
    await expect(row).toHaveCount(0);
    await page.keyboard.press("g");
    await page.keyboard.press("q");
    await page.getByRole("searchbox", { name: "Search this view" }).fill("");
    await expect(page.locator("[role=row][data-ticket]").first()).toBeVisible();
    await expect(page.locator("[data-origin]")).toHaveCount(0);
  } else {
    await expect(origin("rt").first()).toBeVisible({ timeout: 120_000 });
    await expect
      .poll(async () => (await desk.statuses()).every((one) => one.progress.complete), {
        timeout: 120_000,
      })
      .toBe(true);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.keyboard.press("Home");
    while ((await page.locator("[data-cursor] [data-origin=rt]").count()) === 0)
      await page.keyboard.press("j");
    for (let more = 0; more < 8; more += 1) await page.keyboard.press("j");
    await desk.open();
    for (const notice of await page.getByRole("button", { name: "Dismiss" }).all())
      await notice.click();
    await expect(page.locator("[data-pane=profile] [role=option]").first()).toBeVisible();
    await expect(desk.conversation.locator("[data-origin=rt]")).toBeVisible();
    const folder = path.join(root, "resources/screenshots");
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, "mixed-queue.png") });
  }
  await rt.stop();
});
