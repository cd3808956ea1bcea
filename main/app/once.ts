import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BrowserWindow } from "electron";
import type { AccountStatus } from "#contract/connection.ts";

/** How a run that ends by itself went. */
export type OnceOutcome =
  | { readonly ok: true; readonly rows: number; readonly seconds: number }
  | { readonly ok: false; readonly why: string };

const LOOK_MS = 200;

/**
 * Waits until every account's first sync is whole.
 *
 * @param limitMs  After it the run has failed, and says where it stood.
 */
export async function waitForFirstSync(
  statuses: () => readonly AccountStatus[],
  limitMs: number,
): Promise<OnceOutcome> {
  const started = performance.now();
  for (;;) {
    const now = statuses();
    const passed = performance.now() - started;
    if (now.length > 0 && now.every(({ progress }) => progress.complete)) {
      const rows = now.reduce((sum, { progress }) => sum + progress.rows, 0);
      return { ok: true, rows, seconds: passed / 1000 };
    }
    const stuck = now.find(({ state }) => state === "signed-out" || state === "blocked");
    if (stuck !== undefined) return { ok: false, why: describeStatus(stuck) };
    if (passed > limitMs) {
      const why = now.length === 0 ? "there is no account" : now.map(describeStatus).join("; ");
      return { ok: false, why: `not complete after ${Math.round(limitMs / 1000)} s: ${why}` };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const describeStatus = ({ accountId, state, detail, progress }: AccountStatus): string =>
  `${accountId} is ${state}${detail === null ? "" : ` (${detail})`}, ${progress.rows} rows`;

/** Less than the launcher's own limit of 5 minutes, so that the reason is still told. */
const LIMIT_MS = 280_000;
/** The page shows the last rows a moment after they were committed. */
const PAINT_MS = 1_500;

/**
 * One whole first sync, told in three lines, with a picture of the window.
 *
 * @returns Exit code.
 */
export async function runOnce(deps: {
  readonly statuses: () => readonly AccountStatus[];
  readonly window: () => BrowserWindow | null;
  /** Rows of the offline copy, by kind. */
  readonly kept: () => Promise<Readonly<Record<string, number>>>;
  readonly picture: string;
  readonly write: (line: string) => void;
}): Promise<number> {
  const outcome = await waitForFirstSync(deps.statuses, LIMIT_MS);
  if (outcome.ok) {
    deps.write(`rows synced: ${outcome.rows}`);
    deps.write(`seconds: ${outcome.seconds.toFixed(1)}`);
    const known = ["tickets", "customers"];
    const kept = Object.entries(await deps.kept()).filter(([kind]) => known.includes(kind));
    deps.write(`kept offline: ${kept.map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
  } else {
    deps.write(`first sync failed: ${outcome.why}`);
  }
  await new Promise((resolve) => setTimeout(resolve, PAINT_MS));
  const window = deps.window();
  if (window !== null) {
    const image = await window.webContents.capturePage();
    await mkdir(path.dirname(deps.picture), { recursive: true });
    await writeFile(deps.picture, image.toPNG());
    deps.write(`screenshot: ${deps.picture}`);
  }
  return outcome.ok ? 0 : 1;
}
