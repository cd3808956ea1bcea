import { utilityProcess, type UtilityProcess } from "electron";
import { z } from "zod";
import type { Credentials } from "#contract/account.ts";
import type { DemoOptions } from "#main/app/command-line.ts";

/** What the demo's process says once it listens. */
const Listening = z.object({
  type: z.literal("listening"),
  baseUrl: z.url(),
  credentials: z.record(z.string(), z.object({ email: z.string(), token: z.string() })),
});
const Failed = z.object({ type: z.literal("failed"), message: z.string() });

/** A workspace that answers, and who may sign in. */
export type Workspace = {
  readonly baseUrl: string;
  readonly credentials: Credentials;
};

export interface DemoWorkspace {
  /**
   * Starts the process; resolves when it listens.
   *
   * @param port       Port of the last time, so that addresses kept elsewhere stay true; 0: any. Asked at each start.
   * @param onRestart  It listens again after it died, perhaps elsewhere.
   */
  start(port: () => number, onRestart: (workspace: Workspace) => void): Promise<Workspace>;
  stop(): Promise<void>;
  readonly processId: () => number | undefined;
}

export type DemoDeps = {
  /** The process's built file. */
  readonly file: string;
  readonly options: DemoOptions;
  /** Folder for the workspace's state. */
  readonly folder: string;
  readonly log: (what: string, detail: string) => void;
};

/** What the process is told; what is left out has its own default there. */
const toProcessOptions = ({ tickets, customers, seed, rate, faults }: DemoOptions) => ({
  ...(tickets === null ? {} : { tickets }),
  ...(customers === null ? {} : { customers }),
  ...(seed === null ? {} : { seed }),
  rate,
  faults,
});

const START_MS = 60_000;
const STOP_MS = 3_000;
const RESTART_MS = 1_000;
const LONGEST_RESTART_MS = 30_000;

/** Runs the embedded workspace in a process of its own and starts it again whenever it dies. */
export function createDemoWorkspace(deps: DemoDeps): DemoWorkspace {
  let child: UtilityProcess | null = null;
  let stopping = false;
  let deaths = 0;
  let retry: NodeJS.Timeout | undefined;
  let portOf = () => 0;
  let tell: (workspace: Workspace) => void = () => undefined;

  function spawn(port: number): Promise<Workspace> {
    const mine = utilityProcess.fork(deps.file, [], {
      serviceName: "Switchboard demo workspace",
      stdio: "pipe",
    });
    child = mine;
    mine.stdout?.resume();
    mine.stderr?.on("data", (data: Buffer) => deps.log("demo workspace", data.toString("utf8")));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        mine.kill();
        reject(new Error(`it did not listen within ${START_MS / 1000} s`));
      }, START_MS);
      mine.on("message", (message: unknown) => {
        const failed = Failed.safeParse(message);
        if (failed.success) reject(new Error(failed.data.message));
        const listening = Listening.safeParse(message);
        if (!listening.success) return;
        clearTimeout(timer);
        const own = listening.data.credentials[deps.options.role];
        if (own === undefined) {
          reject(new Error(`the workspace has no ${deps.options.role} to sign in as`));
          return;
        }
        resolve({
          baseUrl: listening.data.baseUrl,
          credentials: { kind: "api-token", email: own.email, token: own.token },
        });
      });
      mine.on("exit", (code) => {
        clearTimeout(timer);
        reject(new Error(`its process ended with code ${code}`));
        if (child === mine) {
          child = null;
          if (!stopping) revive(code);
        }
      });
      mine.postMessage({
        type: "start",
        options: { ...toProcessOptions(deps.options), data: deps.folder, port },
      });
    });
  }

  function revive(code: number): void {
    deaths += 1;
    deps.log("demo workspace", `ended with code ${code}`);
    const pause = Math.min(LONGEST_RESTART_MS, RESTART_MS * 2 ** (deaths - 1));
    retry = setTimeout(() => {
      void spawn(portOf()).then(
        (workspace) => {
          deaths = 0;
          tell(workspace);
        },
        (cause: unknown) => deps.log("demo workspace", String(cause)),
      );
    }, pause);
  }

  return {
    start(port, onRestart) {
      portOf = port;
      tell = onRestart;
      return spawn(port());
    },
    async stop() {
      stopping = true;
      clearTimeout(retry);
      const mine = child;
      if (mine === null) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          mine.kill();
          resolve();
        }, STOP_MS);
        mine.once("exit", () => {
          clearTimeout(timer);
          resolve();
        });
        mine.postMessage({ type: "stop" });
      });
    },
    processId: () => child?.pid,
  };
}
