// Deterministic simulation of the journal, the outbox and the sender.
//   npm run sim -- --seeds 2000 [--from 0]   many seeds
//   npm run sim -- --seeds 100 --cache       the real cache on an IndexedDB in memory
//   npm run sim -- --cursors 1000            histories of streams: the cache equals what the agent may see
//   npm run sim -- --seed 17                 one seed, with everything that happened
//   npm run sim -- --seed 17 --shrink        only the part of it that breaks the invariant
//   npm run sim -- --self-test               every planted bug must be found
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { Batch, BatchResult, Finding } from "#test/sim/batch.ts";
import { FLAWS, isFlaw } from "#test/support/sim/flaws.ts";
import type { Flaw } from "#test/support/sim/flaws.ts";
import { runCursorHistory } from "#test/support/sim/cursor-history.ts";
import { shrink } from "#test/sim/shrink.ts";
import { FAULT_KINDS, isFaultKind } from "#test/support/sim/script.ts";
import type { LeftOut } from "#test/support/sim/script.ts";
import { runSeed } from "#test/support/sim/run-seed.ts";

const WORKERS = 2;
const SELF_TEST_SEEDS = 2_000;
const SHOWN_FINDINGS = 10;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "0" },
    seed: { type: "string" },
    flaw: { type: "string" },
    cache: { type: "boolean", default: false },
    cursors: { type: "string" },
    shrink: { type: "boolean", default: false },
    "without-events": { type: "string", default: "" },
    "without-faults": { type: "string", default: "" },
    "self-test": { type: "boolean", default: false },
  },
});

const say = (line: string): void => console.log(line);

function chooseFlaw(text: string | undefined): Flaw | null {
  if (text === undefined) return null;
  if (isFlaw(text)) return text;
  throw new Error(`there is no planted bug "${text}"; choose one of ${FLAWS.join(", ")}`);
}

function chooseNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} must be a whole number, not "${text}"`);
}

const runInWorker = (batch: Batch): Promise<BatchResult> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./batch-worker.ts", import.meta.url), { workerData: batch });
    worker.once("message", (result: BatchResult) => resolve(result));
    worker.once("error", reject);
  });

async function runMany(from: number, to: number, flaw: Flaw | null): Promise<BatchResult> {
  const parts = await Promise.all(
    Array.from({ length: WORKERS }, (_, index) =>
      runInWorker({
        from: from + index,
        to,
        step: WORKERS,
        flaw,
        realCache: values.cache,
        untilFound: flaw !== null,
      }),
    ),
  );
  const sum = (pick: (part: BatchResult) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  return {
    seeds: sum((part) => part.seeds),
    crashes: sum((part) => part.crashes),
    ops: sum((part) => part.ops),
    applied: sum((part) => part.applied),
    findings: parts.flatMap((part) => part.findings).toSorted((a, b) => a.seed - b.seed),
  };
}

function show(findings: readonly Finding[], flaw: Flaw | null): void {
  for (const finding of findings.slice(0, SHOWN_FINDINGS)) {
    const planted = `${flaw === null ? "" : ` --flaw ${flaw}`}${values.cache ? " --cache" : ""}`;
    say(`seed ${finding.seed}: ${finding.violations.join("; ")}`);
    say(`  replay: npm run sim -- --seed ${finding.seed}${planted}`);
  }
  if (findings.length > SHOWN_FINDINGS) say(`… and ${findings.length - SHOWN_FINDINGS} more`);
}

function chooseLeftOut(): LeftOut {
  const listed = (text: string): readonly string[] => (text === "" ? [] : text.split(","));
  const faults = listed(values["without-faults"]).map((kind) => {
    if (isFaultKind(kind)) return kind;
    throw new Error(`--without-faults knows ${FAULT_KINDS.join(", ")}, not "${kind}"`);
  });
  const events = listed(values["without-events"]).map((text) =>
    chooseNumber("without-events", text),
  );
  return { events: new Set(events), faults: new Set(faults) };
}

/** Prints the shortest script found that breaks the same invariant, and how to replay it. */
async function showShrunk(seed: number, flaw: Flaw | null): Promise<number> {
  const { leftOut, result } = await shrink(seed, flaw, values.cache);
  if (result.violations.length === 0) return 0;
  say(`seed ${seed}, shortened to ${result.script.length} events:`);
  for (const event of result.script) {
    say(`${event.at.toFixed(0).padStart(9)}  ${event.index}: ${event.what}`);
  }
  const kept = FAULT_KINDS.filter((kind) => !leftOut.faults.has(kind));
  say(`  faults: ${kept.join(", ") || "none"}`);
  for (const violation of result.violations) say(`  ${violation}`);
  const flags = [
    `--seed ${seed}`,
    ...(flaw === null ? [] : [`--flaw ${flaw}`]),
    ...(values.cache ? ["--cache"] : []),
    ...(leftOut.events.size === 0 ? [] : [`--without-events ${[...leftOut.events].join(",")}`]),
    ...(leftOut.faults.size === 0 ? [] : [`--without-faults ${[...leftOut.faults].join(",")}`]),
  ];
  say(`  replay: npm run sim -- ${flags.join(" ")}`);
  return result.violations.length;
}

async function one(seed: number, flaw: Flaw | null): Promise<number> {
  const leftOut = chooseLeftOut();
  const result = await runSeed({ seed, flaw, trace: true, leftOut, realCache: values.cache });
  for (const line of result.log) say(line);
  for (const violation of result.violations) say(`VIOLATION ${violation}`);
  say(`figure: sim.seeds = 1 seeds`);
  say(`figure: sim.violations = ${result.violations.length} violations (goal <= 0)`);
  return result.violations.length;
}

async function many(from: number, to: number, flaw: Flaw | null): Promise<number> {
  const started = performance.now();
  const result = await runMany(from, to, flaw);
  const seconds = (performance.now() - started) / 1000;
  show(result.findings, flaw);
  const first = result.findings[0];
  if (first !== undefined) await showShrunk(first.seed, flaw);
  say(
    `${result.ops} outgoing changes written, ${result.applied} arrived, ${result.crashes} crashes, ` +
      `${seconds.toFixed(1)} s`,
  );
  const violations = result.findings.reduce((sum, finding) => sum + finding.violations.length, 0);
  say(`figure: sim.seeds = ${result.seeds} seeds`);
  say(`figure: sim.violations = ${violations} violations (goal <= 0)`);
  const goal = values.cache ? "" : " (goal >= 100)";
  say(`figure: sim.rate = ${(result.seeds / seconds).toFixed(0)} seeds/s${goal}`);
  return violations;
}

async function selfTest(): Promise<number> {
  let found = 0;
  for (const flaw of FLAWS) {
    const result = await runMany(0, SELF_TEST_SEEDS, flaw);
    const first = result.findings[0];
    if (first === undefined) say(`${flaw}: NOT found in ${SELF_TEST_SEEDS} seeds`);
    else {
      found += 1;
      say(`${flaw}: found by seed ${first.seed}: ${first.violations[0] ?? ""}`);
    }
  }
  say(`figure: sim.planted.found = ${found} bugs (goal >= ${FLAWS.length})`);
  return found === FLAWS.length ? 0 : 1;
}

async function cursors(from: number, count: number): Promise<number> {
  let found = 0;
  let tickets = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const history = await runCursorHistory(seed);
    tickets += history.tickets;
    found += history.violations.length;
    if (history.violations.length > 0) say(`history ${seed}: ${history.violations.join("; ")}`);
  }
  say(`${tickets} tickets`);
  say(`figure: sim.cursors = ${count} histories`);
  say(`figure: sim.cursors.violations = ${found} violations (goal <= 0)`);
  return found;
}

const flaw = chooseFlaw(values.flaw);
if (values.cursors !== undefined) {
  const from = chooseNumber("from", values.from);
  const found = await cursors(from, chooseNumber("cursors", values.cursors));
  process.exitCode = found === 0 ? 0 : 1;
} else if (values["self-test"]) process.exitCode = (await selfTest()) === 0 ? 0 : 1;
else if (values.seed !== undefined) {
  const seed = chooseNumber("seed", values.seed);
  const act = values.shrink ? showShrunk : one;
  process.exitCode = (await act(seed, flaw)) === 0 ? 0 : 1;
} else {
  const from = chooseNumber("from", values.from);
  const seeds = chooseNumber("seeds", values.seeds);
  process.exitCode = (await many(from, from + seeds, flaw)) === 0 ? 0 : 1;
}
