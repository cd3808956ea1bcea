import { useCallback, useSyncExternalStore } from "react";

type Ticker = {
  now: number;
  timer: ReturnType<typeof setInterval> | undefined;
  readonly on: Set<() => void>;
};
const tickers = new Map<number, Ticker>();

/** One timer for everybody who asks for the same period, so that clocks of a list move together. */
function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs);
  if (known !== undefined) return known;
  const made: Ticker = { now: Date.now(), timer: undefined, on: new Set() };
  tickers.set(everyMs, made);
  return made;
}

function follow(everyMs: number, listener: () => void): () => void {
  const ticker = tickerOf(everyMs);
  ticker.on.add(listener);
  ticker.timer ??= setInterval(() => {
    ticker.now = Date.now();
    for (const each of ticker.on) each();
  }, everyMs);
  if (ticker.on.size === 1) ticker.now = Date.now();
  return () => {
    ticker.on.delete(listener);
    if (ticker.on.size > 0) return;
    clearInterval(ticker.timer);
    ticker.timer = undefined;
  };
}

/**
 * The local time, ms epoch, kept current.
 *
 * @param everyMs How often it may be late.
 */
export function useNow(everyMs = 15_000): number {
  const subscribe = useCallback((listener: () => void) => follow(everyMs, listener), [everyMs]);
  return useSyncExternalStore(subscribe, () => tickerOf(everyMs).now);
}
