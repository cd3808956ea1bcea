import type { SearchAnswer, SearchHit } from "#contract/asks.ts";
import { compileQuery } from "#domain/search/evaluate.ts";
import { fold } from "#domain/search/fold.ts";
import { allOf, type Query as SearchQuery } from "#domain/search/query.ts";
import { isUnsolved } from "#domain/ticket/ticket.ts";
import { evalContext, haystackOf, readQuery } from "#renderer/cache/memory/conditions.ts";
import { numberOf, type Shown } from "#renderer/cache/memory/shown.ts";
import { createBest } from "#renderer/cache/search/best.ts";
import {
  clampRange,
  type Query,
  type QueryContext,
  type Turn,
} from "#renderer/cache/queries/query.ts";
import { NAMED } from "#renderer/cache/queries/queue.ts";
import { isLate, type Ranked, toHit, withSnippets } from "#renderer/cache/queries/search-hits.ts";
import type { Wanted } from "#renderer/cache/search/text-index.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Age at which the bonus of a recent ticket is half of what it was. */
const HALF_LIFE_MS = 30 * DAY_MS;
const RECENT_BONUS = 0.35;
const UNSOLVED_BONUS = 0.15;
const LIVELIEST = 1 + RECENT_BONUS + UNSOLVED_BONUS;
const NUMBER_SCORE = 1000;
/** Score of a ticket whose messages are not searched yet; it was found by its head. */
const HEAD_ONLY = 4;
/** Tickets looked at for a phrase before the answer goes out with what was found. */
const MOST_VERIFIED = 200;

/**
 * Searches all tickets, solved ones too. Words at the top of the query are looked for in heads and messages, by their
 * beginning and with typing mistakes; terms filter; words inside brackets and behind `-` count as they are written.
 * What was found is told first, the pieces of messages follow.
 */
export const runSearch: Query<"search.run"> = async ({ text, me, limit, brief }, context, turn) => {
  const { memory, search, now, reads } = context;
  for (const topic of ["tickets", "search", "kind/view", ...NAMED] as const) reads(topic);
  const { query, errors } = readQuery(text);
  const { indexed, outOf } = search.coverage();
  const nothing = { text, total: 0, hits: [], errors, unknown: [], indexed, outOf };
  const { wanted, rest } = split(query, !/\s$/u.test(text));
  if (wanted.length === 0 && rest.of.length === 0) return nothing;

  const { holds, unknown, timed } = compileQuery(allOf(rest.of), {
    ...evalContext(me, memory, now),
    wordTest: (words) => exactWord(words, context),
  });
  if (timed) reads("time");
  const byText = wanted.length > 0;
  const [, most] = clampRange(0, limit, Number.MAX_SAFE_INTEGER);
  const phrases = wanted.filter(({ text: one, isExact }) => isExact && /\s/u.test(one.trim()));
  const best = createBest(Math.max(1, phrases.length === 0 ? most : MOST_VERIFIED), byScore);
  let total = 0;
  const add = (shown: Shown, points: number, where: number): void => {
    if (!holds(shown)) return;
    total += 1;
    const score = byText ? points * liveliness(shown, now) : 0;
    const last = best.last();
    if (last === undefined || score >= last.score) best.offer({ shown, score, where });
  };
  const number = wanted.length === 1 ? (wanted[0]?.text ?? "").replace(/^#/, "") : "";
  const hasWords =
    byText &&
    search.index().find(wanted, (id, score, where) => {
      const isNumber = number !== "" && id.endsWith(number) && numberOf(id) === number;
      const last = best.last();
      // However lively: looking at the ticket itself takes longest.
      const isAmong = isNumber || last === undefined || score * LIVELIEST >= last.score;
      if (!isAmong && rest.of.length === 0) {
        total += 1;
        return;
      }
      const shown = memory.shown(id);
      if (shown !== undefined) add(shown, score + (isNumber ? NUMBER_SCORE : 0), where);
    });
  if (!hasWords) {
    for (const shown of memory.allShown()) add(shown, 1, 0);
  } else {
    const words = wanted.map((one) => fold(one.text));
    for (const id of search.unread()) {
      const shown = memory.shown(id);
      if (shown === undefined) continue;
      const head = haystackOf(shown);
      if (words.every((word) => head.includes(word))) add(shown, HEAD_ONLY, 0);
    }
  }
  const { kept, dropped } =
    phrases.length === 0
      ? { kept: most === 0 ? [] : best.list(), dropped: 0 }
      : await verify(best.list(), phrases, most, context, turn);
  const answer = (found: readonly SearchHit[]): SearchAnswer => ({
    text,
    total: total - dropped,
    hits: found,
    errors,
    unknown,
    indexed,
    outOf,
  });
  const marksIn = search.index().highlighter(wanted);
  const heads = kept.map((one) => toHit(one, byText && brief !== true, marksIn, memory));
  if (heads.some(isLate)) turn.early(answer(heads));
  return answer(await withSnippets(heads, kept, marksIn, context, turn));
};

/** The order of what was found: the best first, then what moved last. */
const byScore = (a: Ranked, b: Ranked): number =>
  b.score - a.score ||
  b.shown.line.updatedAt - a.shown.line.updatedAt ||
  (a.shown.id < b.shown.id ? -1 : 1);

/** Words that must all be found, apart from conditions that filter. */
function split(
  query: SearchQuery,
  isOpen: boolean,
): { readonly wanted: readonly Wanted[]; readonly rest: { readonly of: readonly SearchQuery[] } } {
  const parts = query.kind === "all" ? query.of : [query];
  const wanted: Wanted[] = [];
  const rest: SearchQuery[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.kind !== "word") rest.push(part);
    else {
      const isExact = /\s/u.test(part.text.trim());
      const isLast = i === parts.length - 1;
      wanted.push({ text: part.text, isOpen: isOpen && isLast && !isExact, isExact });
    }
  }
  return { wanted, rest: { of: rest } };
}

function exactWord(text: string, { search }: QueryContext): (shown: Shown) => boolean {
  const ids = new Set<string>();
  search.index().find([{ text, isOpen: false, isExact: true }], (id) => ids.add(id));
  const folded = fold(text);
  return (shown) => ids.has(shown.id) || haystackOf(shown).includes(folded);
}

/** What moved lately and what is still open comes before what rests. */
function liveliness({ line, status }: Shown, now: number): number {
  const age = Math.max(0, now - line.updatedAt);
  return 1 + RECENT_BONUS * 2 ** (-age / HALF_LIFE_MS) + (isUnsolved(status) ? UNSOLVED_BONUS : 0);
}

/** Keeps those in which the phrases stand as they were written. */
async function verify(
  ranked: readonly Ranked[],
  phrases: readonly Wanted[],
  most: number,
  { search }: QueryContext,
  { isOver }: Pick<Turn<unknown>, "isOver">,
): Promise<{ readonly kept: readonly Ranked[]; readonly dropped: number }> {
  const wanted = phrases.map(({ text }) => fold(text).replace(/\s+/gu, " ").trim());
  const kept: Ranked[] = [];
  let dropped = 0;
  for (const one of ranked) {
    if (kept.length >= most || isOver()) break;
    const texts = [haystackOf(one.shown), ...(await search.textsOf(one.shown.id))];
    const folded = texts.map((text) => fold(text).replace(/\s+/gu, " "));
    if (wanted.every((phrase) => folded.some((text) => text.includes(phrase)))) kept.push(one);
    else dropped += 1;
  }
  return { kept, dropped };
}
