import type { Page } from "@playwright/test";

/** Between two tickets. On the other side two waits for a quiet network, half a second each, come before a click. */
const REST_MS = 1_000;

type Opened = { readonly ticket: string; readonly ms: number };
type Watch = { armOpening?: () => void; opened?: Opened | null };

/** Installs the stopwatch in the console's page: from the key to after the frame that shows the thread's text. */
export async function watchConsole(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown = (): string => {
      const thread = document.querySelector("[data-thread-of]");
      // As on the other side: a message's own words, laid out; its head alone does not count.
      const hasText = [
        ...(thread?.querySelectorAll<HTMLElement>("article[data-kind] > :not(header)") ?? []),
      ].some((one) => (one.textContent ?? "").trim() !== "" && one.getClientRects().length > 0);
      return hasText ? (thread?.getAttribute("data-thread-of") ?? "") : "";
    };
    const watch = globalThis as unknown as Watch;
    watch.armOpening = () => {
      const before = shown();
      let pressedAt: number | null = null;
      watch.opened = null;
      addEventListener("keydown", (event) => (pressedAt = event.timeStamp), {
        capture: true,
        once: true,
      });
      // Looks from now on: the console answers a key at once, before a listener that came later hears of it.
      const observer = new MutationObserver(() => {
        const ticket = shown();
        if (ticket === before || ticket === "") return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            watch.opened = { ticket, ms: performance.now() - (pressedAt ?? Number.NaN) };
          };
          port2.postMessage(null);
        });
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    };
  });
}

/** Goes one line down and opens the ticket there. @returns Its number on the server, and how long that took, ms. */
export async function openedByKey(page: Page): Promise<Opened> {
  await page.keyboard.press("Escape");
  await page.locator('[role="grid"]').focus();
  await page.keyboard.press("j");
  await page.waitForTimeout(REST_MS);
  await page.evaluate(() => (globalThis as unknown as Watch).armOpening?.());
  await page.keyboard.press("Enter");
  const handle = await page.waitForFunction(
    () => (globalThis as unknown as Watch).opened ?? null,
    undefined,
    { timeout: 20_000, polling: 5 },
  );
  const opened = await handle.jsonValue();
  if (opened === null) throw new Error("the stopwatch told nothing");
  return { ticket: opened.ticket.slice(opened.ticket.lastIndexOf(":") + 1), ms: opened.ms };
}
