import { numberPrefixes, numbersOf, numberTerms, wordsOf } from "#domain/search/words.ts";
import { createBest } from "#renderer/cache/search/best.ts";
import { createDictionary, type Found } from "#renderer/cache/search/dictionary.ts";
import { createPostings, type PostingsParts } from "#renderer/cache/search/postings.ts";

/** What of a ticket is searched: its subject, facts (number, customer, tags) and what was said. */
export type SearchText = {
  readonly subject: string;
  readonly facts: string;
  readonly body: string;
};

/** One typed word. `isOpen`: it is still being typed, so that its beginning counts. */
export type Wanted = { readonly text: string; readonly isOpen: boolean; readonly isExact: boolean };

export interface TextIndex {
  /** Replaces what was known of the id. */
  readonly put: (id: string, text: SearchText) => void;
  readonly remove: (id: string) => void;
  readonly has: (id: string) => boolean;
  readonly size: () => number;
  /**
   * Tells every id that holds all of the words; in no order.
   *
   * @returns false when there is nothing to look for.
   */
  readonly find: (
    wanted: readonly Wanted[],
    found: (id: string, score: number, where: number) => void,
  ) => boolean;
  /** Whether a word of a text is one of those that made it a hit. */
  readonly highlighter: (wanted: readonly Wanted[]) => (text: string) => readonly Mark[];
  /** Replaced versions waste memory: whether a new index would be much smaller. */
  readonly isWasteful: () => boolean;
  /** All of it, to be kept. The postings are no copies: nothing may be put in before they are written. */
  readonly parts: () => IndexParts;
  /** A copy without what was replaced, part by part; the old one must not be changed meanwhile. */
  readonly compact: () => Generator<null, TextIndex>;
  readonly stats: () => {
    readonly words: number;
    readonly documents: number;
    readonly bytes: number;
  };
}
export type IndexParts = {
  /** By number of the term. */
  readonly words: readonly string[];
  /** By number of the document; "" for one that was replaced or removed. */
  readonly ids: readonly string[];
  readonly postings: PostingsParts;
};
/** Characters [from, to) of a text. */
export type Mark = readonly [from: number, to: number];

const SUBJECT = 1;
const FACTS = 2;
export const BODY = 4;
/** Words of one ticket that are looked at. */
const MOST_WORDS = 20_000;
/** Words that one typed beginning may stand for, the most frequent ones; telephone numbers are many and rare. */
const MOST_PREFIXES = 400;
const MOST_NUMBERS = 4_000;
/** Words that are looked at to find the most frequent. */
const MOST_LOOKED_AT = 50_000;
const MOST_NEAR = 40;
/** Below this number of tickets with the word as typed, typing mistakes are considered. */
const FEW = 3;
const SCORE = { exact: 1, prefix: 0.7, near: 0.4 } as const;
/** What a word is worth by the places in which it stands, by their bits. */
const WORTH: readonly number[] = Array.from(
  { length: 8 },
  (_, where) =>
    ((where & SUBJECT) === 0 ? 0 : 3) +
    ((where & FACTS) === 0 ? 0 : 1.5) +
    ((where & BODY) === 0 ? 0 : 1),
);

type Choice = { readonly term: number; readonly word: string; readonly weight: number };
type Units = readonly (readonly Choice[])[];

export function createTextIndex(): TextIndex {
  return wrap(createDictionary(), createPostings(), new Map(), []);
}

/** Words or documents that are put back between two pauses. */
const STEP = 2_000;

/** The index that was kept, part by part. */
export function* restoreTextIndex({
  words,
  ids,
  postings,
}: IndexParts): Generator<null, TextIndex> {
  const dictionary = createDictionary();
  for (const [term, word] of words.entries()) {
    dictionary.add(word, term);
    if (term % STEP === 0) yield null;
  }
  const documents = new Map<string, number>();
  for (const [document, id] of ids.entries()) {
    if (id !== "") documents.set(id, document);
    if (document % STEP === 0) yield null;
  }
  return wrap(dictionary, createPostings(postings), documents, [...ids]);
}

function wrap(
  dictionary: ReturnType<typeof createDictionary>,
  postings: ReturnType<typeof createPostings>,
  documents: Map<string, number>,
  /** Id of each document, "" once it was replaced or removed. Number 0 is not used. */
  ids: string[],
): TextIndex {
  if (ids.length === 0) ids.push("");

  function termOf(word: string): number {
    let term = dictionary.get(word);
    if (term === undefined) {
      term = postings.addTerm();
      dictionary.add(word, term);
    }
    return term;
  }
  function remove(id: string): void {
    const document = documents.get(id);
    if (document === undefined) return;
    ids[document] = "";
    documents.delete(id);
  }
  function put(id: string, { subject, facts, body }: SearchText): void {
    remove(id);
    const document = ids.length;
    ids.push(id);
    documents.set(id, document);
    const terms = new Map<number, number>();
    for (const [text, where] of [
      [subject, SUBJECT],
      [facts, FACTS],
      [body, BODY],
    ] as const) {
      let left = MOST_WORDS;
      const keep = (word: string): void => {
        const term = termOf(word);
        terms.set(term, (terms.get(term) ?? 0) | where);
      };
      for (const { term } of wordsOf(text)) {
        keep(term);
        left -= 1;
        if (left === 0) break;
      }
      for (const { digits } of numbersOf(text)) numberTerms(digits).forEach(keep);
    }
    for (const [term, where] of terms) postings.add(term, document, where);
  }

  /** Words that begin with this one, itself excluded, in the most tickets. */
  function frequent(prefix: string, most: number): readonly Found[] {
    const all = dictionary.startingWith(prefix, MOST_LOOKED_AT);
    if (all.length <= most) return all;
    const best = createBest<Found>(
      most,
      (a, b) => postings.count(b.term) - postings.count(a.term) || (a.word < b.word ? -1 : 1),
    );
    for (const one of all) best.offer(one);
    return best.list();
  }
  /** Everything that one word may stand for, the best reading of each. */
  function choicesOf(word: string, isOpen: boolean, isExact: boolean): readonly Choice[] {
    const choices: Choice[] = [];
    const whole = dictionary.get(word);
    if (whole !== undefined) choices.push({ term: whole, word, weight: SCORE.exact });
    if (isExact) return choices;
    let known = whole === undefined ? 0 : postings.count(whole);
    if (isOpen || word.length >= 3) {
      for (const found of frequent(word, MOST_PREFIXES)) {
        const closeness = word.length / found.word.length;
        choices.push({ ...found, weight: SCORE.prefix * (0.5 + closeness / 2) });
        known += postings.count(found.term);
      }
    }
    const edits = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
    if (known >= FEW || edits === 0 || /^\d+$/.test(word)) return choices;
    const seen = new Set(choices.map(({ term }) => term));
    for (const found of dictionary.near(word, edits, MOST_NEAR)) {
      if (!seen.has(found.term)) choices.push({ ...found, weight: SCORE.near });
    }
    return choices;
  }
  let latest: { readonly of: readonly Wanted[]; readonly units: Units } | null = null;
  /** The same words are looked for and then marked: what they may stand for is found once. */
  function unitsFor(wanted: readonly Wanted[]): Units {
    if (latest?.of !== wanted) latest = { of: wanted, units: unitsOf(wanted) };
    return latest.units;
  }
  /** What is typed as one piece: each of its words must be there, or the telephone number that it may be. */
  function unitsOf(wanted: readonly Wanted[]): Units {
    const units: (readonly Choice[])[] = [];
    const typed = wanted.map(({ text }) => text).join(" ");
    const asNumber = /^[+\d\s().\-/]+$/.test(typed.trim()) ? numberPrefixes(typed) : [];
    if (asNumber.length > 0) {
      const choices = asNumber.flatMap((prefix): readonly Choice[] => {
        const term = dictionary.get(prefix);
        const longer = frequent(prefix, MOST_NUMBERS);
        return [
          ...(term === undefined ? [] : [{ term, word: prefix, weight: SCORE.exact }]),
          ...longer.map((found) => ({ ...found, weight: SCORE.prefix })),
        ];
      });
      if (choices.length > 0) return [choices];
    }
    for (const { text, isOpen, isExact } of wanted) {
      const words = [...wordsOf(text)];
      for (const [i, { term }] of words.entries()) {
        units.push(choicesOf(term, isOpen && i === words.length - 1, isExact));
      }
    }
    return units;
  }

  return {
    put,
    remove,
    has: (id) => documents.has(id),
    size: () => documents.size,
    find: (wanted, found) => {
      // What is in the index may have changed since.
      latest = null;
      const units = unitsFor(wanted);
      if (units.length === 0) return false;
      const size = ids.length;
      const scores = new Float32Array(size);
      const wheres = new Uint8Array(size);
      const best = new Float32Array(size);
      // The unit up to which a document holds everything.
      const reached = new Uint16Array(size);
      for (const [i, choices] of units.entries()) {
        if (i > 0) best.fill(0);
        for (const { term, weight } of choices) {
          const worth = weight * Math.log(1 + size / (1 + postings.count(term)));
          postings.visit(term, (document, where) => {
            if (reached[document] !== i) return;
            const score = worth * (WORTH[where] ?? 1);
            if (score > (best[document] ?? 0)) best[document] = score;
            wheres[document] = (wheres[document] ?? 0) | where;
          });
        }
        for (let document = 1; document < size; document += 1) {
          const score = best[document] ?? 0;
          if (score === 0) continue;
          scores[document] = (scores[document] ?? 0) + score;
          reached[document] = i + 1;
        }
      }
      for (let document = 1; document < size; document += 1) {
        const id = ids[document] ?? "";
        if (reached[document] !== units.length || id === "") continue;
        found(id, scores[document] ?? 0, wheres[document] ?? 0);
      }
      return true;
    },
    highlighter: (wanted) => {
      const words = new Set(unitsFor(wanted).flatMap((unit) => unit.map(({ word }) => word)));
      return (text) => {
        const marks: Mark[] = [];
        for (const { term, at, length } of wordsOf(text)) {
          if (words.has(term)) marks.push([at, at + length]);
        }
        for (const { digits, at, length } of numbersOf(text)) {
          if (numberTerms(digits).some((term) => words.has(term))) marks.push([at, at + length]);
        }
        return joined(marks);
      };
    },
    parts: () => {
      const words = Array.from({ length: postings.terms() }, () => "");
      for (const { word, term } of dictionary.all()) words[term] = word;
      return { words, ids: [...ids], postings: postings.parts() };
    },
    isWasteful: () => ids.length > 2000 && ids.length > 1.5 * (documents.size + 1),
    *compact() {
      const nextIds = [""];
      const numbers = new Map<number, number>();
      const nextDocuments = new Map<string, number>();
      for (const [document, id] of ids.entries()) {
        if (id === "") continue;
        numbers.set(document, nextIds.length);
        nextDocuments.set(id, nextIds.length);
        nextIds.push(id);
      }
      const nextDictionary = createDictionary();
      const nextPostings = createPostings();
      let done = 0;
      for (const { word, term } of dictionary.all()) {
        let next = -1;
        postings.visit(term, (document, where) => {
          const number = numbers.get(document);
          if (number === undefined) return;
          if (next === -1) {
            next = nextPostings.addTerm();
            nextDictionary.add(word, next);
          }
          nextPostings.add(next, number, where);
        });
        done += 1;
        if (done % 500 === 0) yield null;
      }
      return wrap(nextDictionary, nextPostings, nextDocuments, nextIds);
    },
    stats: () => ({
      words: dictionary.size(),
      documents: documents.size,
      bytes: postings.bytes(),
    }),
  };
}

/** Marks in order, overlapping ones as one. */
function joined(marks: readonly Mark[]): readonly Mark[] {
  const out: Mark[] = [];
  for (const mark of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && mark[0] <= last[1]) {
      out[out.length - 1] = [last[0], Math.max(last[1], mark[1])];
    } else out.push(mark);
  }
  return out;
}
