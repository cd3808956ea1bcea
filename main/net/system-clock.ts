import type { Clock, Random } from "#main/net/ports.ts";

/** Longest delay a Node timer takes; longer sleeps are cut into pieces. */
const MAX_TIMER_MS = 2_000_000_000;

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener("abort", done, { once: true });
    return undefined;
  });
}

/** The real time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    let left = ms;
    while (left > MAX_TIMER_MS && signal?.aborted !== true) {
      await pause(MAX_TIMER_MS, signal);
      left -= MAX_TIMER_MS;
    }
    await pause(left, signal);
  },
};

/** Randomness for jitter; nothing secret depends on it. */
export const systemRandom: Random = () => Math.random();
