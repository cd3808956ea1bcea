import type { NetFaults } from "#test/support/sim/model-net.ts";
import { isFaultKind } from "#test/support/sim/script.ts";
import type { FaultKind, LeftOut } from "#test/support/sim/script.ts";

type Chance = (probability: number) => boolean;

/** 0 where this kind of fault is left out. */
export const unless = ({ faults }: LeftOut, kind: FaultKind, chance: number): number =>
  faults.has(kind) ? 0 : chance;

/** What the network of one account does now and then: not all of it in every history. */
export function chooseFaults(chance: Chance, leftOut: LeftOut): NetFaults {
  const some = (probability: number): number => (chance(0.7) ? probability : 0);
  const chosen = {
    notSent: some(0.05),
    requestLost: some(0.1),
    late: some(0.2),
    answerLost: some(0.15),
    twice: some(0.05),
    serverError: some(0.05),
    throttled: some(0.05),
    signedOut: some(0.02),
    refused: some(0.03),
    stale: some(0.2),
    readFails: some(0.1),
    html: some(0.03),
    truncated: some(0.03),
    locked: some(0.03),
  };
  const entries = Object.entries(chosen).map(([kind, probability]) => [
    kind,
    isFaultKind(kind) && leftOut.faults.has(kind) ? 0 : probability,
  ]);
  return Object.fromEntries(entries) as NetFaults;
}
