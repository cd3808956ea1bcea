import { type Locator, type Page, expect } from "@playwright/test";
import type { AccountStatus } from "#contract/connection.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";

/** What an agent does at the console: by keys, as they would. */
export class Desk {
  readonly page: Page;
  readonly status: Locator;
  readonly conversation: Locator;

  constructor(page: Page) {
    this.page = page;
    this.status = page.getByRole("contentinfo", { name: "Connection and sync" });
    this.conversation = page.locator("[data-pane=conversation]");
  }

  /** Waits for the end of a first sync, after which the list stands still, and leaves the welcome. */
  async begin(): Promise<void> {
    await expect(this.status).toContainText("Online");
    await expect(this.page.locator("[role=row][data-ticket]").first()).toBeVisible();
    await expect
      .poll(async () => (await this.statuses()).every((one) => one.progress.complete))
      .toBe(true);
    const welcome = this.page.getByRole("button", { name: "Begin with the queue" });
    if (await welcome.isVisible()) await welcome.press("Enter");
    await this.page.keyboard.press("Home");
  }

  async showView(name: string): Promise<void> {
    await this.toQueue();
    await this.page.keyboard.press("v");
    const box = this.page.getByRole("combobox", { name: "Show a view" });
    await expect(box).toBeFocused();
    await box.pressSequentially(name);
    await box.press("Enter");
    const grid = this.page.getByRole("grid", { name: new RegExp(`^${name}`) });
    await expect(grid).toHaveAttribute("aria-busy", "false");
  }

  /** Opens the ticket under the cursor. @returns its number, as the agent reads it. */
  async open(): Promise<string> {
    const ticket = (await this.cursor().getAttribute("data-ticket")) ?? "";
    await this.page.keyboard.press("Enter");
    await expect(this.page.locator(`[data-conversation][data-ticket="${ticket}"]`)).toBeVisible();
    return (
      (await this.conversation
        .locator("header")
        .getByText(/^#\d+$/)
        .textContent()) ?? ""
    ).replace("#", "");
  }
  /** Goes back to the queue and opens the ticket at this place of the list. */
  async openAt(index: number): Promise<string> {
    await this.toQueue();
    await this.page.keyboard.press("End");
    await this.page.keyboard.press("Home");
    for (let place = 0; ; place += 1) {
      await expect(this.cursor()).toHaveAttribute("data-index", String(place));
      if (place === index) return this.open();
      await this.page.keyboard.press("j");
    }
  }
  /** Out of a text, out of the conversation, back to the list. */
  private async toQueue(): Promise<void> {
    const grid = this.page.getByRole("grid");
    await expect(async () => {
      const isThere = await grid.evaluate((element) => element.contains(document.activeElement));
      if (!isThere) await this.page.keyboard.press("Escape");
      await expect(grid).toBeFocused({ timeout: 250 });
    }).toPass();
  }
  private cursor(): Locator {
    return this.page.locator("[data-cursor]");
  }
  /** Finds a ticket by its number in the search box and opens it. */
  async find(number: string): Promise<void> {
    await this.toQueue();
    await this.page.keyboard.press("/");
    const search = this.page.getByRole("searchbox", { name: "Search this view" });
    await expect(search).toBeFocused();
    await search.fill(number);
    await expect(this.page.locator("[role=row][data-ticket]")).toHaveCount(1);
    await search.press("Enter");
    await this.page.keyboard.press("Enter");
    await expect(this.conversation).toContainText(`#${number}`);
  }
  composer(mode: "reply" | "note"): Locator {
    const name = mode === "reply" ? /^Reply to .*\(public\)$/ : /^Note/;
    return this.conversation.getByRole("textbox", { name });
  }
  /** Opens the composer and types, without sending. */
  async write(mode: "reply" | "note", text: string): Promise<void> {
    await this.page.keyboard.press(mode === "reply" ? "r" : "n");
    const box = this.composer(mode);
    await expect(box).toBeFocused();
    await this.page.keyboard.type(text);
    await expect(box).toContainText(text);
  }
  /** Sends what is in the composer; the composer closes when it is on the disk. */
  async send(keys = "Control+Enter"): Promise<void> {
    await this.page.keyboard.press(keys);
    await expect(this.conversation.getByRole("textbox")).toHaveCount(0);
  }
  async reply(text: string): Promise<void> {
    await this.write("reply", text);
    await this.send();
  }
  async note(text: string): Promise<void> {
    await this.write("note", text);
    await this.send();
  }

  /** Chooses in a menu that is opened by a key. */
  async choose(key: string, menu: string, words: string): Promise<void> {
    await this.page.keyboard.press(key);
    const box = this.page.getByRole("combobox", { name: menu });
    await expect(box).toBeFocused();
    await box.pressSequentially(words);
    await box.press("Enter");
    await expect(box).toHaveCount(0);
  }
  async tag(tag: string): Promise<void> {
    await this.page.keyboard.press("t");
    const box = this.page.getByRole("textbox", { name: "Add tags" });
    await expect(box).toBeFocused();
    await box.pressSequentially(tag);
    await box.press("Enter");
    await box.press("Enter");
    await expect(box).toHaveCount(0);
  }
  async newTicket(name: string, email: string, subject: string, text: string): Promise<void> {
    await this.page.keyboard.press("c");
    const form = this.page.getByRole("dialog", { name: "New ticket" });
    await form.getByRole("textbox", { name: "Customer's name" }).fill(name);
    await form.getByRole("textbox", { name: "E-mail address" }).fill(email);
    await form.getByRole("textbox", { name: "Subject" }).fill(subject);
    await form.getByRole("textbox", { name: "First message" }).fill(text);
    await this.page.keyboard.press("Control+Enter");
    await expect(form).toHaveCount(0);
  }

  /** The button in the status line that tells what has not been sent. */
  async expectUnsent(count: number): Promise<void> {
    const words = count === 0 ? "All sent" : `${count} unsent`;
    await expect(this.status.getByRole("button", { name: words })).toBeVisible({ timeout: 60_000 });
  }

  /** Everything has arrived; what has not is named with its reason. */
  async expectDelivered(timeout: number): Promise<void> {
    await expect
      .poll(
        async () =>
          (await this.outbox())
            .filter(({ state }) => state !== "done")
            .map(({ state, reason }) => [state, reason]),
        { timeout },
      )
      .toEqual([]);
    await this.expectUnsent(0);
  }

  /** Asks main, for what no screen tells in full. */
  async outbox(): Promise<readonly OutboxEntry[]> {
    const answer = await this.page.evaluate(() => window.bridge?.call("outbox.list", {}));
    return answer?.ok === true ? answer.value : [];
  }
  async statuses(): Promise<readonly AccountStatus[]> {
    const answer = await this.page.evaluate(() => window.bridge?.call("sync.status", {}));
    return answer?.ok === true ? answer.value : [];
  }
  /** "Look now": does not wait for the next turn of a pause. */
  async syncNow(): Promise<void> {
    for (const { accountId } of await this.statuses()) {
      await this.page.evaluate(
        (id) => window.bridge?.call("sync.now", { accountId: id }),
        accountId,
      );
    }
  }
}
