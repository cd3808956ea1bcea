import type { Page } from "@playwright/test";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

/** Chooses a line of an open list by typing. */
async function choose(page: Page, typed: string): Promise<void> {
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(typed);
  await page.keyboard.press("Enter");
}

test("custom fields and the subject by keys: columns, order, group, change, condition", async ({
  start,
  server,
}, info) => {
  test.setTimeout(180_000);
  const { page } = await start({ role: "supervisor" });
  const desk = new Desk(page);
  const shot = (name: string) => page.screenshot({ path: info.outputPath(`${name}.png`) });
  const remote = async (number: string) => {
    const { email, token } = server.credentials.supervisor;
    const answer = await fetch(`${server.baseUrl()}/api/v2/tickets/${number}.json`, {
      headers: { authorization: `Basic ${btoa(`${email}/token:${token}`)}` },
    });
    const { ticket } = (await answer.json()) as {
      readonly ticket: {
        readonly subject: string;
        readonly custom_fields: readonly { readonly id: number; readonly value: unknown }[];
      };
    };
    return {
      subject: ticket.subject,
      values: ticket.custom_fields.map(({ value }) => value),
    };
  };
  await desk.begin();
  await page.setViewportSize({ width: 1280, height: 720 });
  await desk.showView("All open");
  const grid = page.getByRole("grid");

  // A column, an order and a group of fields: found by typing, in a pane that is too narrow for all of them.
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  const list = page.getByRole("listbox", { name: /Columns, order and groups/ });
  for (const [name, keys] of [
    ["organisation", [" "]],
    ["contact reason", [" ", "g"]],
    ["refund amount", [" ", "s", "s"]],
  ] as const) {
    await expect(list).toBeFocused();
    await page.keyboard.press("/");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(list.getByRole("option")).toHaveCount(1);
    for (const key of keys) await page.keyboard.press(key);
  }
  await shot("layout");
  await page.keyboard.press("Escape");
  await expect(grid.getByRole("columnheader", { name: "Contact reason" })).toBeAttached();
  await expect(grid.getByRole("columnheader", { name: "Organisation" })).toBeAttached();
  await expect(grid.getByRole("columnheader", { name: "Refund amount" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(grid.getByRole("rowheader").first()).toContainText("Contact reason");
  await shot("columns");
  await page.keyboard.press("Control+ArrowRight");
  await expect.poll(() => grid.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
  await page.keyboard.press("Control+ArrowLeft");

  // A field and the subject of the ticket under the cursor.
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  const number = await desk.open();
  const header = page.locator("[data-conversation] header").first();
  await page.keyboard.press("Shift+I");
  await choose(page, "order");
  const box = page.getByRole("dialog").getByRole("textbox");
  await expect(box).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("N-4711");
  await page.keyboard.press("Enter");
  await expect(header).toContainText("N-4711");
  await page.keyboard.press("Shift+I");
  await choose(page, "refund amount");
  await expect(box).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("a lot");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("takes a number");
  await shot("refused");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("99.50");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+I");
  await choose(page, "gift");
  await choose(page, "yes");
  await page.keyboard.press("Shift+E");
  await expect(box).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Renamed by key");
  await page.keyboard.press("Enter");
  await expect(header.getByRole("heading")).toHaveText("Renamed by key");
  await shot("header");
  await expect.poll(async () => (await remote(number)).subject).toBe("Renamed by key");
  await expect
    .poll(async () => (await remote(number)).values)
    .toEqual(expect.arrayContaining(["N-4711", "99.50", true]));

  // The same field of several marked tickets at once, and back again with one key.
  await page.keyboard.press("Escape");
  await expect(grid).toBeFocused();
  await page.keyboard.press("j");
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("Shift+J");
  const ids = await grid
    .locator("[data-marked]")
    .evaluateAll((lines) =>
      lines.map((line) => line.getAttribute("data-ticket")?.split(":")[1] ?? ""),
    );
  expect(ids.length).toBeGreaterThan(1);
  const before = await Promise.all(ids.map(remote));
  await page.keyboard.press("Shift+I");
  await choose(page, "order");
  await expect(page.getByRole("dialog")).toContainText(`${ids.length} tickets`);
  await page.keyboard.type("LOT-9");
  await page.keyboard.press("Enter");
  const valuesNow = async () => (await Promise.all(ids.map(remote))).map(({ values }) => values);
  for (const id of ids) await expect.poll(async () => (await remote(id)).values).toContain("LOT-9");
  await page.keyboard.press("z");
  await expect.poll(valuesNow).toEqual(before.map(({ values }) => values));
  await page.keyboard.press("Escape");

  // The condition is completed by key, in the value too.
  await page.keyboard.press("/");
  await page.keyboard.type("cf.order");
  await page.keyboard.press("Tab");
  await page.keyboard.type("N-47*");
  await expect(grid.locator("[data-ticket]")).toHaveCount(1);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("org.con");
  await page.keyboard.press("Tab");
  await page.keyboard.type("care");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("searchbox", { name: "Search this view" })).toHaveValue(
    /org\.contract:care_plus_business /,
  );
  await shot("condition");
  await page.keyboard.press("Escape");
});
