import type { SlaClock } from "#domain/ticket/ticket.ts";
import type { EncodedClock } from "#renderer/cache/memory/ticket-line.ts";

/**
 * One value for equal ones. What is read from the disk comes as a string or list of its own each time, although the
 * tickets of a queue repeat a few hundred words and ids: shared, fifty thousand lines take a quarter less memory.
 */
export interface Sharing {
  readonly text: <T extends string>(text: T) => T;
  readonly optional: <T extends string>(text: T | null) => T | null;
  readonly texts: (list: readonly string[]) => readonly string[];
  readonly clocks: (code: readonly EncodedClock[]) => readonly SlaClock[];
}

/** Lists remembered of each kind: those that repeat come early, and what is unique must not be kept twice. */
const MOST_LISTS = 2_000;
const NO_TEXTS: readonly string[] = [];
const NO_CLOCKS: readonly SlaClock[] = [];

export function createSharing(): Sharing {
  const strings = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const ended = new Map<string, readonly SlaClock[]>();

  function text<T extends string>(wanted: T): T {
    const known = strings.get(wanted);
    if (known !== undefined) return known as T;
    strings.set(wanted, wanted);
    return wanted;
  }
  function once<T>(known: Map<string, T>, key: string, make: () => T): T {
    const first = known.get(key);
    if (first !== undefined) return first;
    const made = make();
    if (known.size < MOST_LISTS) known.set(key, made);
    return made;
  }
  function shared(list: readonly string[]): readonly string[] {
    if (list.length === 0) return NO_TEXTS;
    const first = once(lists, list.join("\n"), () => list.map(text));
    // Different lists may be joined to the same text.
    const isSame = first.length === list.length && first.every((one, i) => one === list[i]);
    return isSame ? first : list.map(text);
  }
  const toClocks = (code: readonly EncodedClock[]): readonly SlaClock[] =>
    code.map(([metric, stage, breachAt]) => ({
      metric: text(metric),
      stage: text(stage),
      breachAt,
    }));

  return {
    text,
    optional: (wanted) => (wanted === null ? null : text(wanted)),
    texts: shared,
    clocks: (code) => {
      if (code.length === 0) return NO_CLOCKS;
      // Clocks that run have a time of their own; those of most tickets have ended.
      return code.every(([, , breachAt]) => breachAt === null)
        ? once(ended, code.map(([metric, stage]) => `${metric}/${stage}`).join("\n"), () =>
            toClocks(code),
          )
        : toClocks(code);
    },
  };
}
