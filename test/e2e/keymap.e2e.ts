import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

test("a broken keymap is refused with its lines and changes nothing; a good one acts at once and survives a restart", async ({
  start,
  server,
}) => {
  const first = await start();
  let desk = new Desk(first.page);
  let { page } = first;
  await desk.begin();
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const load = (name: string, ...lines: readonly string[]) =>
    page.locator("input[type=file]").setInputFiles({
      name,
      mimeType: "text/plain",
      buffer: Buffer.from(["switchboard-keymap 1", ...lines].join("\n")),
    });
  await press("g", "e");
  await expect(page.getByRole("listbox", { name: "Commands" })).toBeFocused();

  await load(
    "broken.txt",
    "queue.up = @queue.down",
    "queue.down = @queue.up",
    "queue.sideways = x",
    "ticket.solve = Alt+e",
  );
  const refusal = page.getByRole("alert");
  await expect(refusal).toContainText("broken.txt was not taken over. Your keys are as they were.");
  await expect(refusal).toContainText(/Line 2: .*circle/);
  await expect(refusal).toContainText(/Line 4: There is no command/);
  await expect(refusal).toContainText(/Line 5: .*Alt\+e/);
  await load("prefix.txt", "ticket.solve = g");
  await expect(refusal).toContainText(/Line 2: G begins the keys of/);
  await load("long.txt", "# x\n".repeat(2_600_000));
  await expect(refusal).toContainText("longer than any keymap");
  const keymapNow = () =>
    page.evaluate(async () => {
      const answer = await window.bridge?.call("settings.get", {});
      return answer?.ok === true ? answer.value.keymap : null;
    });
  expect(await keymapNow()).toEqual({});

  await load("mine.txt", "ticket.solve = q e", "# mine");
  await expect(refusal).toHaveCount(0);
  expect(await keymapNow()).toEqual({ "ticket.solve": ["q e"] });
  await first.app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: "/dev/null" });
  });
  await press("Control+s");
  await expect(page.getByText("The keymap is saved to the file.")).toBeVisible();
  await first.quit();

  const second = await start();
  ({ page } = second);
  desk = new Desk(page);
  await press("g", "q");
  const number = await desk.openAt(0);
  await press("e");
  await press("q", "e");
  const solved = () =>
    server
      .ledger()
      .filter(({ via }) => via === "api")
      .map(({ ticketId, fields }) => [String(ticketId), fields["status"]]);
  await expect.poll(solved).toEqual([[number, "solved"]]);
});
