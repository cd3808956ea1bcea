import type { Clock, Random } from "#main/net/ports.ts";

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void };

/** Time that moves only when a test says so. Everything that became due runs in order of its time. */
export interface VirtualClock extends Clock {
  /** Moves both clocks; microtasks run dry after each sleeper that woke. */
  advance(ms: number): Promise<void>;
  /** The wall clock alone jumps, as when the machine slept or somebody set it. */
  jumpWall(ms: number): void;
  /** How many sleeps are under way. */
  sleeping(): number;
}

/** Lets promise callbacks that are due run; real input and output included. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param start Wall clock at the beginning, ms epoch. */
export function createVirtualClock(start = 1_700_000_000_000): VirtualClock {
  let steady = 0;
  let offset = start;
  let order = 0;
  const sleepers: Sleeper[] = [];
  return {
    now: () => steady + offset,
    monotonic: () => steady,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const end = (): void => {
          const at = sleepers.indexOf(sleeper);
          if (at !== -1) sleepers.splice(at, 1);
          signal?.removeEventListener("abort", end);
          resolve();
        };
        const sleeper: Sleeper = { at: steady + Math.max(0, ms), order: (order += 1), wake: end };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", end, { once: true });
        return undefined;
      }),
    advance: async (ms) => {
      const until = steady + ms;
      await settle();
      for (;;) {
        const [next] = sleepers.toSorted((a, b) => a.at - b.at || a.order - b.order);
        if (next === undefined || next.at > until) break;
        steady = Math.max(steady, next.at);
        next.wake();
        await settle();
      }
      steady = until;
      await settle();
    },
    jumpWall: (ms) => {
      offset += ms;
    },
    sleeping: () => sleepers.length,
  };
}

/** Randomness of a test: the same numbers again and again. */
export function fixedRandom(...values: readonly number[]): Random {
  let at = 0;
  return () => {
    const value = values[at % values.length] ?? 0.5;
    at += 1;
    return value;
  };
}
