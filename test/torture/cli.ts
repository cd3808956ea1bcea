// The built console under Xvfb, killed again and again at its worst moments, against the demo workspace with faults.
//   npm run torture [-- --minutes 10 --seed 1]
//   npm run torture -- --full-disk [--no-mount]   only the disk that fills up
import { parseArgs } from "node:util";
import { note, percentile, printFigure } from "#test/bench/figures.ts";
import { CRASH_POINTS } from "#main/sync/crash-points.ts";
import { type FullDiskResult, tortureFullDisk } from "#test/torture/full-disk.ts";
import { runTorture, type TortureResult } from "#test/torture/torture.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    quiet: { type: "boolean", default: false },
    /** Nothing is mounted, as where one may not. */
    "no-mount": { type: "boolean", default: false },
    /** Only the full disk. */
    "full-disk": { type: "boolean", default: false },
  },
});

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} must be a number, not "${text}"`);
}

const minutes = positive("minutes", values.minutes);
const seed = positive("seed", values.seed);
const say = values.quiet ? (): void => undefined : note;

if (values["full-disk"]) {
  const { words, lost } = await tortureFullDisk(seed, say, !values["no-mount"]);
  for (const line of lost.slice(0, 20)) note(`LOST ${line}`);
  note(words);
  printLost(lost.length);
  process.exitCode = lost.length === 0 ? 0 : 1;
} else {
  process.exitCode = (await torture()) ? 0 : 1;
}

function printLost(lost: number): void {
  const goal = { relation: "<=", value: 0 } as const;
  printFigure({ name: "torture.lost", value: lost, unit: "inputs", goal });
}

/** @returns Whether nothing was lost, doubled, or ended by itself. */
async function torture(): Promise<boolean> {
  note(`torture: ${minutes} minutes, seed ${seed}`);
  const result = await runTorture({
    minutes,
    seed,
    profile: null,
    tickets: 300,
    note: say,
    isThorough: true,
    points: CRASH_POINTS,
  });
  const full = minutes < 1 ? null : await tortureFullDisk(seed, say, !values["no-mount"]);
  tell(result, full);
  const lost = result.lost.length + result.revived.length + (full?.lost.length ?? 0);
  printFigure({ name: "torture.kills", value: result.kills, unit: "kills" });
  printLost(lost);
  printFigure({
    name: "torture.duplicates",
    value: result.duplicates.length,
    unit: "replies",
    goal: { relation: "<=", value: 0 },
  });
  printFigure({
    name: "torture.recovery.p95",
    value: result.restarts.length === 0 ? 0 : percentile(result.restarts, 0.95) / 1000,
    unit: "s",
    goal: { relation: "<=", value: 3 },
  });
  return lost === 0 && result.duplicates.length === 0 && result.unexpected.length === 0;
}

function tell(result: TortureResult, full: FullDiskResult | null): void {
  for (const line of [...result.lost, ...(full?.lost ?? [])].slice(0, 20)) note(`LOST ${line}`);
  for (const line of result.unexpected) note(`ENDED BY ITSELF ${line}`);
  for (const line of result.duplicates.slice(0, 20)) note(`TWICE ${line}`);
  for (const line of result.revived.slice(0, 20)) note(`SENT ALTHOUGH TAKEN BACK ${line}`);
  for (const [what, count] of [...result.killsBy].toSorted((a, b) => b[1] - a[1])) {
    note(`  killed ${what}: ${count}`);
  }
  note(
    `${result.acts} acts, ${result.acknowledged} acknowledged; ${result.arrived} arrived (${result.recovered} of them never ` +
      `acknowledged), ${result.asking} wait for a person`,
  );
  note(
    `${result.passed.length} of ${CRASH_POINTS.length} named points were reached` +
      (result.missing.length === 0 ? "" : `; not reached: ${result.missing.join(", ")}`),
  );
  if (full !== null) note(full.words);
  if (result.repairs.length === 0) return;
  const p95 = percentile(result.repairs, 0.95).toFixed(0);
  note(`after the kill of one process: usable again p95 ${p95} ms`);
}
