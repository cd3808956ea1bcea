import type { SearchHit, TextMark } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";

/**
 * Where the piece of a message is still on its way, the piece that stood there for the query before, if it holds words
 * of this one: so lines that stay do not flicker with every letter.
 *
 * @param before  What was shown last.
 * @param marksIn Where a text holds words of the present query.
 */
export function withEarlierSnippets(
  hits: readonly SearchHit[],
  before: readonly SearchHit[],
  marksIn: (text: string) => readonly TextMark[],
): readonly SearchHit[] {
  if (!hits.some(({ snippet }) => snippet?.from === "later")) return hits;
  const texts = new Map<TicketId, string>();
  for (const { row, snippet } of before) {
    if (snippet !== null && snippet.from !== "facts") texts.set(row.id, snippet.text);
  }
  return hits.map((hit) => {
    if (hit.snippet?.from !== "later") return hit;
    const text = texts.get(hit.row.id) ?? "";
    const marks = marksIn(text);
    return marks.length === 0 ? hit : { ...hit, snippet: { from: "later", text, marks } };
  });
}
