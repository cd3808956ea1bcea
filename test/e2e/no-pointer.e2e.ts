import type { Page } from "@playwright/test";
import type { LedgerEntry } from "#main/demo/ledger.ts";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

/** Takes the pointer away: nothing on the page can be hit, and whatever arrives from one is counted and stopped. */
async function disablePointer(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { pointer-events: none !important; }");
    document.adoptedStyleSheets.push(sheet);
    const seen = { count: 0 };
    Object.assign(window, { pointerSeen: seen });
    for (const kind of [
      "pointerdown",
      "pointermove",
      "mousedown",
      "mousemove",
      "touchstart",
      "wheel",
    ])
      window.addEventListener(
        kind,
        (event) => {
          seen.count += 1;
          event.preventDefault();
          event.stopImmediatePropagation();
        },
        { capture: true, passive: false },
      );
  });
  return () => page.evaluate(() => (Reflect.get(window, "pointerSeen") as { count: number }).count);
}

/** Presses Tab until something named so has the keyboard. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const focused = () =>
    page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || !["BUTTON", "INPUT", "TEXTAREA", "A"].includes(active.tagName))
        return "";
      const labels = active.getAttribute("aria-labelledby")?.split(" ") ?? [];
      const said = labels.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
      return `${active.getAttribute("aria-label") ?? ""} ${said} ${active.closest("label")?.textContent ?? ""} ${active.textContent ?? ""}`;
    });
  for (let tries = 0; tries < 60; tries += 1) {
    if (name.test(await focused())) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${name}`);
}

async function myName(page: Page): Promise<string> {
  const answer = await page.evaluate(() => window.bridge?.call("accounts.list", {}));
  return answer?.ok === true ? (answer.value[0]?.agentName ?? "") : "";
}

const of = (ledger: readonly LedgerEntry[], number: string) =>
  ledger.filter((entry) => entry.via === "api" && String(entry.ticketId) === number);

test("a whole shift by keys alone: everything done reaches the helpdesk, the pointer is never needed", async ({
  start,
  server,
}) => {
  test.setTimeout(240_000);
  const first = await start();
  let { page } = first;
  let desk = new Desk(page);
  await desk.begin();
  let pointerUses = await disablePointer(page);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const heading = (name: string) => page.getByRole("heading", { level: 1, name });

  // Another view, a few rows down by a count, read, answer, note.
  await desk.showView("All open");
  const cursor = page.locator("[data-cursor]");
  await press("3", "j");
  await expect(cursor).toHaveAttribute("data-index", "3");
  const answered = await desk.open();
  await press("Tab", "PageDown", "PageUp");
  await desk.reply("Your refund is on its way.");
  await desk.note("Refund checked with billing.");
  await desk.choose("a", "Assign to", await myName(page));
  await desk.tag("by_keys");

  // A second one: kept in a tab, macro, status, priority; then back and forth.
  await press("Escape");
  const changed = await desk.openAt(6);
  await press("Shift+t");
  await expect(page.getByRole("navigation", { name: "Tickets kept at hand" })).toContainText(
    `#${changed}`,
  );
  await desk.choose("m", "Apply a macro", "Parcel found");
  await expect(desk.composer("reply")).toBeFocused();
  await desk.send();
  await expect(desk.conversation.locator("header").first()).toContainText("Solved");
  await desk.choose("s", "Status", "pending");
  await desk.choose("p", "Priority", "urgent");
  await press("h");
  await expect(desk.conversation).toContainText(`#${answered}`);
  await press("l");
  await expect(desk.conversation).toContainText(`#${changed}`);

  // Why does a row stand where it stands.
  await press("Escape");
  await press("w");
  const why = page.getByRole("dialog", { name: /^Why #\d+ stands here$/ });
  await expect(why.getByRole("table")).toContainText("Time left to answer");
  await press("Escape");
  await expect(why).toHaveCount(0);

  // A reply taken back before it leaves.
  await desk.openAt(9);
  await desk.reply("Never sent");
  await press("z");
  const stateOfReply = async () =>
    (await desk.outbox()).find(({ intent: { action } }) =>
      action.kind === "update-ticket" ? action.comment?.text === "Never sent" : false,
    )?.state;
  await expect.poll(stateOfReply).toBe("cancelled");
  await expect(desk.composer("reply")).toContainText("Never sent");
  await press("Escape", "Escape");

  // The best ticket nobody has, claimed.
  const claims = async () =>
    (await desk.outbox()).filter(
      ({ intent: { action } }) =>
        action.kind === "update-ticket" && Object.keys(action.edits).join() === "assigneeId",
    ).length;
  const before = await claims();
  await press("g", "n");
  await expect.poll(claims).toBe(before + 1);
  const claimed = (
    (await desk.conversation
      .locator("header")
      .getByText(/^#\d+$/)
      .textContent()) ?? ""
  ).replace("#", "");

  // Two tickets become one, with a word for the team.
  const into = await desk.openAt(14);
  const source = await desk.openAt(15);
  await press("Shift+M");
  const picker = page.getByRole("combobox", { name: `Merge #${source} into` });
  await expect(picker).toBeFocused();
  await page.keyboard.type(into);
  await expect(page.getByRole("dialog").getByRole("option").first()).toContainText(`#${into}`);
  await press("Enter");
  const merging = page.getByRole("dialog", { name: `Merge #${source} into #${into}?` });
  await expect(merging.getByRole("textbox", { name: /^Note for the team/ })).toBeFocused();
  await page.keyboard.type("One lamp, two letters");
  await press("Control+Enter");
  await expect(merging).toHaveCount(0);
  await expect(desk.conversation).toContainText(`#${into}`);

  // The palette: a command by a few letters, then a customer.
  await press("Control+k");
  const palette = page.getByRole("combobox", { name: "What do you want to do?" });
  await expect(palette).toBeFocused();
  await page.keyboard.type("next dens");
  await expect(page.getByRole("option", { selected: true })).toContainText("Next density");
  await press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-density", "comfortable");

  // Settings by Tab and arrows.
  await press("g", ",");
  await expect(heading("Settings")).toBeVisible();
  await tabTo(page, /Theme/);
  await press("Enter");
  await expect(page.getByRole("option", { name: "As the system" })).toBeFocused();
  await press("ArrowDown", "ArrowDown", "Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  // A key of one's own: recorded, in use at once.
  await press("Escape", "g", "e");
  await expect(heading("Keymap")).toBeVisible();
  await press("/");
  await page.keyboard.type("Solve");
  await press("Enter");
  await expect(page.getByRole("option", { selected: true })).toContainText("Solve");
  await press("r", "Control+Shift+e");
  await expect(page.getByRole("list", { name: "Keys" })).toContainText("Ctrl+Shift+E");

  // The supervisor's board and the outbox.
  await press("g", "s");
  await expect(heading("Supervisor board")).toBeVisible();
  await expect(page.getByRole("main").getByRole("option").first()).toBeVisible();
  await press("j", "o");
  await expect(desk.conversation).toBeVisible();
  await press("g", "o");
  await expect(heading("Outbox")).toBeVisible();
  await press("j", "k");
  await press("g", "q");

  // Solve with the recorded key; a new ticket; find it all again by number.
  await desk.find(answered);
  await press("Control+Shift+e");
  await desk.newTicket("Kay Board", "kay@example.com", "By keys", "She prefers keys");
  await expect
    .poll(
      async () =>
        (await desk.outbox())
          .filter(({ state }) => state !== "done" && state !== "cancelled")
          .map(({ state, reason, intent }) => [state, reason, intent.action]),
      { timeout: 60_000 },
    )
    .toEqual([]);
  await desk.expectUnsent(0);
  expect(await pointerUses()).toBe(0);

  const ledger = server.ledger();
  const told = of(ledger, answered);
  expect(told.map(({ public: isPublic, body }) => [isPublic, body]).slice(0, 2)).toEqual([
    [true, "Your refund is on its way."],
    [false, "Refund checked with billing."],
  ]);
  const fields = (number: string) =>
    Object.assign({}, ...of(ledger, number).map((entry) => entry.fields)) as Record<
      string,
      unknown
    >;
  expect(fields(answered)["status"]).toBe("solved");
  expect(JSON.stringify(fields(answered)["tags"])).toContain("by_keys");
  expect(of(ledger, changed).some((entry) => entry.public === true && entry.body !== null)).toBe(
    true,
  );
  expect(fields(changed)).toMatchObject({ status: "pending", priority: "urgent" });
  expect(ledger.filter(({ body }) => body?.includes("Never sent") === true)).toEqual([]);
  expect(fields(claimed)["assignee_id"]).toBeDefined();
  const closed = server.ledger(0).filter((entry) => entry.fields["status"] === "closed");
  expect(closed.map(({ ticketId }) => String(ticketId))).toEqual([source]);
  expect(of(ledger, into).map(({ body }) => body)).toContain("One lamp, two letters");
  expect(ledger.some((entry) => entry.creates && entry.body === "She prefers keys")).toBe(true);

  // The end of the shift, and the next morning: everything stands where it stood.
  await press("/", "Escape");
  await desk.find(changed);
  await press("Escape");
  await first.quit();
  const second = await start();
  ({ page } = second);
  desk = new Desk(page);
  pointerUses = await disablePointer(page);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("navigation", { name: "Tickets kept at hand" })).toContainText(
    `#${changed}`,
  );
  await expect(desk.conversation).toContainText(`#${changed}`);
  await expect(page.getByRole("searchbox", { name: "Search this view" })).toHaveValue(changed);
  await expect(page.getByRole("grid")).toBeFocused();
  expect(await pointerUses()).toBe(0);
});
