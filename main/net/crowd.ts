/**
 * How many consoles seem to share an account: what the account has used, divided by what we used ourselves. Answers tell
 * the first, we count the second. Older windows count less and less.
 */
export interface Crowd {
  /**
   * @param used  Calls of everybody in the window under way, as an answer told.
   * @param own   Ours among them.
   */
  told(used: number, own: number): void;
  /** Another window began. */
  nextWindow(): void;
  /** Consoles like this one, ourselves included: 1 = alone, or not known yet. */
  size(): number;
}

/** Below so many calls of our own a quotient says nothing. */
const ENOUGH = 2;
const FORGET = 0.9;

export function createCrowd(): Crowd {
  let before = { used: 0, own: 0 };
  let current = { used: 0, own: 0 };
  return {
    told: (used, own) => {
      current = { used: Math.max(current.used, used), own: Math.max(current.own, own) };
    },
    nextWindow: () => {
      if (current.own === 0) return; // nothing was told: an outage does not make a team smaller
      // Our last call did not see the rest of its window.
      const whole = (current.used * (current.own + 1)) / current.own;
      before = {
        used: before.used * FORGET + whole,
        own: before.own * FORGET + current.own,
      };
      current = { used: 0, own: 0 };
    },
    size: () => {
      const own = before.own + current.own;
      return own < ENOUGH ? 1 : Math.max(1, (before.used + current.used) / own);
    },
  };
}
