export type SlaTone = "calm" | "caution" | "critical";

/** Where the whole length of a promise is not known, its last hour counts as the last third. */
const UNKNOWN_THIRD_MS = 60 * 60_000;

/**
 * How pressing a running promise is: calm until one third is left, then caution, critical once it is broken.
 *
 * @param breachAt  ms epoch at which it is broken.
 * @param now       ms epoch, same clock.
 * @param startedAt ms epoch at which it began; null when it is not known.
 */
export function slaTone(breachAt: number, now: number, startedAt: number | null): SlaTone {
  const left = breachAt - now;
  if (left <= 0) return "critical";
  const third =
    startedAt === null || startedAt >= breachAt ? UNKNOWN_THIRD_MS : (breachAt - startedAt) / 3;
  return left <= third ? "caution" : "calm";
}
