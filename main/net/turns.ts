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
 * everything goes at once. When it gets crowded each console keeps a pause between its calls: a usual one, the same for
 * all, times a factor that grows while answers tell that everybody together is too fast, and shrinks while too slow.
 * The factor forgets, so that errors of single consoles do not add up and the shares stay equal. Times are monotonic ms.
 */
export interface Turns {
  /** ms until our next turn; 0: now. */
  waitMs(now: number): number;
  /** ms usually kept between two of our turns; 0: none, it is not crowded. */
  pauseMs(): number;
  /** A call begins. */
  take(now: number): void;
  /** An answer told of the budget. @param crowd Consoles that seem to share it. */
  told(load: Load, crowd: number, now: number): void;
  /** The budget was used up: nothing before `retryAfterMs`, and then not all at the same moment. */
  refused(load: Load, retryAfterMs: number, crowd: number, now: number): void;
  /** Everybody comes back from an outage at this moment, with work that waited. */
  returned(load: Omit<Load, "used" | "elapsedMs">, crowd: number, now: number): void;
}

export type TurnsOptions = {
  readonly random: Random;
  /** Share of the budget that all together should use. */
  readonly aim: number;
  /** Usual pause between two calls of one console, ms. null: an equal share of the budget among the crowd. */
  readonly usualMs: number | null;
  /** How much of the factor's logarithm stays with each answer, and how much of a difference is added to it. */
  readonly keep: number;
  readonly gain: number;
};

/** Speed of everybody together, as a share of the budget, from which it is crowded or calm. */
const CROWDED = 0.8;
const CALM = 0.4;
/** The crowd is gone only after so long a calm: after an outage consoles come back one after the other. */
const CALM_MS = 150_000;
/** Below this share of the aim others are done: what is left goes faster by so many times the usual gain. */
const LEAVING = 0.9;
const FASTER = 3;
/** Turns of one console differ by so much of their interval, so that consoles do not meet again and again. */
const JITTER = 0.5;
const STEP = 1.2;
const MAX_FACTOR = 5;
const MAX_INTERVAL_MS = 300_000;
/** No console waits longer than so many times its share, whatever it was told. */
const MOST_SHARES = 1.25;
const MIN_PAUSE_MS = 5_000;
/** Fewer are not a crowd: then only refusals slow us. */
const FEW = 3;
/** A window this young tells nothing about the speed. */
const YOUNG = 0.2;
const ALONE = 0.2;

const clamp = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

export function createTurns({ random, aim, usualMs, keep, gain }: TurnsOptions): Turns {
  let crowded = false;
  /** Natural logarithm of the factor. */
  let slow = 0;
  let intervalMs = 0;
  let takenAt = 0;
  let jitter = 1;
  let nextAt = 0;
  let steeredAt = Number.NEGATIVE_INFINITY;
  let calmSince: number | null = null;

  const share = (limit: number, windowMs: number, crowd: number): number =>
    (Math.max(1, crowd) * windowMs) / (limit * aim);
  const usual = (limit: number, windowMs: number, crowd: number): number =>
    usualMs ?? share(limit, windowMs, crowd);

  function apply(limit: number, windowMs: number, crowd: number): void {
    const wanted = usual(limit, windowMs, crowd) * Math.exp(slow);
    const most = usualMs === null ? MOST_SHARES * share(limit, windowMs, crowd) : MAX_INTERVAL_MS;
    intervalMs = Math.min(most, Math.max(share(limit, windowMs, 1), wanted));
  }
  function begin(limit: number, windowMs: number, crowd: number): void {
    crowded = true;
    calmSince = null;
    slow = Math.log(share(limit, windowMs, crowd) / usual(limit, windowMs, crowd));
    apply(limit, windowMs, crowd);
  }
  /** @param speed Everybody's, as a share of the budget. */
  function steer(speed: number, { limit, windowMs }: Load, crowd: number, now: number): void {
    if (now - steeredAt < Math.max(MIN_PAUSE_MS, intervalMs * 0.5)) return;
    steeredAt = now;
    const excess = clamp(Math.log(Math.max(0.01, speed) / aim), STEP);
    slow = clamp(slow * keep + excess * (speed < aim * LEAVING ? FASTER * gain : gain), MAX_FACTOR);
    apply(limit, windowMs, crowd);
    nextAt = Math.max(now, takenAt + intervalMs * jitter);
  }
  const speedOf = ({ used, limit, elapsedMs, windowMs }: Load): number =>
    (used * windowMs) / (limit * Math.max(1000, elapsedMs));

  return {
    waitMs: (now) => (crowded ? Math.max(0, nextAt - now) : 0),
    pauseMs: () => (crowded ? intervalMs : 0),
    take: (now) => {
      takenAt = now;
      jitter = 1 + (random() - 0.5) * JITTER;
      nextAt = now + intervalMs * jitter;
    },
    told: (load, crowd, now) => {
      // A window that our own call began says that nobody else is about: in a crowd that hardly ever happens.
      const isAlone = load.used <= 1;
      if (!isAlone && load.elapsedMs < load.windowMs * YOUNG) return;
      const speed = isAlone ? ALONE : speedOf(load);
      if (!crowded) {
        if (speed > CROWDED && crowd >= FEW) begin(load.limit, load.windowMs, crowd);
        return;
      }
      if (speed >= CALM) calmSince = null;
      else calmSince ??= now;
      if (calmSince !== null && now - calmSince >= Math.max(CALM_MS, intervalMs)) {
        crowded = false;
        return;
      }
      steer(speed, load, crowd, now);
    },
    refused: (load, retryAfterMs, crowd, now) => {
      if (!crowded) begin(load.limit, load.windowMs, crowd);
      calmSince = null;
      steer(Math.max(1, speedOf(load)), load, crowd, now);
      const spreadMs = Math.min(intervalMs, load.windowMs);
      nextAt = Math.max(nextAt, now + retryAfterMs + random() * spreadMs);
    },
    returned: ({ limit, windowMs }, crowd, now) => {
      if (crowd < FEW) return;
      begin(limit, windowMs, crowd);
      if (usualMs === null) return;
      // Background work lets what waited go first.
      slow += Math.log(2);
      apply(limit, windowMs, crowd);
      nextAt = now + random() * intervalMs;
    },
  };
}
