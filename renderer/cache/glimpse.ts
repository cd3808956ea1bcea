import type { AskName } from "#contract/asks.ts";

/** A question that a window watches. */
export type Question = { readonly name: AskName; readonly input: unknown };

/** What stood on the screen when the console ended: shown at a start until the cache host answers. */
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
export const FIRST_PART = { from: 0, to: 64 } as const;

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

/** @returns null when the text is not what `composeGlimpse` made: the cache tells everything a moment later. */
export function readGlimpse(text: string): Glimpse | null {
  try {
    const all = JSON.parse(text) as readonly Kept[];
    if (!Array.isArray(all)) return null;
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

/** @returns What the windows watch now, as text; null when they watch nothing of the first screen. */
export async function composeGlimpse(
  questions: readonly Question[],
  answer: (question: Question) => Promise<unknown>,
): Promise<string | null> {
  const kept: Kept[] = [];
  for (const { name, input } of questions) {
    if (!KEPT.has(name)) continue;
    const question = LISTS.has(name)
      ? { name, input: { ...(input as Placed), ...FIRST_PART } }
      : { name, input };
    kept.push({ name, ...split(question), answer: await answer(question) });
  }
  return kept.length === 0 ? null : JSON.stringify(kept);
}
