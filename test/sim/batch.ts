import type { Flaw } from "#test/support/sim/flaws.ts";
import { runSeed } from "#test/support/sim/run-seed.ts";

/** Seeds `from`, `from + step`, … below `to`, each with the same planted bug or none. */
export type Batch = {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly flaw: Flaw | null;
  /** The real cache instead of its model. */
  readonly realCache: boolean;
  /** End at the first violation. */
  readonly untilFound: boolean;
};

export type Finding = { readonly seed: number; readonly violations: readonly string[] };
export type BatchResult = {
  readonly seeds: number;
  readonly crashes: number;
  readonly ops: number;
  readonly applied: number;
  readonly findings: readonly Finding[];
};

export async function runBatch(batch: Batch): Promise<BatchResult> {
  const findings: Finding[] = [];
  let [seeds, crashes, ops, applied] = [0, 0, 0, 0];
  for (let seed = batch.from; seed < batch.to; seed += batch.step) {
    const result = await runSeed({
      seed,
      flaw: batch.flaw,
      trace: false,
      realCache: batch.realCache,
    }).catch((cause: unknown) => ({
      violations: [`the run itself failed: ${String(cause)}`],
      crashes: 0,
      ops: 0,
      applied: 0,
    }));
    seeds += 1;
    crashes += result.crashes;
    ops += result.ops;
    applied += result.applied;
    if (result.violations.length === 0) continue;
    findings.push({ seed, violations: result.violations });
    if (batch.untilFound) break;
  }
  return { seeds, crashes, ops, applied, findings };
}
