import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { _electron } from "@playwright/test";
import type { ElectronApplication, Page } from "@playwright/test";
import type { AccountStatus } from "#contract/connection.ts";
import type {} from "#renderer/bridge.ts";
import type { DemoServer } from "#test/bench/demo-server.ts";

const root = path.resolve(import.meta.dirname, "../..");

function runtime(): { readonly executablePath: string; readonly flags: readonly string[] } {
  const executablePath = process.env["SWITCHBOARD_ELECTRON"];
  if (executablePath === undefined) throw new Error("run me through: npm run bench");
  const flags = (process.env["SWITCHBOARD_ELECTRON_FLAGS"] ?? "").split(" ").filter(Boolean);
  return { executablePath, flags };
}

export type Console = {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** ms from the start of the process to its first window of the UI. */
  readonly windowMs: number;
  readonly startedAt: number;
  readonly close: () => Promise<void>;
};

export const makeProfile = (): Promise<string> =>
  mkdtemp(path.join(os.tmpdir(), "switchboard-bench-"));
export const dropProfile = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true });

/** Starts the built console on `profile`, signed in to `demo` as `role`. */
export async function startConsole(
  profile: string,
  demo: DemoServer,
  role: "admin" | "agent",
): Promise<Console> {
  const { executablePath, flags } = runtime();
  const who = demo.credentials[role];
  if (who === undefined) throw new Error(`the demo workspace has no ${role}`);
  const startedAt = performance.now();
  const app = await _electron.launch({
    executablePath,
    args: [...flags, root, `--user-data-dir=${profile}`, `--demo-url=${demo.baseUrl}`],
    env: {
      ...(process.env as Record<string, string>),
      SWITCHBOARD_DEMO_EMAIL: who.email,
      SWITCHBOARD_DEMO_TOKEN: who.token,
    },
  });
  const page = await uiWindow(app);
  return {
    app,
    page,
    startedAt,
    windowMs: performance.now() - startedAt,
    close: async () => {
      await app.close();
    },
  };
}

/** How the first account is doing, as the main process says it. */
export async function accountStatus(page: Page): Promise<AccountStatus | null> {
  return page.evaluate(async () => {
    const result = await window.bridge?.call("sync.status", {});
    return result?.ok === true ? (result.value[0] ?? null) : null;
  });
}

/** Waits until the whole history is in the cache. (`waitForFunction` does not wait for what a predicate promises.) */
export async function untilSynced(page: Page): Promise<void> {
  while ((await accountStatus(page))?.progress.complete !== true) await page.waitForTimeout(500);
}

/** A bare Electron app at `folder` on the same runtime: the yardstick of a run. */
export async function startPlain(
  folder: string,
  args: readonly string[],
): Promise<ElectronApplication> {
  const { executablePath, flags } = runtime();
  return _electron.launch({
    executablePath,
    args: [...flags, folder, ...args],
    env: process.env as Record<string, string>,
  });
}

async function uiWindow(app: ElectronApplication): Promise<Page> {
  for (;;) {
    const found = app.windows().find((page) => page.url().includes("index.html"));
    if (found !== undefined) return found;
    await app.waitForEvent("window");
  }
}

/** Proportional set size of every process of the app, MB, by its kind. */
export async function memoryByProcess(
  app: ElectronApplication,
): Promise<ReadonlyMap<string, number>> {
  const processes = await app.evaluate(({ app: electron, webContents }) => {
    const pages = new Map(
      webContents.getAllWebContents().map((page) => [page.getOSProcessId(), page.getURL()]),
    );
    return electron.getAppMetrics().map((metric) => {
      const url = pages.get(metric.pid);
      const name =
        url === undefined
          ? (metric.name ?? metric.type)
          : url.includes("host.html")
            ? "cache host"
            : "window";
      return {
        pid: metric.pid,
        name: url === undefined && metric.type === "Browser" ? "main" : name,
      };
    });
  });
  const sizes = new Map<string, number>();
  for (const { pid, name } of processes) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    sizes.set(name, (sizes.get(name) ?? 0) + kilobytes / 1024);
  }
  return sizes;
}
