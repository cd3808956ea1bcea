import {
  accountStatus,
  dropProfile,
  makeProfile,
  memoryByProcess,
  startConsole,
} from "#test/bench/app.ts";
import type { Console } from "#test/bench/app.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import type { DemoServer } from "#test/bench/demo-server.ts";
import { note, printFigure } from "#test/bench/figures.ts";
import { measurePlainPuts } from "#test/bench/plain-puts.ts";

const TICKETS = Number(process.env["BENCH_TICKETS"] ?? 50_000);
const SHAPE = [
  "--tickets",
  String(TICKETS),
  "--customers",
  String(Math.round(TICKETS * 0.3)),
  "--rate",
  "0",
];

/** Waits until the first sync is complete, noting the peak memory of each process on the way. */
async function untilComplete(console_: Console): Promise<{
  readonly ms: number;
  readonly rows: number;
  readonly peaks: ReadonlyMap<string, number>;
}> {
  const peaks = new Map<string, number>();
  let nextLook = 0;
  for (;;) {
    const now = await accountStatus(console_.page);
    if (now?.progress.complete === true) {
      return { ms: performance.now() - console_.startedAt, rows: now.progress.rows, peaks };
    }
    if (performance.now() > nextLook) {
      for (const [name, size] of await memoryByProcess(console_.app)) {
        peaks.set(name, Math.max(peaks.get(name) ?? 0, size));
      }
      nextLook = performance.now() + 1_000;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function initialSync(demo: DemoServer): Promise<number> {
  const profile = await makeProfile();
  const console_ = await startConsole(profile, demo, "admin");
  try {
    const { ms, rows, peaks } = await untilComplete(console_);
    note(`first sync: ${rows} rows in ${(ms / 1000).toFixed(1)} s, process start to last commit`);
    printFigure({ name: "sync.rows", value: rows, unit: "rows" });
    printFigure({ name: "sync.rate", value: Math.round(rows / (ms / 1000)), unit: "rows/s" });
    for (const [name, size] of peaks) {
      printFigure({
        name: `sync.peak.${name.toLowerCase().replaceAll(/\W+/g, "-")}`,
        value: Math.round(size),
        unit: "MB",
      });
    }
    return ms;
  } finally {
    await console_.close();
    await dropProfile(profile);
  }
}

/** Seconds from the start of the process until the agent's own queue stands on screen, under the real rate limits. */
async function firstRows(): Promise<void> {
  const demo = await startDemo(SHAPE);
  const profile = await makeProfile();
  try {
    const console_ = await startConsole(profile, demo, "agent");
    await console_.page
      .locator('[role="grid"] [data-ticket]')
      .first()
      .waitFor({ timeout: 120_000 });
    const seconds = (performance.now() - console_.startedAt) / 1000;
    printFigure({
      name: "sync.first.rows.s",
      value: seconds,
      unit: "s",
      goal: { relation: "<=", value: 3 },
    });
    await console_.close();
  } finally {
    await demo.stop();
    await dropProfile(profile);
  }
}

/** A full first sync, from HTTP to committed rows, against plain row-by-row puts of the same records. */
export async function benchSync(): Promise<void> {
  await firstRows();
  const demo = await startDemo([...SHAPE, "--unlimited", "--lag", "0"]);
  try {
    const ms = await initialSync(demo);
    const plain = await measurePlainPuts(demo);
    note(
      `plain puts: ${plain.rows} records, ${(plain.oneByOneMs / 1000).toFixed(1)} s one by one (scaled from ${plain.sampled}), ${(plain.batchedMs / 1000).toFixed(1)} s in transactions of 1,000`,
    );
    printFigure({
      name: "sync.initial.50k",
      value: ms / plain.oneByOneMs,
      unit: "x",
      goal: { relation: "<=", value: 1.5 },
    });
    printFigure({
      name: "sync.initial.50k.batched",
      value: ms / plain.batchedMs,
      unit: "x of puts in transactions of 1,000",
    });
  } finally {
    await demo.stop();
  }
}
