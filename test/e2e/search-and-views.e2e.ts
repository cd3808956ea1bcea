import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("search, views and their reasons, by keys alone, then without a network", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();

  // Everything, by a word of a message; the hit opens with Enter.
  await page.keyboard.press("g");
  await page.keyboard.press("/");
  const search = page.getByRole("combobox", { name: "Search everything" });
  await expect(search).toBeFocused();
  await page.keyboard.type("is:sol");
  await page.keyboard.press("Tab");
  await expect(search).toHaveValue("is:solved ");
  const hits = page.getByRole("listbox", { name: "What was found" }).getByRole("option");
  await expect(hits.first()).toBeVisible();
  const number = /#(\d+)/.exec((await hits.nth(1).textContent()) ?? "")?.[1] ?? "";
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(desk.conversation).toContainText(`#${number}`);

  // Not in the view that is shown, and why.
  await page.keyboard.press("g");
  await page.keyboard.press("y");
  const why = page.getByRole("dialog", { name: "Why is this ticket (not) in this view?" });
  await expect(why).toContainText(`#${number} is not in this view.`);
  await expect(why.getByRole("listitem").filter({ hasText: "is:unsolved" }).last()).toBeVisible();
  await page.keyboard.press("Escape");

  // A view of my own, from what narrows the list now.
  await desk.showView("All open");
  await page.keyboard.press("/");
  await page.keyboard.type("priority>=high");
  await page.keyboard.press("Enter");
  const grid = page.getByRole("grid");
  await expect(grid).toHaveAttribute("aria-busy", "false");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  const editor = page.getByRole("dialog", { name: "View" });
  await expect(editor.getByRole("textbox", { name: "Tickets for which this holds" })).toHaveValue(
    "is:unsolved priority>=high",
  );
  await page.keyboard.type("Pressing");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("grid", { name: /^Pressing/ })).toHaveAttribute("aria-busy", "false");

  // The helpdesk's own views are here too, and answer without it.
  await server.outage("refuse");
  await desk.showView("VIP customers");
  await expect(grid.locator("[data-ticket]").first()).toBeVisible();
});
