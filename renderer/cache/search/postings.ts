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
}

const WHERE_BITS = 3;
export const WHERE_LIMIT = 1 << WHERE_BITS;
/** Sizes of the pieces of a chain; the last four bytes of each lead to the next. */
const SIZES = [12, 20, 36, 68, 132, 260, 516, 1028] as const;
const LINK = 4;

export function createPostings(): Postings {
  let store = new Uint8Array(1 << 16);
  let used = 1; // 0 stands for "no piece"
  let terms = 0;
  let heads = new Int32Array(1024);
  let places = new Int32Array(1024);
  let ends = new Int32Array(1024);
  let lasts = new Int32Array(1024);
  let counts = new Int32Array(1024);
  let levels = new Uint8Array(1024);

  function grow<T extends Int32Array | Uint8Array>(list: T, wanted: number): T {
    if (wanted <= list.length) return list;
    const Kind = list.constructor as new (length: number) => T;
    const next = new Kind(Math.max(wanted, Math.ceil(list.length * 1.5)));
    next.set(list);
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
  };
}
