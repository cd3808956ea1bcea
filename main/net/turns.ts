import type { Random } from "#main/net/ports.ts";

/** One budget as an answer told it. */
export type Load = {
  readonly limit: number;
  readonly windowMs: number;
  /** Calls of everybody in the window under way. */
  readonly used: number;
  /** ms since that window began. */
  readonly elapsedMs: number;
};

/**
 * Spreads the calls of many consoles that share one budget and cannot see each other. Alone, or while there is plenty,
 * everything goes at once. When it gets crowded each console begins with what seems its share of the budget and then
 * steers by what answers tell of everybody's speed: too fast together, all slow down by the same factor; too slow, all
 * add the same amount. So shares become equal, and nobody needs to know how many the others are. Times are monotonic ms.
 * Source: additive increase, multiplicative decrease (Chiu and Jain, 1989).
 */
export interface Turns {
  /** ms until our next turn; 0: now. */
  waitMs(now: number): number;
  /** A call begins. */
  take(now: number): void;
  /** An answer told of the budget. @param crowd Consoles that seem to share it. */
  told(load: Load, crowd: number, now: number): void;
  /** The budget was used up: nothing before `retryAfterMs`, and then not all at the same moment. */
  refused(load: Load, retryAfterMs: number, crowd: number, now: number): void;
  /** Everybody comes back from an outage at this moment, with work that waited. */
  returned(limit: number, windowMs: number, crowd: number): void;
}

/** Speed of everybody together that is aimed at, as a share of the budget. */
const CROWDED = 0.8;
const CALM = 0.4;
/** The crowd is gone only after so long a calm: after an outage consoles come back one after the other. */
const CALM_MS = 150_000;
/** How much of an excess one answer corrects: full steps would overshoot. */
const GAIN = 0.7;
const STEP = 2;
/** Team in which all together add just what is free; smaller teams speed up more slowly, larger ones faster. */
const TEAM = 200;
const MAX_INTERVAL_MS = 480_000;
const MIN_PAUSE_MS = 5_000;
/** Fewer are not a crowd: then only refusals slow us. */
const FEW = 3;
/** A window this young tells nothing about the speed. */
const YOUNG = 0.15;

/** @param aim Share of the budget that all together should use. */
export function createTurns(random: Random, aim: number): Turns {
  let crowded = false;
  let intervalMs = 0;
  let nextAt = 0;
  let steeredAt = Number.NEGATIVE_INFINITY;
  let calmSince: number | null = null;

  const share = (limit: number, windowMs: number, crowd: number): number =>
    (Math.max(1, crowd) * windowMs) / (limit * aim);
  const begin = (limit: number, windowMs: number, crowd: number, now: number): void => {
    if (crowded) return;
    crowded = true;
    calmSince = null;
    intervalMs = share(limit, windowMs, crowd);
    steeredAt = now;
  };
  /** @param speed Everybody's, as a share of the budget. */
  const steer = (speed: number, load: Load, now: number): void => {
    if (now - steeredAt < Math.max(MIN_PAUSE_MS, intervalMs * 0.5)) return;
    steeredAt = now;
    const { limit, windowMs } = load;
    const perWindow = windowMs / intervalMs;
    const next =
      speed > aim
        ? perWindow / Math.min(STEP, (speed / aim) ** GAIN)
        : perWindow + ((aim - speed) * limit) / TEAM;
    intervalMs = Math.min(MAX_INTERVAL_MS, Math.max(share(limit, windowMs, 1), windowMs / next));
  };
  const speedOf = ({ used, limit, elapsedMs, windowMs }: Load): number =>
    (used * windowMs) / (limit * Math.max(1000, elapsedMs));

  return {
    waitMs: (now) => (crowded ? Math.max(0, nextAt - now) : 0),
    take: (now) => {
      nextAt = now + intervalMs * (0.85 + random() * 0.3);
    },
    told: (load, crowd, now) => {
      if (load.elapsedMs < load.windowMs * YOUNG) return;
      const speed = speedOf(load);
      if (!crowded) {
        if (speed > CROWDED && crowd >= FEW) begin(load.limit, load.windowMs, crowd, now);
        return;
      }
      if (speed >= CALM) calmSince = null;
      else calmSince ??= now;
      if (calmSince !== null && now - calmSince >= Math.max(CALM_MS, intervalMs)) {
        crowded = false;
        return;
      }
      steer(speed, load, now);
    },
    refused: (load, retryAfterMs, crowd, now) => {
      begin(load.limit, load.windowMs, crowd, now);
      calmSince = null;
      steer(Math.max(1, speedOf(load)), load, now);
      nextAt = Math.max(
        nextAt,
        now + retryAfterMs + random() * Math.min(intervalMs, load.windowMs),
      );
    },
    returned: (limit, windowMs, crowd) => {
      if (crowd < FEW) return;
      crowded = true;
      calmSince = null;
      intervalMs = share(limit, windowMs, crowd);
    },
  };
}
