import type { Flaw } from "#test/support/sim/flaws.ts";
import { runSeed } from "#test/support/sim/run-seed.ts";
import type { SeedResult } from "#test/support/sim/run-seed.ts";
import { FAULT_KINDS, NOTHING_LEFT_OUT } from "#test/support/sim/script.ts";
import type { LeftOut } from "#test/support/sim/script.ts";

export type Shrunk = { readonly leftOut: LeftOut; readonly result: SeedResult };

/** Histories that are tried at most. */
const TRIES = 160;
const codesOf = (result: SeedResult): ReadonlySet<string> =>
  new Set(result.violations.map((line) => line.split(" ", 1)[0] ?? ""));

/**
 * Leaves out kinds of faults and events (what agents, customers, colleagues and the machine do) as long as the same
 * invariant still breaks: first kinds one by one, then events in halves, quarters, and so on.
 */
export async function shrink(seed: number, flaw: Flaw | null, cache: boolean): Promise<Shrunk> {
  const run = (leftOut: LeftOut): Promise<SeedResult> =>
    runSeed({ seed, flaw, trace: true, leftOut, realCache: cache });
  let leftOut: LeftOut = NOTHING_LEFT_OUT;
  let result = await run(leftOut);
  const wanted = [...codesOf(result)][0];
  let tries = 0;

  async function attempt(next: LeftOut): Promise<boolean> {
    if (wanted === undefined || tries >= TRIES) return false;
    tries += 1;
    const found = await run(next).catch(() => null);
    if (found === null || !codesOf(found).has(wanted)) return false;
    leftOut = next;
    result = found;
    return true;
  }

  for (const kind of FAULT_KINDS) {
    await attempt({ ...leftOut, faults: new Set([...leftOut.faults, kind]) });
  }
  let kept = result.script.map((event) => event.index);
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size > 1 ? Math.ceil(size / 2) : 0
  ) {
    for (let from = 0; from < kept.length;) {
      const part = kept.slice(from, from + size);
      const done = await attempt({ ...leftOut, events: new Set([...leftOut.events, ...part]) });
      if (done) kept = kept.filter((index) => !part.includes(index));
      else from += size;
    }
  }
  return { leftOut, result };
}
