import type { AskName } from "#contract/asks.ts";
import type { Sealer } from "#renderer/cache/store/seal.ts";
import type { CacheDb } from "#renderer/cache/store/tables.ts";

/** A question that a window watches. */
export type Question = { readonly name: AskName; readonly input: unknown };

/** What stood on the screen when the cache was last open: shown at a start until the index is there. */
export interface Glimpse {
  /** @returns undefined when this was not among it. */
  readonly answerTo: (question: Question) => unknown;
}

type Placed = { readonly from: number; readonly to: number; readonly anchorId: string | null };
type Kept = {
  readonly name: AskName;
  /** The question as JSON, without the part of the list it is about. */
  readonly asked: string;
  readonly place: Placed | null;
  readonly answer: unknown;
};
type List = { readonly rows: readonly { readonly id: string }[]; readonly anchorIndex: number };

const LISTS: ReadonlySet<AskName> = new Set(["queue.list", "queue.grouped"]);
const KEPT: ReadonlySet<AskName> = new Set([...LISTS, "queue.counts", "directory.get"]);
/** The part of a list that a window asks for first. */
const FIRST = { from: 0, to: 120 } as const;
const KEY = "glimpse";

/** Apart: which question of a list, and which part of it. */
function split({ name, input }: Question): {
  readonly asked: string;
  readonly place: Placed | null;
} {
  if (!LISTS.has(name)) return { asked: JSON.stringify(input), place: null };
  const { from, to, anchorId, ...rest } = input as Placed;
  return { asked: JSON.stringify(rest), place: { from, to, anchorId } };
}

/** The answer as the asked place needs it; undefined when the anchor is not among the rows that were kept. */
function placed(kept: Kept, place: Placed): unknown {
  if (kept.place?.from !== place.from || kept.place.to !== place.to) return undefined;
  if (place.anchorId === kept.place.anchorId) return kept.answer;
  const list = kept.answer as List;
  if (place.anchorId === null) return { ...list, anchorIndex: -1 };
  const index = list.rows.findIndex(({ id }) => id === place.anchorId);
  return index === -1 ? undefined : { ...list, anchorIndex: place.from + index };
}

/** @returns null when nothing was kept, or it cannot be opened: the index tells everything a moment later. */
export async function readGlimpse(db: CacheDb, sealer: Sealer): Promise<Glimpse | null> {
  try {
    const row = await db.meta.get(KEY);
    if (row === undefined || !("sealed" in row)) return null;
    const all = (await sealer.open({ store: "meta", key: KEY }, row.sealed)) as readonly Kept[];
    return {
      answerTo: (question) => {
        const { asked, place } = split(question);
        const kept = all.find((one) => one.name === question.name && one.asked === asked);
        return kept === undefined || place === null ? kept?.answer : placed(kept, place);
      },
    };
  } catch {
    return null;
  }
}

/**
 * Keeps what the windows watch, sealed in one row.
 *
 * @param before What was written last; the same is not written again.
 * @returns      What is kept now.
 */
export async function writeGlimpse(
  db: CacheDb,
  sealer: Sealer,
  questions: readonly Question[],
  answer: (question: Question) => Promise<unknown>,
  before: string,
): Promise<string> {
  const kept: Kept[] = [];
  for (const { name, input } of questions) {
    if (!KEPT.has(name)) continue;
    const question = LISTS.has(name)
      ? { name, input: { ...(input as Placed), ...FIRST } }
      : { name, input };
    kept.push({ name, ...split(question), answer: await answer(question) });
  }
  const text = JSON.stringify(kept);
  if (kept.length === 0 || text === before) return before;
  const sealed = await sealer.sealJson({ store: "meta", key: KEY }, text);
  await db.meta.put({ k: KEY, sealed });
  return text;
}

/** Forgets it: an account was removed. */
export const dropGlimpse = (db: CacheDb): Promise<void> => db.meta.delete(KEY);

/** How long a page has the processor for its first rows. */
const DRAW_MS = 100;
/** Nobody asks: no window is open, or its page comes late. */
const LONGEST_LOOK_MS = 800;

/** The moment between the glimpse and the rest of the opening, which counts rows and reads the index. */
export interface FirstLook {
  /** Something was answered from the glimpse. */
  readonly answered: () => void;
  /** Resolves when the page has had time to draw the first answer. */
  readonly over: () => Promise<void>;
}

/**
 * Counting and reading take a second of two processors, exactly while a page draws its first rows: they wait.
 *
 * @param sleep Resolves after so many ms.
 */
export function createFirstLook(sleep: (ms: number) => Promise<void>): FirstLook {
  let answered = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    answered = resolve;
  });
  return {
    answered: () => answered(),
    over: () => Promise.race([first.then(() => sleep(DRAW_MS)), sleep(LONGEST_LOOK_MS)]),
  };
}
