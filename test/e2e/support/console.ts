import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type ElectronApplication, type Page, _electron, test as base } from "@playwright/test";
import { type DemoServer, createDemoServer } from "#main/demo/server.ts";
import type { DemoInput } from "#main/demo/options.ts";
import { findRuntime } from "#resources/build/runtime.mjs";
import { root } from "#resources/build/project.mjs";

export type Role = "agent" | "admin" | "supervisor";
export type StartOptions = {
  readonly role?: Role;
  /** Uses the workspace that the app brings along instead of the test's helpdesk. */
  readonly embedded?: true;
  /** More for the command line. */
  readonly args?: readonly string[];
};

/** The built console on a profile of its own, signed in to a helpdesk of this test. */
export class Console {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  /** Whether its process is gone. */
  ended = false;
  private readonly exit: Promise<void>;

  constructor(app: ElectronApplication, page: Page, profile: string) {
    this.app = app;
    this.page = page;
    this.profile = profile;
    this.exit = new Promise((resolve) => {
      app.process().once("exit", () => {
        this.ended = true;
        resolve();
      });
    });
  }

  /** Ends it as a person would. */
  async quit(): Promise<void> {
    await this.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await this.exit;
  }

  /** Ends every process of it at once, as a power cut of the program would. */
  async kill(): Promise<void> {
    const { pid } = this.app.process();
    if (pid !== undefined) for (const one of [...(await family(pid)), pid]) stop(one);
    await this.exit;
  }
}

/** Process ids of all descendants. */
async function family(pid: number): Promise<readonly number[]> {
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const children = text.split(" ").filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(family))).flat()];
}
function stop(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself
  }
}

/** Starts the console; resolves when its window shows the page. */
export async function startConsole(
  server: DemoServer,
  profile: string,
  { role = "agent", embedded, args = [] }: StartOptions = {},
): Promise<Console> {
  const runtime = findRuntime();
  if (runtime === null) throw new Error("no runtime: run `npm run build` or `npm start` once");
  const { email, token } = server.credentials[role];
  const app = await _electron.launch({
    executablePath: runtime.exe,
    args: [
      ...runtime.flags,
      `--user-data-dir=${profile}`,
      root,
      ...(embedded === true ? [`--demo-role=${role}`] : [`--demo-url=${server.baseUrl()}`]),
      ...args,
    ],
    env: { ...env(), SWITCHBOARD_DEMO_EMAIL: email, SWITCHBOARD_DEMO_TOKEN: token },
  });
  // The hidden cache host is a window too, and may come first.
  const isConsole = (page: Page) => page.url() === "app://switchboard/index.html";
  const page = app.windows().find(isConsole) ?? (await app.waitForEvent("window", isConsole));
  await page.waitForLoadState();
  // The virtual display has no window manager: whether a second start gets the keyboard there is a matter of luck.
  const session = await app.context().newCDPSession(page);
  await session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  return new Console(app, page, profile);
}

const env = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && entry[0] !== "ELECTRON_RUN_AS_NODE",
    ),
  );

type Fixtures = {
  /** Options of this file's or test's helpdesk. */
  readonly demo: DemoInput;
  readonly server: DemoServer;
  readonly profile: string;
  /** Starts a console on the test's profile and helpdesk; what still runs at the end is ended. */
  readonly start: (options?: StartOptions) => Promise<Console>;
};

export const test = base.extend<Fixtures>({
  demo: [{ tickets: 300, customers: 60, seed: 7 }, { option: true }],
  server: async ({ demo }, provide) => {
    const server = createDemoServer({ ...demo, ledger: true, faults: true, unlimited: true });
    await server.listen();
    await provide(server);
    await server.close();
  },
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  profile: async ({}, provide) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-e2e-"));
    await provide(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  start: async ({ server, profile }, provide, info) => {
    const running: Console[] = [];
    await provide(async (options) => {
      const console = await startConsole(server, profile, options);
      running.push(console);
      return console;
    });
    for (const one of running) {
      if (one.ended) continue;
      if (info.status !== info.expectedStatus && !one.page.isClosed()) {
        await one.page.screenshot({ path: info.outputPath("window.png") }).catch(() => undefined);
      }
      await one.kill();
    }
  },
});
export { expect } from "@playwright/test";
