// A shift with the built console: what grows, and what gets slower.
//   npm run soak [-- --hours 0.33 --seed 1 --tickets 2000 --pace 1]
import { parseArgs } from "node:util";
import { note, percentile, printFigure } from "#test/bench/figures.ts";
import { lowest, type Sample, slopePerHour } from "#test/soak/slope.ts";
import { runSoak } from "#test/soak/soak.ts";

const WARM_UP_OPENS = 240;
const WARM_UP_REPLIES = 60;
const COURSE = 16;

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "0.33" },
    seed: { type: "string", default: "1" },
    tickets: { type: "string", default: "2000" },
    pace: { type: "string", default: "1" },
  },
});

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} must be a number above 0, not "${text}"`);
}

const hours = positive("hours", values.hours);
const result = await runSoak({
  hours,
  seed: positive("seed", values.seed),
  tickets: positive("tickets", values.tickets),
  pace: positive("pace", values.pace),
  warmUpOpens: WARM_UP_OPENS,
  warmUpReplies: WARM_UP_REPLIES,
  note,
});
const p95 = (samples: readonly number[]): number =>
  samples.length === 0 ? 0 : percentile(samples, 0.95);
const ends = (samples: readonly Sample[]): string =>
  `${samples[0]?.value.toFixed(1) ?? "?"} → ${samples.at(-1)?.value.toFixed(1) ?? "?"} MB`;

for (const [kind, samples] of result.memory) {
  const kept = lowest(samples, COURSE);
  const course = kept.map(({ value }) => value.toFixed(1)).join(" ");
  note(`${kind.padEnd(10)} ${ends(kept)}, ${slopePerHour(samples).toFixed(1)} MB/h (${course})`);
}
const { start, end } = result.listeners;
note(
  `listeners: page ${start.page} → ${end.page}, main ${start.main} → ${end.main}; nodes ${start.nodes} → ${end.nodes}; ` +
    `objects: page ${start.pageHeap.toFixed(1)} → ${end.pageHeap.toFixed(1)} MB, ` +
    `main ${start.mainHeap.toFixed(1)} → ${end.mainHeap.toFixed(1)} MB`,
);
note(`profile: ${ends(result.profile)}`);
note(
  `${result.replies} replies queued, ${result.delivered} arrived, ${result.asking} held up by a person, ${result.unsent} on their way; ` +
    [...result.troubles].map(([what, count]) => `${count} × ${what}`).join(", "),
);
printFigure({
  name: "soak.slope.mb_per_h",
  value: slopePerHour(result.memory.get("total") ?? []),
  unit: "MB/h",
  goal: { relation: "<=", value: 5 },
});
printFigure({
  name: "soak.profile.mb_per_h",
  value: slopePerHour(result.profile),
  unit: "MB/h",
});
printFigure({
  name: "soak.listeners.growth",
  value: end.page + end.main - start.page - start.main,
  unit: "listeners",
});
printFigure({ name: "soak.typing.start.p95", value: p95(result.typing.start), unit: "ms" });
printFigure({ name: "soak.typing.end.p95", value: p95(result.typing.end), unit: "ms" });
printFigure({
  name: "queued.p95",
  value: p95(result.queued),
  unit: "ms",
  goal: { relation: "<=", value: 30 },
});
process.exitCode = result.unsent === 0 ? 0 : 1;
