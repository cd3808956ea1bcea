import type { AskInput, AskName, AskOutput } from "#contract/asks.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import type { Moved } from "#renderer/cache/memory/moved.ts";
import type { Orders } from "#renderer/cache/memory/orders.ts";
import type { People } from "#renderer/cache/memory/people.ts";
import type { Topic } from "#renderer/cache/memory/topics.ts";
import type { Search } from "#renderer/cache/search/search.ts";
import type { Reader } from "#renderer/cache/store/reader.ts";

/** What a question may look at. */
export type QueryContext = {
  readonly memory: Memory;
  readonly orders: Orders;
  readonly moved: Moved;
  readonly people: People;
  readonly reader: Reader;
  readonly search: Search;
  /** ms epoch of this answer. */
  readonly now: number;
  readonly stats: () => AskOutput<"cache.stats">;
  /** Says what is about to be read; call it before reading. */
  readonly reads: (topic: Topic) => void;
};

/** An answer on its way to somebody who waits for it. */
export type Turn<Output> = {
  /** Tells what is known already; the whole answer follows. */
  readonly early: (part: Output) => void;
  /** Something else was asked meanwhile: what is returned is not looked at any more. */
  readonly isOver: () => boolean;
};
/** Of a question whose answer nobody watches. */
export const NO_TURN: Turn<unknown> = { early: () => undefined, isOver: () => false };

export type Query<K extends AskName> = (
  input: AskInput<K>,
  context: QueryContext,
  turn: Turn<AskOutput<K>>,
) => AskOutput<K> | Promise<AskOutput<K>>;

/** Rows that one answer may carry: a page asks for what it shows, not for the table. */
const MAX_ROWS = 2000;

/** @returns A valid half-open range [from, to) within `total`. */
export function clampRange(
  from: number,
  to: number,
  total: number,
): readonly [from: number, to: number] {
  const start = Math.min(Math.max(0, Math.floor(from) || 0), total);
  const end = Math.min(Math.max(start, Math.floor(to) || 0), start + MAX_ROWS, total);
  return [start, end];
}
