import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("groups, order and columns of a view by keys, kept through a restart", async ({
  start,
}, info) => {
  test.setTimeout(180_000);
  const first = await start({ role: "supervisor" });
  const desk = new Desk(first.page);
  const { page } = first;
  const shot = async (name: string) => {
    await page.screenshot({ path: info.outputPath(`${name}.png`) });
  };
  await desk.begin();
  await page.setViewportSize({ width: 1280, height: 720 });
  await desk.showView("All open");
  const grid = page.getByRole("grid");
  const heads = grid.getByRole("rowheader");
  await expect(heads).toHaveCount(0);

  // Status, then priority: by the palette and by the dialog.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("group by status");
  await page.keyboard.press("Enter");
  await expect(heads.first()).toContainText("Status");
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  const facts = page.getByRole("listbox", { name: /Columns, order and groups/ });
  await expect(facts).toBeFocused();
  const active = facts.locator("[aria-selected=true]");
  for (let i = 0; i < 30 && !(await active.textContent())?.startsWith("Priority"); i += 1)
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(active).toContainText("2. group");
  await shot("layout-dialog");
  await page.keyboard.press("Escape");
  await expect(heads.nth(1)).toContainText("Priority");
  await shot("groups");

  // Folding by keys: out to the head, shut, all shut, open again.
  await page.keyboard.press("Home");
  const total = Number(await grid.getAttribute("aria-rowcount"));
  await page.keyboard.press("ArrowLeft");
  await expect(heads.first()).toHaveAttribute("aria-expanded", "false");
  await expect
    .poll(async () => Number(await grid.getAttribute("aria-rowcount")))
    .toBeLessThan(total);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(grid.locator("[data-ticket]")).toHaveCount(0);
  await shot("folded");
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBe(total);
  for (let i = 0; i < 25; i += 1) await page.keyboard.press("j");
  await shot("sticky");

  // Another view has its own; a restart gives this one back.
  await desk.showView("Mine");
  await expect(heads).toHaveCount(0);
  await desk.showView("All open");
  await expect(heads.nth(1)).toContainText("Priority");
  await first.quit();
  const second = await start({ role: "supervisor" });
  await expect(second.page.getByRole("grid").getByRole("rowheader").nth(1)).toContainText(
    "Priority",
  );
});
