import type { Page } from "@playwright/test";

/** What an agent's hand does on the page, by keys. Everything rejects when the page ends meanwhile. */
export class Hand {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The queue's rows are drawn. */
  async seesQueue(timeout: number): Promise<void> {
    await this.page.locator('[role="grid"] [data-ticket]').first().waitFor({ timeout });
  }
  /** Leaves the welcome of a first start. */
  async begin(): Promise<void> {
    const welcome = this.page.getByRole("button", { name: "Begin with the queue" });
    if (await welcome.isVisible()) await welcome.press("Enter");
  }
  /** Back to the list, out of whatever is open. */
  async toQueue(): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) await this.page.keyboard.press("Escape");
    await this.page.locator('[role="grid"]').focus();
  }
  /** Opens the ticket this many places below the cursor. */
  async openBelow(places: number): Promise<void> {
    await this.toQueue();
    for (let step = 0; step < places; step += 1) await this.page.keyboard.press("j");
    await this.page.keyboard.press("Enter");
    await this.page.locator("[data-thread-of]").first().waitFor({ timeout: 5_000 });
  }
  async write(mode: "reply" | "note", text: string): Promise<void> {
    await this.page.keyboard.press(mode === "reply" ? "r" : "n");
    await this.page
      .locator("[data-pane=conversation] [role=textbox]:focus")
      .waitFor({ timeout: 5_000 });
    await this.page.keyboard.type(text);
  }
  /** Sends what was written; resolves when the composer is closed: it is queued then. @returns ms from the key. */
  async send(): Promise<number> {
    const pressed = performance.now();
    await this.page.keyboard.press("Control+Enter");
    await this.page
      .locator("[data-pane=conversation] [role=textbox]")
      .waitFor({ state: "detached", timeout: 5_000 });
    return performance.now() - pressed;
  }
}
