import type { SearchHit, TextMark } from "#contract/asks.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import { type Shown, toQueueRow } from "#renderer/cache/memory/shown.ts";
import type { QueryContext, Turn } from "#renderer/cache/queries/query.ts";
import { bestSnippet } from "#renderer/cache/search/snippet.ts";
import { BODY } from "#renderer/cache/search/text-index.ts";

/** A ticket that was found. `where`: bits of the fields that hold the words. */
export type Ranked = { readonly shown: Shown; readonly score: number; readonly where: number };
type MarksIn = (text: string) => readonly TextMark[];

/** Conversations read at once: between two of these lots a new question is noticed. */
const LOT = 6;
const LATE: SearchHit["snippet"] = { from: "later", text: "", marks: [] };

export const isLate = ({ snippet }: SearchHit): boolean => snippet?.from === "later";

/**
 * What is known of a hit without reading its conversation.
 *
 * @param withSnippet Whether pieces of text are wanted; one of a message is left for later.
 */
export function toHit(
  { shown, where }: Ranked,
  withSnippet: boolean,
  marksIn: MarksIn,
  memory: Memory,
): SearchHit {
  const row = toQueueRow(shown);
  const subjectMarks = marksIn(row.subject);
  const snippet = !withSnippet
    ? null
    : (where & BODY) !== 0
      ? LATE
      : factSnippet(shown, subjectMarks, marksIn, memory);
  return { row, subjectMarks, snippet };
}

/** Puts in what was left for later. Ends before when somebody asks something else. */
export async function withSnippets(
  hits: readonly SearchHit[],
  ranked: readonly Ranked[],
  marksIn: MarksIn,
  { search, memory }: QueryContext,
  { isOver }: Pick<Turn<unknown>, "isOver">,
): Promise<readonly SearchHit[]> {
  const whole: SearchHit[] = [];
  for (let i = 0; i < hits.length && !isOver(); i += LOT) {
    const lot = hits.slice(i, i + LOT).map(async (hit, n): Promise<SearchHit> => {
      const shown = ranked[i + n]?.shown;
      if (!isLate(hit) || shown === undefined) return hit;
      const texts = await search.textsOf(shown.id);
      // Its marks may be of no use any more.
      if (isOver()) return hit;
      const found = bestSnippet(texts, marksIn);
      const snippet: SearchHit["snippet"] =
        found === null
          ? factSnippet(shown, hit.subjectMarks, marksIn, memory)
          : { from: "message", ...found };
      return { ...hit, snippet };
    });
    whole.push(...(await Promise.all(lot)));
  }
  return whole;
}

/** A name, address, number or tag in which the words stand, when the subject does not hold any. */
function factSnippet(
  { requester, requesterName, line }: Shown,
  subjectMarks: readonly TextMark[],
  marksIn: MarksIn,
  memory: Memory,
): SearchHit["snippet"] {
  if (subjectMarks.length > 0) return null;
  const organisationId = line.organisationId ?? requester?.organisationId ?? null;
  const facts = [
    requesterName,
    requester?.identity ?? "",
    ...(requester?.contacts ?? []),
    organisationId === null ? "" : (memory.nameOf("organisation", organisationId) ?? ""),
    line.tags.join(" "),
  ];
  const found = bestSnippet(facts, marksIn);
  return found === null ? null : { from: "facts", ...found };
}
