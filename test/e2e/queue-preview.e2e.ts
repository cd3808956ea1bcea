import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("looking at tickets without opening them, and being back where one was after a restart", async ({
  start,
}, info) => {
  test.setTimeout(180_000);
  const first = await start({ role: "supervisor" });
  const desk = new Desk(first.page);
  const { page } = first;
  await desk.begin();
  await desk.showView("All open");
  // A setting is made from the palette, with a slip of the finger.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("raeding pane on");
  await expect(page.getByRole("option", { selected: true })).toContainText(
    "follows the cursor: on",
  );
  await page.screenshot({ path: info.outputPath("palette-settings.png") });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("grid")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  const shown = page.locator("[data-conversation]");
  const at = () => page.locator("[data-cursor]").getAttribute("data-ticket");
  await expect(shown).toHaveAttribute("data-ticket", (await at()) ?? "");
  await page.keyboard.press("j");
  await expect(shown).toHaveAttribute("data-ticket", (await at()) ?? "");
  await expect(page.getByRole("grid")).toBeFocused();
  await page.screenshot({ path: info.outputPath("preview.png") });

  // Writing; the palette from the composer gives the caret back where it was.
  await page.keyboard.press("Enter");
  await page.keyboard.press("r");
  const editor = page.locator(".cm-content").first();
  await expect(editor).toBeFocused();
  await page.keyboard.type("Your parcel has left.");
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(editor).toBeFocused();
  await page.keyboard.type("just ");
  await expect(editor).toContainText("Your parcel has just left.");
  const ticket = await shown.getAttribute("data-ticket");
  await first.quit();

  const second = await start({ role: "supervisor" });
  await expect(second.page.locator("[data-conversation]")).toHaveAttribute(
    "data-ticket",
    ticket ?? "",
  );
  const again = second.page.locator(".cm-content").first();
  await expect(again).toContainText("Your parcel has just left.");
  await expect(again).toBeFocused();
  await second.page.keyboard.type("really ");
  await expect(again).toContainText("Your parcel has just really left.");
});
