/**
 * Which documents hold which word, in little memory: for each term a chain of small pieces in one store of bytes, in
 * which ascending documents are written as variable-length differences. About 1.3 bytes per word and document, where
 * a map of maps takes about forty.
 */
export interface Postings {
  /** Number of terms. */
  readonly terms: () => number;
  /** @returns The id of a new term. */
  readonly addTerm: () => number;
  /** @param doc Below 2^28, and not below the last one of this term. @param where Bits below `WHERE_LIMIT`: in which fields. */
  readonly add: (term: number, doc: number, where: number) => void;
  readonly visit: (term: number, visit: (doc: number, where: number) => void) => void;
  /** Documents that were added to the term. */
  readonly count: (term: number) => number;
  readonly bytes: () => number;
  /** All of it as it lies in memory, without copies: of use until something is added. */
  readonly parts: () => PostingsParts;
}
export type PostingsParts = {
  readonly terms: number;
  /** Pieces of all chains. */
  readonly store: Uint8Array<ArrayBuffer>;
  /** Of each term: where its chain begins, where the next byte goes, where its last piece ends, last document, documents. */
  readonly numbers: readonly Int32Array<ArrayBuffer>[];
  /** Of each term: size of its last piece. */
  readonly levels: Uint8Array<ArrayBuffer>;
};

const WHERE_BITS = 3;
export const WHERE_LIMIT = 1 << WHERE_BITS;
/** Sizes of the pieces of a chain; the last four bytes of each lead to the next. */
const SIZES = [12, 20, 36, 68, 132, 260, 516, 1028] as const;
const LINK = 4;

/** @param kept What `parts` told: goes on from there, with these very arrays. */
export function createPostings(kept?: PostingsParts): Postings {
  const list = (n: number): Int32Array<ArrayBuffer> => kept?.numbers[n] ?? new Int32Array(1024);
  let store = kept?.store ?? new Uint8Array(1 << 16);
  let used = kept?.store.length ?? 1; // 0 stands for "no piece"
  let terms = kept?.terms ?? 0;
  let heads = list(0);
  let places = list(1);
  let ends = list(2);
  let lasts = list(3);
  let counts = list(4);
  let levels = kept?.levels ?? new Uint8Array(1024);

  function grow<T extends Int32Array | Uint8Array>(full: T, wanted: number): T {
    if (wanted <= full.length) return full;
    const Kind = full.constructor as new (length: number) => T;
    const next = new Kind(Math.max(wanted, Math.ceil(full.length * 1.5)));
    next.set(full);
    return next;
  }
  function piece(level: number): number {
    const size = SIZES[Math.min(level, SIZES.length - 1)] ?? LINK;
    const at = used;
    used += size;
    store = grow(store, used);
    return at;
  }
  const room = (level: number): number => (SIZES[Math.min(level, SIZES.length - 1)] ?? LINK) - LINK;
  function write(term: number, byte: number): void {
    let at = places[term] ?? 0;
    if (at === ends[term]) {
      const level = (levels[term] ?? 0) + 1;
      levels[term] = Math.min(level, SIZES.length - 1);
      const next = piece(level);
      // The link stands where the old piece ended.
      for (let i = 0; i < LINK; i += 1) store[at + i] = (next >>> (8 * i)) & 255;
      at = next;
      ends[term] = next + room(level);
    }
    store[at] = byte;
    places[term] = at + 1;
  }

  return {
    terms: () => terms,
    addTerm: () => {
      const term = terms;
      terms += 1;
      heads = grow(heads, terms);
      places = grow(places, terms);
      ends = grow(ends, terms);
      lasts = grow(lasts, terms);
      counts = grow(counts, terms);
      levels = grow(levels, terms);
      const first = piece(0);
      heads[term] = first;
      places[term] = first;
      ends[term] = first + room(0);
      lasts[term] = 0;
      counts[term] = 0;
      levels[term] = 0;
      return term;
    },
    add: (term, doc, where) => {
      let value = (doc - (lasts[term] ?? 0)) * WHERE_LIMIT + where;
      lasts[term] = doc;
      counts[term] = (counts[term] ?? 0) + 1;
      for (; value > 127; value = Math.floor(value / 128)) write(term, (value % 128) | 128);
      write(term, value);
    },
    visit: (term, visit) => {
      let at = heads[term] ?? 0;
      let level = 0;
      let end = at + room(0);
      let doc = 0;
      for (let left = counts[term] ?? 0; left > 0; left -= 1) {
        let value = 0;
        let shift = 0;
        for (;;) {
          if (at === end) {
            at =
              (store[end] ?? 0) |
              ((store[end + 1] ?? 0) << 8) |
              ((store[end + 2] ?? 0) << 16) |
              ((store[end + 3] ?? 0) << 24);
            level += 1;
            end = at + room(level);
          }
          const byte = store[at] ?? 0;
          at += 1;
          value |= (byte & 127) << shift;
          if (byte < 128) break;
          shift += 7;
        }
        doc += value >>> WHERE_BITS;
        visit(doc, value & (WHERE_LIMIT - 1));
      }
    },
    count: (term) => counts[term] ?? 0,
    bytes: () => store.length + 21 * heads.length,
    parts: () => ({
      terms,
      store: store.subarray(0, used),
      numbers: [heads, places, ends, lasts, counts].map((numbers) => numbers.subarray(0, terms)),
      levels: levels.subarray(0, terms),
    }),
  };
}
