import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CDPSession, ElectronApplication, Page } from "@playwright/test";
import { processesOf } from "#test/support/built-console.ts";
import { ownMemoryMb } from "#test/support/process-tree.ts";

const run = promisify(execFile);
/** For the collections to end. */
const GC_MS = 400;

type Collect = (options: { readonly type: "major"; readonly flavor: "last-resort" }) => void;

/**
 * Collects garbage in main, the pages and their workers, and has their heaps give back what they do not use: what is left
 * is what they keep, however much work there was before. Needs `--js-flags=--expose-gc`.
 */
export async function collectGarbage(app: ElectronApplication): Promise<void> {
  // Later, so that it does not take the very promise that answers us.
  const collect = (): void =>
    void setTimeout(() => {
      (globalThis as { gc?: Collect }).gc?.({ type: "major", flavor: "last-resort" });
    }, 0);
  await app.evaluate(collect).catch(() => undefined);
  for (const page of app.windows()) {
    await page.evaluate(collect).catch(() => undefined);
    for (const worker of page.workers()) await worker.evaluate(collect).catch(() => undefined);
  }
  await new Promise((resolve) => setTimeout(resolve, GC_MS));
}

/** Memory of their own by kind of process, MB. */
export async function memoryByKind(app: ElectronApplication): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const { pid, kind } of await processesOf(app)) {
    sizes.set(kind, (sizes.get(kind) ?? 0) + (await ownMemoryMb(pid)));
  }
  return sizes;
}

export async function folderMb(folder: string): Promise<number> {
  const { stdout } = await run("du", ["-sk", folder]).catch(() => ({ stdout: "0" }));
  return Number.parseInt(stdout, 10) / 1024;
}

export type Listeners = {
  readonly page: number;
  readonly nodes: number;
  readonly main: number;
  /** JavaScript objects of the window and of main, MB. */
  readonly pageHeap: number;
  readonly mainHeap: number;
};

export async function countListeners(
  app: ElectronApplication,
  cdp: CDPSession,
): Promise<Listeners> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
  const main = await app.evaluate(({ app: electron, ipcMain, powerMonitor, webContents }) => {
    const all = [electron, ipcMain, powerMonitor, process, ...webContents.getAllWebContents()];
    let count = 0;
    for (const emitter of all as readonly NodeJS.EventEmitter[]) {
      for (const name of emitter.eventNames()) count += emitter.listenerCount(name);
    }
    return count;
  });
  const mainHeap = await app.evaluate(() => process.memoryUsage().heapUsed);
  return {
    page: metric("JSEventListeners"),
    nodes: metric("Nodes"),
    main,
    pageHeap: metric("JSHeapUsedSize") / 1048576,
    mainHeap: mainHeap / 1048576,
  };
}

/**
 * Watches keys on the page: each printable key until the frame that shows it was painted, and the sending key until the
 * composer is gone, which is when the console says "queued".
 */
export async function installWatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch = { typed: [] as number[], queued: [] as number[] };
    Object.assign(globalThis, { soakWatch: watch });
    const afterPaint = (done: () => void): void => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(null);
      });
    };
    const composer = (): Element | null =>
      document.querySelector("[data-pane=conversation] [role=textbox]");
    addEventListener(
      "keydown",
      (event) => {
        const from = event.timeStamp;
        if (event.ctrlKey && event.key === "Enter" && composer() !== null) {
          const observer = new MutationObserver(() => {
            if (composer() !== null) return;
            observer.disconnect();
            watch.queued.push(performance.now() - from);
          });
          observer.observe(document.body, { subtree: true, childList: true });
        } else if (event.key.length === 1 && composer()?.contains(document.activeElement)) {
          afterPaint(() => watch.typed.push(performance.now() - from));
        }
      },
      { capture: true },
    );
  });
}

/** Takes what was watched since the last time, ms. */
export const takeWatched = (
  page: Page,
): Promise<{ readonly typed: readonly number[]; readonly queued: readonly number[] }> =>
  page.evaluate(() => {
    const { soakWatch } = globalThis as unknown as {
      readonly soakWatch: { typed: number[]; queued: number[] };
    };
    const taken = { typed: soakWatch.typed, queued: soakWatch.queued };
    soakWatch.typed = [];
    soakWatch.queued = [];
    return taken;
  });
