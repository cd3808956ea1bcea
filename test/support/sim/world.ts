import type { Clock } from "#main/sync/ports.ts";
import { createRng } from "#test/support/sim/rng.ts";
import type { Rng } from "#test/support/sim/rng.ts";

/** One life of the app's main process. Dead ones are never answered again. */
export type Life = { alive: boolean; readonly number: number };

type Item = { readonly at: number; readonly order: number; readonly run: () => void };

/** Virtual time, in which everything that waits is one queue. Same seed, same history. */
export class World {
  readonly rng: Rng;
  /** Monotonic ms. */
  now = 1_000_000;
  /** Wall clock minus monotonic; jumps. */
  wallOffset = 1_700_000_000_000;
  faults = true;
  readonly log: string[] = [];
  readonly #queue: Item[] = [];
  readonly #trace: boolean;
  readonly #held = new Set<Promise<unknown>>();
  readonly #flying = new Set<() => void>();
  #order = 0;

  constructor(seed: number, trace: boolean) {
    this.rng = createRng(seed);
    this.#trace = trace;
  }

  note(line: () => string): void {
    if (this.#trace) this.log.push(`${String(this.now).padStart(9)}  ${line()}`);
  }

  wall(): number {
    return this.now + this.wallOffset;
  }

  after(ms: number, run: () => void): void {
    const item: Item = { at: this.now + Math.max(0, ms), order: this.#order, run };
    this.#order += 1;
    const queue = this.#queue;
    let index = queue.length;
    queue.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = queue[parent];
      if (above === undefined || !isBefore(item, above)) break;
      queue[index] = above;
      index = parent;
    }
    queue[index] = item;
  }

  /** Something on its way through the network: it lands even if this machine stands still. */
  fly(ms: number, land: () => void): void {
    const once = (): void => {
      if (this.#flying.delete(once)) land();
    };
    this.#flying.add(once);
    this.after(ms, once);
  }

  /** While the machine sleeps, all that was on its way arrives. */
  landAll(): void {
    for (const land of this.#flying) land();
  }

  #pop(): Item | null {
    const queue = this.#queue;
    const first = queue[0];
    const last = queue.pop();
    if (first === undefined || last === undefined) return null;
    if (queue.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      const left = queue[child];
      if (left === undefined) break;
      const right = queue[child + 1];
      let smaller = left;
      if (right !== undefined && isBefore(right, left)) {
        smaller = right;
        child += 1;
      }
      if (!isBefore(smaller, last)) break;
      queue[index] = smaller;
      index = child;
    }
    queue[index] = last;
    return first;
  }

  /** Time stands still until this has ended: for real code that works on its own thread or timers. */
  hold<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.then(
      () => this.#held.delete(settled),
      () => this.#held.delete(settled),
    );
    this.#held.add(settled);
    return work;
  }

  async #quiet(): Promise<void> {
    await quiet();
    while (this.#held.size > 0) {
      await Promise.all(this.#held);
      await quiet();
    }
  }

  #hasUntil(end: number): boolean {
    const head = this.#queue[0];
    return head !== undefined && head.at <= end;
  }

  /** Runs until `end` (monotonic ms) or until `isOver` says so; microtasks run dry after every event. */
  async run(end: number, isOver: () => boolean): Promise<void> {
    // What runs without any timer is part of this moment too.
    await this.#quiet();
    for (let steps = 0; ; steps += 1) {
      if (isOver()) return;
      if (!this.#hasUntil(end)) {
        this.now = Math.max(this.now, end);
        return;
      }
      if (steps > 400_000) throw new Error("livelock: the queue does not run dry");
      const item = this.#pop();
      if (item === null) return;
      this.now = Math.max(this.now, item.at);
      item.run();
      await this.#quiet();
    }
  }

  /** The clock of one life. */
  clock(life: Life): Clock {
    return {
      now: () => this.wall(),
      monotonic: () => this.now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted === true) {
            resolve();
            return;
          }
          const done = (): void => {
            if (life.alive) resolve();
          };
          signal?.addEventListener("abort", done, { once: true });
          this.after(ms, done);
        }),
    };
  }
}

const isBefore = (left: Item, right: Item): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order);

/** Every promise that can settle has settled. */
export const quiet = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
