import { type ElectronApplication, type Page, _electron } from "@playwright/test";
import type { CallInput, CallName, CallOutput } from "#contract/calls.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import { root } from "#resources/build/project.mjs";
import { findRuntime } from "#resources/build/runtime.mjs";
import { killTree } from "#test/support/process-tree.ts";

export type LaunchOptions = {
  readonly profile: string;
  readonly baseUrl: string;
  readonly email: string;
  readonly token: string;
  /** More for the environment and the command line. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
};

/** The built console as a process of its own, watched from outside. */
export type BuiltConsole = {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly pid: number;
  /** Resolves when the main process has ended, however. */
  readonly ended: Promise<void>;
  readonly isAlive: () => boolean;
  /** Ends all of its processes at once. */
  readonly kill: () => Promise<void>;
  /** Ends it as a person would. */
  readonly quit: () => Promise<void>;
};

const LAUNCH_MS = 30_000;

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && entry[0] !== "ELECTRON_RUN_AS_NODE",
    ),
  );

/** Starts the built console; resolves when its window is there. @throws When it ended or did not show one in time. */
export async function launchConsole(options: LaunchOptions): Promise<BuiltConsole> {
  const runtime = findRuntime();
  if (runtime === null) throw new Error("no runtime: run `npm run build` or `npm start` once");
  const app = await _electron.launch({
    executablePath: runtime.exe,
    args: [
      ...runtime.flags,
      root,
      `--user-data-dir=${options.profile}`,
      `--demo-url=${options.baseUrl}`,
      ...(options.args ?? []),
    ],
    env: {
      ...inherited(),
      SWITCHBOARD_DEMO_EMAIL: options.email,
      SWITCHBOARD_DEMO_TOKEN: options.token,
      ...options.env,
    },
    timeout: LAUNCH_MS,
  });
  const child = app.process();
  const pid = child.pid ?? 0;
  let alive = child.exitCode === null && child.signalCode === null;
  const ended = new Promise<void>((resolve) => {
    if (!alive) return resolve();
    child.once("exit", () => {
      alive = false;
      resolve();
    });
    return undefined;
  });
  const kill = async (): Promise<void> => {
    await killTree(pid);
    await ended;
  };
  try {
    const page = await Promise.race([
      uiWindow(app),
      ended.then(() => Promise.reject(new Error("the console ended before it showed a window"))),
    ]);
    return {
      app,
      page,
      pid,
      ended,
      isAlive: () => alive,
      kill,
      quit: async () => {
        await app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined);
        await ended;
      },
    };
  } catch (cause) {
    await kill();
    throw cause;
  }
}

const isUi = (page: Page): boolean => !page.isClosed() && page.url().endsWith("/index.html");

/** The console's window, now or when it opens: the hidden cache host is a window too. */
export async function uiWindow(app: ElectronApplication): Promise<Page> {
  for (;;) {
    const found = app.windows().find(isUi);
    if (found !== undefined) return found;
    await app.waitForEvent("window", { timeout: LAUNCH_MS });
  }
}

/** Asks main as the page does. Rejects when the page or the process ends before the answer. */
export function ask<K extends CallName>(
  page: Page,
  name: K,
  input: CallInput<K>,
): Promise<Result<CallOutput<K>, AppError>> {
  return page.evaluate(
    ([what, given]) => {
      if (window.bridge === undefined) throw new Error("this page has no bridge");
      return window.bridge.call(what as never, given as never);
    },
    [name, input] as const,
  ) as Promise<Result<CallOutput<K>, AppError>>;
}

export type ProcessKind = "main" | "window" | "cache host" | "gpu" | "other";
export type ProcessInfo = {
  readonly pid: number;
  readonly kind: ProcessKind;
  readonly name: string;
};

export async function processesOf(app: ElectronApplication): Promise<readonly ProcessInfo[]> {
  return app.evaluate(({ app: electron, webContents }) => {
    const pages = new Map(
      webContents.getAllWebContents().map((page) => [page.getOSProcessId(), page.getURL()]),
    );
    return electron.getAppMetrics().map(({ pid, type, name }) => {
      const url = pages.get(pid);
      const kind =
        type === "Browser"
          ? ("main" as const)
          : type === "GPU"
            ? ("gpu" as const)
            : url === undefined
              ? ("other" as const)
              : url.includes("host.html")
                ? ("cache host" as const)
                : ("window" as const);
      return { pid, kind, name: kind === "other" ? (name ?? type) : kind };
    });
  });
}
