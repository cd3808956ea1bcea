// Everybody comes back at once: real engines in virtual time against one demo workspace.
//   npm run herd [-- --desktops 200 --replies 10 --outage 30 --per-minute 700 --seed 1 --quiet]
import { parseArgs } from "node:util";
import { note, printFigure } from "#test/bench/figures.ts";
import { runHerd } from "#test/herd/herd.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    desktops: { type: "string", default: "200" },
    replies: { type: "string", default: "10" },
    outage: { type: "string", default: "30" },
    "per-minute": { type: "string", default: "700" },
    quiet: { type: "boolean", default: false },
  },
});

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} must be a whole number, not "${text}"`);
}

const started = performance.now();
const result = await runHerd({
  seed: count("seed", values.seed),
  desktops: count("desktops", values.desktops),
  replies: count("replies", values.replies),
  outageMinutes: count("outage", values.outage),
  perMinute: count("per-minute", values["per-minute"]),
  ...(values.quiet ? {} : { onMinute: note }),
});
for (const line of [...result.unsent.slice(0, 10), ...result.defects.slice(0, 10)]) note(line);
note(
  `${result.delivered} replies arrived with ${result.requests} requests, ${result.rejectedUpdates} updates were refused ` +
    `for now; ${((performance.now() - started) / 1000).toFixed(0)} s of real time`,
);
printFigure({
  name: "herd.delivered.minutes",
  value: result.deliveredMinutes,
  unit: "min",
  goal: { relation: "<=", value: 25 },
});
printFigure({
  name: "herd.duplicates",
  value: result.duplicates,
  unit: "replies",
  goal: { relation: "<=", value: 0 },
});
printFigure({
  name: "herd.rejected.percent",
  value: result.rejectedPercent,
  unit: "%",
  goal: { relation: "<=", value: 2 },
});
printFigure({
  name: "herd.slowest.ratio",
  value: result.slowestRatio,
  unit: "x median",
  goal: { relation: "<=", value: 1.5 },
});
const isWhole =
  result.unsent.length === 0 && result.duplicates === 0 && result.defects.length === 0;
process.exitCode = isWhole ? 0 : 1;
