import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { dropProfile, makeProfile, startConsole, untilSynced } from "#test/bench/app.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { note, percentile, printFigure } from "#test/bench/figures.ts";
import { benchPeers } from "#test/bench/peers/peers.ts";
import { benchMemory, benchStart } from "#test/bench/queue-start.ts";
import { installStopwatch, timeEffect, watchLongTasks } from "#test/bench/stopwatch.ts";

const MOVES = 200;
const OPENS = 40;
const TURNS = 8;
/** Changes a minute that arrive while keys are measured. */
const RATE = 1000;
const REST_MS = 150;
const WORDS = [
  "refund",
  "headphones missing",
  "invoice",
  "retrun",
  "+49 30 12",
  "is:solved parcel",
];
const PALETTE = ["assign to me", "settings", "refund", "view"];
const FILTERS = ["refund", "priority:high", "order"];
/** Keys after `g`; begun from all open tickets, so that each shows another view. */
const VIEWS = ["u", "g", "p", "d", "a"];
const BULK = 1000;
/** Times that many are changed: enough for a p95 that is not simply the slowest. */
const BULKS = 21;

type Samples = Map<string, number[]>;
const add = (samples: Samples, kind: string, ms: number): void => {
  const list = samples.get(kind);
  if (list === undefined) samples.set(kind, [ms]);
  else list.push(ms);
};

const focusGrid = (page: Page): Promise<void> => page.locator('[role="grid"]').focus();
const rested = '[role="grid"][aria-busy="false"]';

/** All open tickets, in the default order, nothing narrowed down. */
async function showAll(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.locator('[role="grid"]').waitFor();
  await focusGrid(page);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.locator(`[role="grid"][aria-label^="All open"]${rested.slice(13)}`).waitFor();
  await focusGrid(page);
}

async function moveAndOpen(page: Page, samples: Samples): Promise<void> {
  for (let n = 0; n < MOVES; n += 1) {
    const key = n % 7 === 6 ? "k" : "j";
    add(samples, "move", await timeEffect(page, "cursor", () => page.keyboard.press(key)));
  }
  for (let n = 0; n < OPENS; n += 1) {
    await page.keyboard.press("j");
    await page.waitForTimeout(REST_MS);
    add(
      samples,
      "open",
      await timeEffect(page, "conversation", () => page.keyboard.press("Enter")),
    );
    await page.keyboard.press("Escape");
    await focusGrid(page);
  }
}

/** A key for each letter that narrows the list down, and one for each that is taken back. */
async function filter(page: Page, samples: Samples): Promise<void> {
  for (const words of FILTERS) {
    await page.keyboard.press("/");
    await page.waitForTimeout(REST_MS);
    for (const letter of words) {
      add(samples, "filter", await timeEffect(page, "list", () => page.keyboard.press(letter)));
      await page.waitForTimeout(REST_MS / 2);
    }
    for (let n = 0; n < 3; n += 1) {
      add(
        samples,
        "filter",
        await timeEffect(page, "list", () => page.keyboard.press("Backspace")),
      );
      await page.waitForTimeout(REST_MS / 2);
    }
    await page.keyboard.press("Escape");
    await page.locator(rested).waitFor();
    await focusGrid(page);
  }
}

async function switchViews(page: Page, samples: Samples): Promise<void> {
  for (let n = 0; n < TURNS; n += 1) {
    for (const key of VIEWS) {
      await page.keyboard.press("g");
      add(samples, "view", await timeEffect(page, "list", () => page.keyboard.press(key)));
      await page.waitForTimeout(REST_MS);
    }
  }
}

async function palette(page: Page, samples: Samples): Promise<void> {
  for (const words of PALETTE) {
    await page.keyboard.press("Control+k");
    await page.locator('[role="dialog"] input').waitFor();
    for (const letter of words) {
      add(samples, "palette", await timeEffect(page, "palette", () => page.keyboard.press(letter)));
      await page.waitForTimeout(REST_MS / 2);
    }
    await page.keyboard.press("Escape");
    await page.locator('[role="dialog"]').waitFor({ state: "detached" });
  }
}

async function search(page: Page): Promise<readonly number[]> {
  const samples: number[] = [];
  for (const words of WORDS) {
    await page.keyboard.press("Control+Shift+f");
    await page.locator('[role="dialog"] input').fill("");
    for (const letter of words) {
      samples.push(await timeEffect(page, "search", () => page.keyboard.press(letter)));
      await page.waitForTimeout(REST_MS / 2);
    }
    await page.keyboard.press("Escape");
    await page.locator('[role="dialog"]').waitFor({ state: "detached" });
  }
  return samples;
}

/** Orders all rows by each column that can, in both directions, by the buttons of the head. */
async function sort(page: Page): Promise<readonly number[]> {
  const samples: number[] = [];
  const buttons = page.locator('[role="columnheader"] button');
  await buttons.first().waitFor();
  const count = await buttons.count();
  for (let n = 0; n < count * 4; n += 1) {
    const press = () =>
      buttons
        .nth(Math.floor(n / 2) % count)
        .evaluate((button: HTMLButtonElement) => button.click());
    samples.push(await timeEffect(page, "list", press, "click"));
    await page.waitForTimeout(REST_MS);
  }
  return samples;
}

/** A view of the agent's own that holds every ticket, solved ones too. */
async function showEvery(page: Page): Promise<void> {
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page
    .getByRole("textbox", { name: "Tickets for which this holds" })
    .fill("created>2000-01-01");
  await page.getByRole("textbox", { name: "Name" }).fill("Every ticket");
  await page.keyboard.press("Enter");
  await page.locator(`[role="grid"][aria-label^="Every ticket"]${rested.slice(13)}`).waitFor();
  await focusGrid(page);
}

const totalOf = (page: Page): Promise<number> =>
  page
    .locator('[role="grid"]')
    .getAttribute("aria-label")
    .then((label) => Number((label ?? "").split(", ").at(-1)?.replaceAll(/\D/gu, "")));

async function narrow(page: Page, query: string): Promise<number> {
  await page.keyboard.press("/");
  await page.waitForTimeout(REST_MS);
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(query);
  await page.waitForTimeout(REST_MS * 4);
  await page.keyboard.press("Enter");
  await page.locator(rested).waitFor();
  return totalOf(page);
}

/** Narrows the list down to about a thousand tickets. @returns How many. */
async function aThousand(page: Page): Promise<number> {
  let [few, many] = [0, 24 * 365];
  for (let n = 0; ; n += 1) {
    const hours = Math.round((few + many) / 2);
    const total = await narrow(page, `created<${hours}h`);
    if (Math.abs(total - BULK) <= BULK / 20 || n === 16) return total;
    if (total > BULK) many = hours;
    else few = hours;
  }
}

const unsent = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = await window.bridge?.call("outbox.list", {});
    const open = ["queued", "pinned", "sending", "needs-human"];
    return answer?.ok === true
      ? answer.value.filter(({ state }) => open.includes(state)).length
      : 0;
  });

/**
 * Marks about a thousand tickets and changes their status, again and again: from the key to painted marks, and from the
 * key to "queued". Each change is undone at once; the next begins when nearly nothing of it is on its way.
 */
async function bulk(page: Page): Promise<void> {
  const total = await aThousand(page);
  await focusGrid(page);
  const samples: number[] = [];
  const parts: string[] = [];
  for (let n = 0; n < BULKS; n += 1) {
    const mark = await timeEffect(page, "marks", () => page.keyboard.press("Control+a"));
    await page.waitForTimeout(REST_MS * 2);
    await timeEffect(page, "picker", () => page.keyboard.press("s"));
    await page.keyboard.type("on-hold");
    await page.waitForTimeout(REST_MS * 2);
    const queued = await timeEffect(page, "queued", () => page.keyboard.press("Enter"));
    samples.push(mark + queued);
    parts.push(`${Math.round(mark)} + ${Math.round(queued)}`);
    await focusGrid(page);
    await page.keyboard.press("z");
    await page.keyboard.press("Escape");
    await page.locator("[data-marked]").first().waitFor({ state: "detached" });
    await page.locator('[role="status"]', { hasText: "Queued" }).waitFor({ state: "detached" });
    while ((await unsent(page)) > BULK / 20) await page.waitForTimeout(REST_MS * 4);
  }
  note(`bulk: ${total} tickets; marks + queued: ${parts.join(", ")} ms`);
  printFigure({ name: "queue.bulk.first", value: samples[0] ?? Number.NaN, unit: "ms" });
  printP95("queue.bulk.p95", samples, "ms", 200);
}

/** Room for every column and its title: keys and memory are measured in the window as it first opens. */
async function widen(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows())
      if (window.webContents.getURL().includes("index.html"))
        window.setBounds({ x: 0, y: 0, width: 2200, height: 1000 });
  });
}

function printP95(name: string, samples: readonly number[], unit: string, goal?: number): void {
  printFigure({
    name,
    value: percentile(samples, 0.95),
    unit,
    ...(goal === undefined ? {} : { goal: { relation: "<=" as const, value: goal } }),
  });
}

function printKeys(samples: Samples): void {
  const all = [...samples.values()].flat();
  note(`keys: ${[...samples].map(([kind, list]) => `${list.length} ${kind}`).join(", ")}`);
  for (const [share, name, goal] of [
    [0.95, "queue.key.p95", 50],
    [0.99, "queue.key.p99", 100],
  ] as const) {
    printFigure({
      name,
      value: percentile(all, share),
      unit: "ms",
      goal: { relation: "<=", value: goal },
    });
  }
  for (const [kind, list] of samples) {
    printP95(`queue.key.${kind}.p95`, list, "ms", 50);
    printFigure({ name: `queue.key.${kind}.p99`, value: percentile(list, 0.99), unit: "ms" });
  }
}

/** Tickets that may have come since the last look: with changes arriving the index is never quite complete. */
const NEAR = 100;

/** Looks now and then, so that the looking takes little of the worker. */
const LOOK_MS = 4_000;

/** Looks into the search until the messages of all tickets are in its index. */
async function untilIndexed(page: Page): Promise<void> {
  for (;;) {
    await page.keyboard.press("Control+Shift+f");
    const field = page.locator('[role="dialog"] input');
    await field.fill("order");
    await page.locator('[role="dialog"] [role="listbox"][data-of="order"]').waitFor();
    const told = await page.locator('[role="dialog"] [role="status"]').allTextContents();
    await field.fill("");
    await page.keyboard.press("Escape");
    await page.locator('[role="dialog"]').waitFor({ state: "detached" });
    const [, done, all] = /Messages of ([\d,]+) of ([\d,]+) tickets/u.exec(told.join(" ")) ?? [];
    if (done === undefined || all === undefined) return;
    const missing = Number(all.replaceAll(",", "")) - Number(done.replaceAll(",", ""));
    if (missing < NEAR) return;
    await page.waitForTimeout(LOOK_MS);
  }
}

/** @returns Tasks of the page's main thread over 50 ms until the index is complete, ms. */
async function tasksUntilIndexed(page: Page): Promise<readonly number[]> {
  // Playwright's own script comes into the page with the first locator: a task that is not the page's.
  await page.locator('[role="grid"]').waitFor();
  const longTasks = await watchLongTasks(page);
  await untilIndexed(page);
  return longTasks();
}
const listed = (tasks: readonly number[]): string => tasks.map(Math.round).join(", ") || "none";

/**
 * The queue under load, by keys alone: cold start, index, keys, order, search, change of many, memory, and two peers.
 * `BENCH_PROFILE` names a folder that keeps profile and workspace for the next run.
 */
export async function benchQueue(tickets: number): Promise<void> {
  const kept = process.env["BENCH_PROFILE"];
  const profile = kept === undefined ? await makeProfile() : path.join(kept, "profile");
  const data =
    kept === undefined
      ? await mkdtemp(path.join(os.tmpdir(), "switchboard-bench-data-"))
      : path.join(kept, "workspace");
  const demoWith = (port: string, rate: number) =>
    startDemo(
      `--tickets ${tickets} --customers ${Math.round(tickets * 0.3)} --rate ${rate} --lag 0 --unlimited --port ${port}`
        .split(" ")
        .concat("--data", data),
    );
  let demo = await demoWith(process.env["BENCH_PORT"] ?? "0", 0);
  try {
    const first = await startConsole(profile, demo, "admin");
    await first.page.waitForTimeout(1_000);
    await untilSynced(first.page);
    note(
      `first sync of ${tickets} tickets: ${((performance.now() - first.startedAt) / 1000).toFixed(0)} s`,
    );
    // The rest of the index is built now; the starts below find it on the disk.
    const builtWith = await tasksUntilIndexed(first.page);
    note(`index built; tasks over 50 ms meanwhile: ${listed(builtWith)}`);
    await first.page.waitForTimeout(10_000);
    await first.close();

    await demo.stop();
    demo = await demoWith(new URL(demo.baseUrl).port, RATE);
    const { console_, plainMb } = await benchStart(profile, demo);
    const { page, app } = console_;
    try {
      const restartedAt = performance.now();
      const readWith = await tasksUntilIndexed(page);
      note(
        `index complete ${((performance.now() - restartedAt) / 1000).toFixed(0)} s after the list; tasks over 50 ms meanwhile: ${listed(readWith)}`,
      );
      printFigure({
        name: "queue.longtask.max",
        value: Math.max(0, ...builtWith, ...readWith),
        unit: "ms",
        goal: { relation: "<=", value: 50 },
      });
      await installStopwatch(page);
      await showAll(page);
      note(`all open: ${await totalOf(page)} tickets`);
      const samples: Samples = new Map();
      await moveAndOpen(page, samples);
      await filter(page, samples);
      await switchViews(page, samples);
      await palette(page, samples);
      printKeys(samples);
      await showAll(page);
      await benchMemory(console_, plainMb);
      await widen(app);
      const wide: Samples = new Map();
      await switchViews(page, wide);
      printP95("queue.wide.view.p95", wide.get("view") ?? [], "ms");
      await showAll(page);
      const sorted = await sort(page);
      printP95("queue.sort.p95", [...sorted, ...(samples.get("filter") ?? [])], "ms", 100);
      printP95("queue.sort.order.p95", sorted, "ms");
      await showEvery(page);
      note(`every ticket: ${await totalOf(page)}`);
      printP95("queue.sort.every.p95", await sort(page), "ms", 100);
      await showAll(page);
      printP95("queue.search.p95", await search(page), "ms", 100);
      await showAll(page);
      await bulk(page);
    } finally {
      await console_.close();
    }
    await benchPeers(demo, RATE);
  } finally {
    await demo.stop();
    if (kept === undefined) {
      await dropProfile(profile);
      await rm(data, { recursive: true, force: true });
    }
  }
}
