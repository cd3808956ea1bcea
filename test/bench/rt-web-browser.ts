import type { Page } from "@playwright/test";

/**
 * Signs in to Request Tracker's pages and shows a list of these tickets.
 *
 * Its ticket page brings the history by a request of its own: the stopwatch, which runs on every page from its first
 * script on, waits for the first message's text and the frame after it.
 */
export async function signInToWeb(
  page: Page,
  base: string,
  user: string,
  password: string,
  tickets: readonly string[],
): Promise<void> {
  await page.addInitScript(() => {
    const KEY = "bench.clickedAt";
    addEventListener(
      "click",
      (event) => sessionStorage.setItem(KEY, String(performance.timeOrigin + event.timeStamp)),
      { capture: true },
    );
    if (!location.pathname.endsWith("/Ticket/Display.html")) return;
    const from = Number(sessionStorage.getItem(KEY));
    const isShown = (): boolean =>
      [
        ...document.querySelectorAll<HTMLElement>(
          ".history .transaction .message-stanza, .history .transaction .messagebody",
        ),
      ].some((one) => (one.textContent ?? "").trim() !== "" && one.getClientRects().length > 0);
    const observer = new MutationObserver(() => {
      if (!isShown()) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () =>
          Object.assign(globalThis, {
            shownAfter: performance.timeOrigin + performance.now() - from,
          });
        port2.postMessage(null);
      });
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(`${base}/`);
  await page.locator("input[name=user]").fill(user);
  await page.locator("input[name=pass]").fill(password);
  await page.locator("input[name=pass]").press("Enter");
  await page.locator("input[name=pass]").waitFor({ state: "detached" });
  await page.waitForLoadState("load");
  const query = new URLSearchParams({
    Query: tickets.map((id) => `id = ${id}`).join(" OR "),
    RowsPerPage: "100",
    OrderBy: "id",
    Order: "ASC",
  });
  await page.goto(`${base}/Search/Results.html?${query.toString()}`);
}

/** Clicks the ticket in the list, then goes back to the list. @returns How long its text took to be on screen, ms. */
export async function openedInBrowser(page: Page, ticket: string): Promise<number> {
  const link = page.locator(`a[href*="/Ticket/Display.html?id=${ticket}"]`).first();
  await link.waitFor();
  await link.click();
  const handle = await page.waitForFunction(
    () => (globalThis as unknown as { readonly shownAfter?: number }).shownAfter ?? null,
    undefined,
    { timeout: 60_000, polling: 5 },
  );
  const ms = (await handle.jsonValue()) ?? Number.NaN;
  await page.waitForLoadState("networkidle");
  await page.goBack();
  await page.waitForLoadState("networkidle");
  return ms;
}
