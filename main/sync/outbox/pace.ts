/** How fast entries go, told from how they went of late. Times are monotonic ms. */
export interface Pace {
  /** An entry was delivered while others waited behind it. */
  delivered(now: number): void;
  /** Nothing is under way for a reason other than the helpdesk's speed: the next gap tells nothing. */
  rested(): void;
  /**
   * @param waiting  Entries that are still to go, from 0.
   * @param turnMs   Pause between two of our turns at a shared budget; 0: none is kept.
   * @param firstMs  Wait until the first may go.
   * @returns        ms until the last has gone.
   */
  leftMs(waiting: number, turnMs: number, firstMs: number): number;
}

/** A look and a write, three at once: what an undisturbed helpdesk takes. Replaced by what is measured. */
const USUAL_MS = 600;
/** Weight of the newest gap. */
const NEWEST = 0.3;

export function createPace(): Pace {
  let usualMs = USUAL_MS;
  let last: number | null = null;
  return {
    delivered: (now) => {
      if (last !== null) usualMs += NEWEST * (now - last - usualMs);
      last = now;
    },
    rested: () => {
      last = null;
    },
    leftMs: (waiting, turnMs, firstMs) =>
      waiting <= 0
        ? 0
        : firstMs + Math.max(0, waiting - (firstMs > 0 ? 1 : 0)) * Math.max(usualMs, turnMs),
  };
}
