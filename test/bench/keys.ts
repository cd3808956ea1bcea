import type { Page } from "@playwright/test";
import { dropProfile, makeProfile, startConsole, untilSynced } from "#test/bench/app.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { note, percentile, printFigure } from "#test/bench/figures.ts";

const TICKETS = Number(process.env["BENCH_TICKETS"] ?? 50_000);
const MOVES = 300;
const OPENS = 200;

/** What a key must change before the frame that is painted next counts as its answer. */
type Effect = "cursor" | "conversation";

/**
 * Installs the stopwatch: from the event's own time to after the frame that shows the effect. `cursor`: the active
 * line differs. `conversation`: the pane names the opened ticket and shows at least one entry of its thread.
 */
async function installStopwatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const activeLine = () =>
      document.querySelector('[role="grid"]')?.getAttribute("aria-activedescendant") ?? "";
    const shown = () =>
      document.querySelector("[data-thread-of]")?.getAttribute("data-thread-of") ?? "";
    const look = { cursor: activeLine, conversation: shown };
    const afterPaint = (done: () => void) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(null);
      });
    Object.assign(globalThis, {
      armStopwatch: (effect: "cursor" | "conversation") => {
        const before = look[effect]();
        Object.assign(globalThis, { keyToPaint: null });
        addEventListener(
          "keydown",
          (event) => {
            const from = event.timeStamp;
            const check = () => {
              if (look[effect]() === before) return false;
              observer.disconnect();
              afterPaint(() => Object.assign(globalThis, { keyToPaint: performance.now() - from }));
              return true;
            };
            const observer = new MutationObserver(check);
            observer.observe(document.body, { subtree: true, childList: true, attributes: true });
            queueMicrotask(check);
          },
          { capture: true, once: true },
        );
      },
    });
  });
}

async function timeKey(page: Page, key: string, effect: Effect): Promise<number> {
  await page.evaluate((what) => {
    (globalThis as unknown as { armStopwatch: (effect: Effect) => void }).armStopwatch(what);
  }, effect);
  await page.keyboard.press(key);
  // A function, not a string: the page's policy forbids evaluating one.
  const handle = await page.waitForFunction(
    () => (globalThis as unknown as { readonly keyToPaint: number | null }).keyToPaint,
    undefined,
    { timeout: 10_000, polling: 5 },
  );
  return (await handle.jsonValue()) ?? Number.NaN;
}

function printKey(
  name: string,
  samples: readonly number[],
  goals: readonly [number, number],
): void {
  printFigure({
    name: `keys.${name}.p95`,
    value: percentile(samples, 0.95),
    unit: "ms",
    goal: { relation: "<=", value: goals[0] },
  });
  printFigure({
    name: `keys.${name}.p99`,
    value: percentile(samples, 0.99),
    unit: "ms",
    goal: { relation: "<=", value: goals[1] },
  });
}

/** Key → paint in the queue of all open tickets, after a full first sync. */
export async function benchKeys(): Promise<void> {
  const demo = await startDemo([
    "--tickets",
    String(TICKETS),
    "--customers",
    String(Math.round(TICKETS * 0.3)),
    "--rate",
    "0",
    "--unlimited",
    "--lag",
    "0",
  ]);
  const profile = await makeProfile();
  const console_ = await startConsole(profile, demo, "admin");
  const { page } = console_;
  try {
    await untilSynced(page);
    await page.locator('[role="grid"]').waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.locator('[role="grid"][aria-label^="All open"][aria-busy="false"]').waitFor();
    await page.locator('[role="grid"]').focus();
    await page.waitForTimeout(3_000);
    await installStopwatch(page);
    const moves: number[] = [];
    for (let n = 0; n < MOVES; n++)
      moves.push(await timeKey(page, n % 7 === 6 ? "k" : "j", "cursor"));
    const opens: number[] = [];
    for (let n = 0; n < OPENS; n++) {
      await page.keyboard.press("j");
      await page.waitForTimeout(60);
      opens.push(await timeKey(page, "Enter", "conversation"));
      await page.keyboard.press("Escape");
      await page.locator('[role="grid"]').focus();
    }
    note(`keys: ${MOVES} moves and ${OPENS} opens in a queue of ${TICKETS} tickets`);
    printKey("move", moves, [50, 100]);
    printKey("open", opens, [100, 150]);
    printFigure({ name: "keys.open.first", value: opens[0] ?? Number.NaN, unit: "ms" });
  } finally {
    await console_.close();
    await demo.stop();
    await dropProfile(profile);
  }
}
