import type { Page } from "@playwright/test";

/**
 * What a key must change before the frame that is painted next counts as its answer. `cursor`: another line is the active
 * one. `conversation`: the pane names another ticket and shows entries of its thread. `list`: the list was told to be
 * outdated and is no longer. `palette`, `search`: the results shown are those of the text in the field. `marks`: the
 * list holds marked lines. `queued`: a line says that changes are queued.
 */
export type Effect =
  | "cursor"
  | "conversation"
  | "list"
  | "palette"
  | "search"
  | "marks"
  | "picker"
  | "queued";

type Watch = {
  readonly arm: (effect: Effect, by: "key" | "click") => void;
  ms: number | null;
};
type Globals = { stopwatch: Watch };

/** Installs the stopwatch: from the event's own time to after the frame that shows its effect. */
export async function installStopwatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const grid = () => document.querySelector('[role="grid"]');
    const thread = () => document.querySelector("[data-thread-of]");
    const field = () => document.querySelector<HTMLInputElement>('[role="dialog"] input');
    const results = () => document.querySelector('[role="dialog"] [role="listbox"][data-of]');
    /** Begins when armed; says whether the effect is there. */
    const begin: Record<string, () => () => boolean> = {
      cursor: () => {
        const before = grid()?.getAttribute("aria-activedescendant");
        return () => grid()?.getAttribute("aria-activedescendant") !== before;
      },
      conversation: () => {
        const before = thread()?.getAttribute("data-thread-of");
        return () => thread() !== null && thread()?.getAttribute("data-thread-of") !== before;
      },
      list: () => {
        let wasOutdated = false;
        return () => {
          const isOutdated = grid()?.getAttribute("aria-busy") === "true";
          wasOutdated ||= isOutdated;
          return wasOutdated && !isOutdated;
        };
      },
      palette: () => {
        const before = field()?.value;
        return () =>
          field()?.value !== before && results()?.getAttribute("data-of") === field()?.value;
      },
      marks: () => () => document.querySelector("[data-marked]") !== null,
      picker: () => () =>
        document.querySelector('[role="combobox"][aria-expanded="true"]') !== null,
      queued: () => () =>
        [...document.querySelectorAll('[role="status"]')].some((line) =>
          /Queued/.test(line.textContent ?? ""),
        ),
    };
    begin["search"] = begin["palette"] as () => () => boolean;
    const afterPaint = (done: () => void) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(null);
      });
    const stopwatch: Watch = {
      ms: null,
      arm: (effect, by) => {
        const isThere = begin[effect]?.();
        if (isThere === undefined) throw new Error(`no effect ${effect}`);
        stopwatch.ms = null;
        addEventListener(
          by === "key" ? "keydown" : "click",
          (event) => {
            const from = event.timeStamp;
            let done = false;
            const check = () => {
              if (done || !isThere()) return;
              done = true;
              observer.disconnect();
              afterPaint(() => {
                stopwatch.ms = performance.now() - from;
              });
            };
            const observer = new MutationObserver(check);
            observer.observe(document.body, {
              subtree: true,
              childList: true,
              attributes: true,
              characterData: true,
            });
            queueMicrotask(check);
          },
          { capture: true, once: true },
        );
      },
    };
    Object.assign(globalThis, { stopwatch });
  });
}

/** Arms, acts, and waits for the effect. @returns ms; throws when nothing shows within half a minute. */
export async function timeEffect(
  page: Page,
  effect: Effect,
  act: () => Promise<unknown>,
  by: "key" | "click" = "key",
): Promise<number> {
  await page.evaluate(
    ([what, how]) => (globalThis as unknown as Globals).stopwatch.arm(what, how),
    [effect, by] as const,
  );
  await act();
  // A function, not a string: the page's policy forbids evaluating one.
  const handle = await page.waitForFunction(
    () => (globalThis as unknown as Globals).stopwatch.ms,
    undefined,
    { timeout: 30_000, polling: 8 },
  );
  return (await handle.jsonValue()) ?? Number.NaN;
}

/** Notes every task of the page's main thread over 50 ms from now on. @returns Their lengths when called, ms. */
export async function watchLongTasks(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ type: "longtask" });
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { readonly longTasks: number[] }).longTasks);
}
