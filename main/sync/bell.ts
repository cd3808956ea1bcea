import type { Clock } from "#main/net/ports.ts";

/** A wait that somebody else can end early. */
export interface Bell {
  /** Ends every wait under way. */
  ring(): void;
  /** Waits `ms`, or until the bell rings, or until `signal` aborts. Infinity waits for the bell alone. */
  wait(ms: number, signal: AbortSignal): Promise<"rung" | "time" | "stopped">;
}

export function createBell(clock: Clock): Bell {
  const waiting = new Set<() => void>();
  return {
    ring: () => {
      for (const end of waiting) end();
    },
    wait: async (ms, signal) => {
      if (signal.aborted) return "stopped";
      let isRung = false;
      const stop = new AbortController();
      const onAbort = (): void => stop.abort();
      const onRing = (): void => {
        isRung = true;
        stop.abort();
      };
      waiting.add(onRing);
      signal.addEventListener("abort", onAbort, { once: true });
      if (ms === Number.POSITIVE_INFINITY) await untilAborted(stop.signal);
      else await clock.sleep(ms, stop.signal);
      waiting.delete(onRing);
      signal.removeEventListener("abort", onAbort);
      return signal.aborted ? "stopped" : isRung ? "rung" : "time";
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
