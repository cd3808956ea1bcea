/** Lets a fixed number in at once; the others wait in the order in which they came. */
export interface Gate {
  /** Runs `work` once there is room; skips it (null) when aborted before. */
  pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | null>;
}

export function createGate(places: number): Gate {
  let inside = 0;
  const queue: (() => void)[] = [];
  return {
    pass: async (work, signal) => {
      while (inside >= places && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const go = (): void => {
            signal.removeEventListener("abort", go);
            const at = queue.indexOf(go);
            if (at !== -1) queue.splice(at, 1);
            resolve();
          };
          queue.push(go);
          signal.addEventListener("abort", go, { once: true });
        });
      }
      if (signal.aborted) {
        queue[0]?.();
        return null;
      }
      inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
        queue[0]?.();
      }
    },
  };
}
