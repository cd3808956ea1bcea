import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

type Remote = {
  readonly status: string;
  readonly priority: string | null;
  readonly assignee_id: number | null;
  readonly tags: readonly string[];
};

test("status, priority, assignee and tags of the line under the cursor, without opening it", async ({
  start,
  server,
}) => {
  test.setTimeout(120_000);
  const { page } = await start({ role: "supervisor" });
  const desk = new Desk(page);
  await desk.begin();
  await page.setViewportSize({ width: 1280, height: 720 });
  await desk.showView("All open");
  const grid = page.getByRole("grid");
  // Columns that a narrow pane leaves out come when they are asked for, so that each change is seen in the line.
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  const list = page.getByRole("listbox", { name: /Columns, order and groups/ });
  for (const name of ["assignee", "tags"]) {
    await expect(list).toBeFocused();
    await page.keyboard.press("/");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await page.keyboard.press(" ");
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  const id = (await page.locator("[data-cursor]").getAttribute("data-ticket")) ?? "";
  const line = grid.locator(`[data-ticket="${id}"]`);
  const cell = (column: string) => line.locator(`[data-column="${column}"]`);
  const remote = async (): Promise<Remote> => {
    const { email, token } = server.credentials.supervisor;
    const answer = await fetch(`${server.baseUrl()}/api/v2/tickets/${id.split(":")[1]}.json`, {
      headers: { authorization: `Basic ${btoa(`${email}/token:${token}`)}` },
    });
    return ((await answer.json()) as { readonly ticket: Remote }).ticket;
  };
  const pick = async (key: string, typed: string) => {
    await expect(grid).toBeFocused();
    await page.keyboard.press(key);
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
  };

  await pick("p", "low");
  await expect(cell("priority").getByRole("img", { name: "Low" })).toBeAttached();
  await pick("a", "nobody");
  await expect(cell("assignee")).toHaveText("Nobody");
  await page.keyboard.press("i");
  await expect(cell("assignee")).toHaveText("you");
  await page.keyboard.press("t");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("inline");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(cell("tags")).toContainText("inline");
  await pick("s", "pending");
  await expect(cell("status").getByRole("img", { name: "Pending" })).toBeAttached();
  await expect(page.locator("[data-conversation]")).toHaveCount(0);
  await expect.poll(remote).toMatchObject({
    status: "pending",
    priority: "low",
    assignee_id: server.credentials.supervisor.userId,
    tags: expect.arrayContaining(["inline"]) as unknown,
  });
});
