import { dropProfile, makeProfile, startConsole, untilSynced } from "#test/bench/app.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { note, percentile, printFigure } from "#test/bench/figures.ts";
import { installStopwatch, timeEffect } from "#test/bench/stopwatch.ts";

const TICKETS = Number(process.env["BENCH_TICKETS"] ?? 50_000);
const MOVES = 300;
const OPENS = 200;

function printKey(
  name: string,
  samples: readonly number[],
  goals: readonly [number, number],
): void {
  printFigure({
    name: `keys.${name}.p95`,
    value: percentile(samples, 0.95),
    unit: "ms",
    goal: { relation: "<=", value: goals[0] },
  });
  printFigure({
    name: `keys.${name}.p99`,
    value: percentile(samples, 0.99),
    unit: "ms",
    goal: { relation: "<=", value: goals[1] },
  });
}

/** Key → paint in the queue of all open tickets, after a full first sync. */
export async function benchKeys(): Promise<void> {
  const demo = await startDemo([
    "--tickets",
    String(TICKETS),
    "--customers",
    String(Math.round(TICKETS * 0.3)),
    "--rate",
    "0",
    "--unlimited",
    "--lag",
    "0",
  ]);
  const profile = await makeProfile();
  const console_ = await startConsole(profile, demo, "admin");
  const { page } = console_;
  try {
    await untilSynced(page);
    await page.locator('[role="grid"]').waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.locator('[role="grid"][aria-label^="All open"][aria-busy="false"]').waitFor();
    await page.locator('[role="grid"]').focus();
    await page.waitForTimeout(3_000);
    await installStopwatch(page);
    const moves: number[] = [];
    for (let n = 0; n < MOVES; n++)
      moves.push(
        await timeEffect(page, "cursor", () => page.keyboard.press(n % 7 === 6 ? "k" : "j")),
      );
    const opens: number[] = [];
    for (let n = 0; n < OPENS; n++) {
      await page.keyboard.press("j");
      await page.waitForTimeout(60);
      opens.push(await timeEffect(page, "conversation", () => page.keyboard.press("Enter")));
      await page.keyboard.press("Escape");
      await page.locator('[role="grid"]').focus();
    }
    note(`keys: ${MOVES} moves and ${OPENS} opens in a queue of ${TICKETS} tickets`);
    printKey("move", moves, [50, 100]);
    printKey("open", opens, [100, 150]);
    printFigure({ name: "keys.open.first", value: opens[0] ?? Number.NaN, unit: "ms" });
  } finally {
    await console_.close();
    await demo.stop();
    await dropProfile(profile);
  }
}
