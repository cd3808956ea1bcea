/** Lets a few calls through at once; the rest wait in order. */
export interface Slots {
  /** Runs `work` when there is room; at once when the wait is aborted (the work sees the same signal). */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  const enter = (signal: AbortSignal): Promise<boolean> => {
    if (signal.aborted) return Promise.resolve(false);
    if (free > 0) {
      free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const admit = (): void => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(admit), 1);
        resolve(false);
      };
      waiting.push(admit);
      signal.addEventListener("abort", leave, { once: true });
    });
  };

  return {
    run: async (work, signal) => {
      const isIn = await enter(signal);
      try {
        return await work();
      } finally {
        if (isIn) {
          const next = waiting.shift();
          if (next === undefined) free += 1;
          else next();
        }
      }
    },
  };
}
