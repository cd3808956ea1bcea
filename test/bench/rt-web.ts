import { mkdirSync } from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import type {} from "#renderer/bridge.ts";
import { dropProfile, makeProfile, startConsole, startPlain } from "#test/bench/app.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { note, percentile, printFigure } from "#test/bench/figures.ts";
import { openedByKey, watchConsole } from "#test/bench/rt-web-console.ts";
import { openedInBrowser, signInToWeb } from "#test/bench/rt-web-browser.ts";
import { credentialsOf, rtBase, rtServer } from "#test/rt/support/rt-desk.ts";

/** Tickets opened on each side, after the warm-up. */
const OPENS = Number(process.env["BENCH_RT_OPENS"] ?? 40);
const WARM_UP = 5;
const PORT = process.env["RT_PORT"] ?? "8893";
const WHO = "desk.agent";
const plainApp = path.join(import.meta.dirname, "plain-app");

/** Why there is no Request Tracker here; null: it runs and is filled. */
function startServer(): string | null {
  try {
    rtServer("install");
    rtServer("start", "--port", PORT);
    rtServer("seed", "--tickets", "500", "--customers", "150");
    rtServer("reset");
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Adds the Request Tracker account, waits for all of it, and leaves it the only one. @returns its id. */
async function takeAccount(page: Page): Promise<string> {
  const { password } = credentialsOf(WHO);
  const added = await page.evaluate((input) => window.bridge?.call("accounts.add", input), {
    kind: "rt",
    baseUrl: rtBase(),
    credentials: { kind: "password", user: WHO, password },
  } as const);
  if (added?.ok !== true) throw new Error(`no account: ${JSON.stringify(added)}`);
  const { accountId } = added.value;
  const isWhole = (): Promise<boolean> =>
    page.evaluate(async (id) => {
      const told = await window.bridge?.call("sync.status", {});
      const mine = told?.ok === true ? told.value.find((one) => one.accountId === id) : undefined;
      return mine?.progress.complete === true;
    }, accountId);
  while (!(await isWhole())) await page.waitForTimeout(500);
  await page.evaluate(
    (id) => window.bridge?.call("accounts.remove", { accountId: id, discardUnsent: true }),
    "demo",
  );
  return accountId;
}

/** Opens ticket after ticket by key. @returns Time of each by the ticket's number, in order. */
async function measureConsole(): Promise<ReadonlyMap<string, number>> {
  const demo = await startDemo(["--tickets", "5", "--customers", "5", "--rate", "0"]);
  const profile = await makeProfile();
  const console_ = await startConsole(profile, demo, "agent");
  try {
    const { page } = console_;
    await page.waitForFunction(() => window.bridge !== undefined);
    await takeAccount(page);
    await page.reload();
    await page.locator('[role="grid"]').waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.locator('[role="grid"][aria-label^="All open"][aria-busy="false"]').waitFor();
    await page.locator('[role="grid"]').focus();
    await page.waitForTimeout(3_000);
    await watchConsole(page);
    const times = new Map<string, number>();
    for (let n = 0; n < OPENS + WARM_UP; n += 1) {
      const { ticket, ms } = await openedByKey(page);
      times.set(ticket, ms);
    }
    return times;
  } finally {
    await console_.close();
    await demo.stop();
    await dropProfile(profile);
  }
}

/** Clicks the same tickets in a list of Request Tracker's own pages. */
async function measureWeb(tickets: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const profile = await makeProfile();
  mkdirSync(profile, { recursive: true });
  let app: ElectronApplication | null = null;
  try {
    app = await startPlain(plainApp, [`${rtBase()}/`, `--profile=${profile}`]);
    const page = await app.firstWindow();
    await signInToWeb(page, rtBase(), WHO, credentialsOf(WHO).password, tickets);
    const times = new Map<string, number>();
    for (const ticket of tickets) times.set(ticket, await openedInBrowser(page, ticket));
    return times;
  } finally {
    await app?.close();
    await dropProfile(profile);
  }
}

/**
 * `npm run bench -- rt-web`: from a key or a click to the ticket's text on screen, in Switchboard and in Request Tracker's
 * own web interface: the same tickets, the same server, machine and browser engine, one after the other.
 */
export async function benchRtWeb(): Promise<void> {
  const obstacle = startServer();
  if (obstacle !== null) {
    note(`Skipped: rt-web needs Request Tracker, which can't be had here: ${obstacle}`);
    process.exitCode = 10;
    return;
  }
  try {
    const own = await measureConsole();
    const tickets = [...own.keys()];
    const web = await measureWeb(tickets);
    const counted = tickets.slice(WARM_UP);
    const of = (times: ReadonlyMap<string, number>): readonly number[] =>
      counted.map((ticket) => times.get(ticket) ?? Number.NaN);
    note(
      `rt-web: ${counted.length} tickets opened by Enter in Switchboard and by a click in Request Tracker's pages`,
    );
    for (const [name, share] of [
      ["p50", 0.5],
      ["p95", 0.95],
    ] as const) {
      const [theirs, ours] = [percentile(of(web), share), percentile(of(own), share)];
      printFigure({ name: `rtweb.web.open.${name}`, value: theirs, unit: "ms" });
      printFigure({ name: `rtweb.switchboard.open.${name}`, value: ours, unit: "ms" });
      printFigure({
        name: `rtweb.open.${name}.ratio`,
        value: theirs / ours,
        unit: "x, Request Tracker's pages / Switchboard",
        goal: { relation: ">=", value: 10 },
      });
    }
  } finally {
    rtServer("stop");
  }
}
