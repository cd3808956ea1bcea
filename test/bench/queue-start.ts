import path from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { dropProfile, makeProfile, startConsole, startPlain } from "#test/bench/app.ts";
import type { Console } from "#test/bench/app.ts";
import type { DemoServer } from "#test/bench/demo-server.ts";
import { note, percentile, printFigure } from "#test/bench/figures.ts";
import { descendants, memoryMb } from "#test/support/process-tree.ts";

const folder = path.join(import.meta.dirname, "plain-app");
const STARTS = 5;
const SETTLE_MS = 8_000;

/** Proportional set size of an app with every process it started, MB. */
export async function memoryOf(app: ElectronApplication): Promise<number> {
  const pid = app.process().pid ?? 0;
  const sizes = await Promise.all([pid, ...(await descendants(pid))].map(memoryMb));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Epoch ms of the first frame with such an element on the page. */
async function paintedAt(page: Page, selector: string): Promise<number> {
  for (;;) {
    try {
      return await page.evaluate(
        (wanted) =>
          new Promise<number>((resolve) => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
            const look = () => {
              if (document.querySelector(wanted) === null) requestAnimationFrame(look);
              else requestAnimationFrame(() => channel.port2.postMessage(null));
            };
            look();
          }),
        selector,
      );
    } catch (cause) {
      // The page that was asked gave way to the next one.
      if (!/context was destroyed|navigation/i.test(String(cause))) throw cause;
    }
  }
}

async function plainStart(): Promise<{ readonly ms: number; readonly memory: number }> {
  const profile = await makeProfile();
  const startedAt = Date.now();
  const app = await startPlain(folder, [`--profile=${profile}`]);
  try {
    const page = await app.firstWindow();
    const ms = (await paintedAt(page, "body")) - startedAt;
    await page.waitForTimeout(SETTLE_MS / 4);
    return { ms, memory: await memoryOf(app) };
  } finally {
    await app.close();
    await dropProfile(profile);
  }
}

const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/**
 * From the start of the process until rows of the kept queue are painted, against an empty window of the same runtime,
 * in turns; and the memory of both once they rest.
 *
 * @param profile Filled by a finished first sync.
 * @returns       The console of the last start, still running, and the memory of an empty window.
 */
export async function benchStart(
  profile: string,
  demo: DemoServer,
): Promise<{ readonly console_: Console; readonly plainMb: number }> {
  const plain: number[] = [];
  const plainMemory: number[] = [];
  const own: number[] = [];
  for (let n = 1; ; n += 1) {
    const empty = await plainStart();
    plain.push(empty.ms);
    plainMemory.push(empty.memory);
    const startedAt = Date.now();
    const console_ = await startConsole(profile, demo, "admin");
    own.push((await paintedAt(console_.page, '[role="grid"] [data-ticket]')) - startedAt);
    if (n < STARTS) {
      await console_.close();
      continue;
    }
    note(
      `cold start: kept queue after ${own.map(Math.round).join(", ")} ms; an empty window after ${plain.map(Math.round).join(", ")} ms`,
    );
    printFigure({
      name: "queue.start.ratio",
      value: median(own) / median(plain),
      unit: "x an empty window",
      goal: { relation: "<=", value: 2 },
    });
    printFigure({ name: "queue.start.ms", value: median(own), unit: "ms" });
    printFigure({ name: "queue.start.plain.ms", value: median(plain), unit: "ms" });
    return { console_, plainMb: median(plainMemory) };
  }
}

/** Memory of a console that rests with its queue on screen and its index built. */
export async function benchMemory({ app }: Console, plainMb: number): Promise<void> {
  const size = await memoryOf(app);
  printFigure({
    name: "queue.memory.ratio",
    value: size / plainMb,
    unit: "x an empty window",
    goal: { relation: "<=", value: 2.5 },
  });
  printFigure({ name: "queue.memory.mb", value: Math.round(size), unit: "MB PSS" });
  printFigure({ name: "queue.memory.plain.mb", value: Math.round(plainMb), unit: "MB PSS" });
}
