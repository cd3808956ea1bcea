import type { Random } from "#main/net/ports.ts";

/**
 * Wait before the next try: doubles from `firstMs`, capped first, then jittered upward by up to a quarter, so that
 * many consoles spread and none collapses to zero.
 *
 * @param failures Failed tries so far in a row, from 1.
 * @returns        ms, between the capped value and 1.25 times it.
 */
export function backoffMs(
  failures: number,
  firstMs: number,
  capMs: number,
  random: Random,
): number {
  const grown = firstMs * 2 ** Math.min(30, Math.max(0, failures - 1));
  return jitterUp(Math.min(capMs, grown), random);
}

/** Lengthens a minimum wait by 0–25 %; never shortens it. Source: sync-pitfalls §5. */
export const jitterUp = (ms: number, random: Random): number =>
  Math.ceil(ms * (1 + random() * 0.25));

/**
 * Wait before trying to connect again. Short while only this machine seems to have stumbled; after a long outage
 * spread over two minutes, because everybody else comes back at the same moment.
 *
 * @param outageMs How long there has been no connection.
 * @returns        ms: up to 5 s in the first two minutes, up to 30 s in the first ten, then up to 120 s.
 */
export function reconnectMs(failures: number, outageMs: number, random: Random): number {
  const cap = outageMs < 120_000 ? 4_000 : outageMs < 600_000 ? 24_000 : 96_000;
  const grown = Math.min(cap, 500 * 2 ** Math.min(20, failures));
  const spread = outageMs < 600_000 ? grown * 0.25 : cap * 0.25;
  return Math.ceil(grown + random() * spread);
}
