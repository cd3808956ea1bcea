import type { TextMark } from "#contract/asks.ts";

const LENGTH = 160;
const BEFORE = 48;
/** Characters of one text that are looked at. */
const MOST = 20_000;

export type Snippet = { readonly text: string; readonly marks: readonly TextMark[] };

/**
 * The piece of some texts that holds most of what was found.
 *
 * @param marksIn Where a text holds something that was found.
 * @returns       null when none holds anything.
 */
export function bestSnippet(
  texts: readonly string[],
  marksIn: (text: string) => readonly TextMark[],
): Snippet | null {
  let best: { readonly text: string; readonly at: number; readonly kinds: number } | null = null;
  for (const raw of texts) {
    const text = raw.slice(0, MOST).replace(/\s+/gu, " ").trim();
    const marks = marksIn(text);
    if (marks.length === 0) continue;
    for (const [from] of marks.slice(0, 50)) {
      const near = marks.filter(([other]) => other >= from && other < from + LENGTH - BEFORE);
      const kinds = new Set(near.map((mark) => text.slice(...mark).toLowerCase())).size;
      if (best === null || kinds > best.kinds) best = { text, at: from, kinds };
    }
  }
  if (best === null) return null;
  const { text, at } = best;
  let start = Math.max(0, at - BEFORE);
  if (start > 0) start = Math.min(at, text.indexOf(" ", start) + 1 || start);
  let end = Math.min(text.length, start + LENGTH);
  if (end < text.length) end = Math.max(at + 1, text.lastIndexOf(" ", end));
  const cut = `${start > 0 ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
  return { text: cut, marks: marksIn(cut) };
}
