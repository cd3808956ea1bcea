import type { CRASH_POINTS } from "#main/sync/crash-points.ts";
import type { Damage } from "#test/torture/damage.ts";
import type { Rng } from "#test/support/sim/rng.ts";

export type Point = (typeof CRASH_POINTS)[number];

/** What must happen for a point to be passed, beyond an agent at work. */
export type Preparation =
  | { readonly kind: "none" }
  /** Between two starts. */
  | { readonly kind: "damage"; readonly choices: readonly [Damage, ...Damage[]] }
  | { readonly kind: "journal grows" }
  | { readonly kind: "answers are lost" }
  | { readonly kind: "quit" };

const NEW_CACHE: Preparation = {
  kind: "damage",
  choices: ["the cache is of another epoch", "the whole cache is gone"],
};
const PREPARATIONS: Partial<Record<Point, Preparation>> = {
  "journal.cut": { kind: "damage", choices: ["journal ends in noise"] },
  "journal.compact": { kind: "journal grows" },
  "journal.compact-written": { kind: "journal grows" },
  "journal.compact-renamed": { kind: "journal grows" },
  "sender.found-journalled": { kind: "answers are lost" },
  "cache.giving-up": NEW_CACHE,
  "cache.given-up": NEW_CACHE,
  "cache.old-deleted": NEW_CACHE,
  "closing.accounts-closed": { kind: "quit" },
};
/** Passed many times in one session; all others once, or so seldom that only the first time is sure. */
const OFTEN: ReadonlySet<Point> = new Set<Point>([
  "journal.append",
  "journal.written",
  "journal.synced",
  "call.answering",
  "sender.looked",
  "sender.pinned",
  "sender.before-attempt",
  "sender.attempt-journalled",
  "sender.answered",
  "sender.done-journalled",
  "cache.committing",
  "cache.committed",
]);

export const preparationOf = (point: Point): Preparation => PREPARATIONS[point] ?? { kind: "none" };

/** Deals the points in an order of chance, one that was not passed again and again until it was. */
export class Points {
  readonly #rng: Rng;
  readonly #all: readonly Point[];
  readonly #missed = new Map<Point, number>();
  readonly passed = new Set<Point>();
  #left: Point[] = [];

  constructor(rng: Rng, all: readonly Point[]) {
    this.#rng = rng;
    this.#all = all;
  }

  /** @returns The point and at which of its passings to end. */
  next(): { readonly point: Point; readonly times: number } {
    if (this.#left.length === 0) {
      const open = this.#all.filter((point) => !this.passed.has(point));
      this.#left = [...(open.length > 0 ? open : this.#all)];
    }
    const at = this.#rng.int(0, this.#left.length - 1);
    const point = this.#left[at] ?? "journal.append";
    this.#left.splice(at, 1);
    const isFirst = (this.#missed.get(point) ?? 0) > 0 || !OFTEN.has(point);
    return { point, times: isFirst ? 1 : this.#rng.int(1, 4) };
  }

  reached(point: Point): void {
    this.passed.add(point);
  }
  notReached(point: Point): void {
    this.#missed.set(point, (this.#missed.get(point) ?? 0) + 1);
  }
  /** Points at which nothing has ended yet. */
  missing(): readonly Point[] {
    return this.#all.filter((point) => !this.passed.has(point));
  }
}
