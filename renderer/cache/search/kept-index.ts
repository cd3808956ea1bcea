import type { TicketId } from "#domain/kernel/ids.ts";
import { restoreTextIndex, type TextIndex } from "#renderer/cache/search/text-index.ts";
import type { SealContext, Sealer } from "#renderer/cache/store/seal.ts";
import {
  type CacheDb,
  prefixRange,
  WORDS_PREFIX,
  type WordsRow,
} from "#renderer/cache/store/tables.ts";

/** What an index that lies on the disk holds. */
export type KeptIndex = {
  /** Commit up to which it holds everything. */
  readonly seq: number;
  readonly index: TextIndex;
  /** Fingerprints of the heads with which its tickets were put in. */
  readonly heads: ReadonlyMap<TicketId, number>;
};

export type KeepTools = {
  readonly db: CacheDb;
  readonly sealer: Sealer;
  /** Runs a write among the others of the database. */
  readonly write: <T>(task: () => Promise<T>) => Promise<T>;
  /** Lets others have the worker. */
  readonly pause: () => Promise<void>;
};

const FORMAT = 1;
const HEAD = `${WORDS_PREFIX}head`;
const STORE = "words";
/** In one row: a few milliseconds of work each. */
const BYTES = 1_000_000;
const TEXTS = 10_000;

/** The row that says what the others hold; written last, removed first. */
type Head = {
  readonly format: number;
  readonly seq: number;
  readonly terms: number;
  /** Rows of words, and of documents. */
  readonly words: number;
  readonly documents: number;
  /** Bytes of the postings, array by array: pieces, five lists of numbers, levels. */
  readonly lengths: readonly number[];
};
type DocumentPart = readonly (readonly [id: string, head: number])[];

/** Pieces of one writing open only together. */
const contextOf = (seq: number, n: number): SealContext => ({ store: STORE, key: `${seq}/${n}` });

/**
 * Writes the index in sealed pieces, each in a transaction of its own. What is torn on the way counts as nothing.
 *
 * @param seq Commit up to which the index holds everything. Nothing may be put into it before this resolves.
 */
export async function keepIndex(
  index: TextIndex,
  heads: ReadonlyMap<TicketId, number>,
  seq: number,
  { db, sealer, write, pause }: KeepTools,
): Promise<void> {
  const { words, ids, postings } = index.parts();
  const [from, to] = prefixRange(WORDS_PREFIX);
  await write(() => db.meta.where(":id").between(from, to).delete());
  let rows = 0;
  async function put(
    seal: (context: SealContext) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    const sealed = await seal(contextOf(seq, rows));
    const row: WordsRow = { k: `${WORDS_PREFIX}${rows}`, sealed };
    rows += 1;
    await write(() => db.meta.put(row));
    await pause();
  }
  for (let i = 0; i < words.length; i += TEXTS) {
    await put((context) => sealer.seal(context, words.slice(i, i + TEXTS)));
  }
  const wordRows = rows;
  for (let i = 0; i < ids.length; i += TEXTS) {
    const part: DocumentPart = ids.slice(i, i + TEXTS).map((id) => [id, heads.get(id) ?? 0]);
    await put((context) => sealer.seal(context, part));
  }
  const documentRows = rows - wordRows;
  const arrays = [postings.store, ...postings.numbers.map(bytesOf), postings.levels];
  for (const bytes of arrays) {
    for (let i = 0; i < bytes.length; i += BYTES) {
      await put((context) => sealer.sealBytes(context, bytes.subarray(i, i + BYTES)));
    }
  }
  const head: Head = {
    format: FORMAT,
    seq,
    terms: postings.terms,
    words: wordRows,
    documents: documentRows,
    lengths: arrays.map((bytes) => bytes.length),
  };
  const sealed = await sealer.seal({ store: STORE, key: HEAD }, head);
  await write(() => db.meta.put({ k: HEAD, sealed }));
}

const bytesOf = (numbers: Int32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/**
 * Reads what `keepIndex` wrote.
 *
 * @param isUsable Whether an index of this commit can be brought up to date.
 * @returns        null when there is none that is whole and usable.
 */
export async function readKept(
  isUsable: (seq: number) => boolean,
  { db, sealer, pause }: Pick<KeepTools, "db" | "sealer" | "pause">,
): Promise<KeptIndex | null> {
  const sealedOf = async (k: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const row = await db.meta.get(k);
    return row !== undefined && "sealed" in row ? row.sealed : null;
  };
  const sealedHead = await sealedOf(HEAD);
  if (sealedHead === null) return null;
  try {
    const head = (await sealer.open({ store: STORE, key: HEAD }, sealedHead)) as Head;
    if (head.format !== FORMAT || !isUsable(head.seq)) return null;
    let rows = 0;
    const next = async <T>(
      open: (context: SealContext, sealed: Uint8Array<ArrayBuffer>) => Promise<T>,
    ): Promise<T> => {
      const sealed = await sealedOf(`${WORDS_PREFIX}${rows}`);
      if (sealed === null) throw new Error(`piece ${rows} of the index is missing`);
      const piece = await open(contextOf(head.seq, rows), sealed);
      rows += 1;
      await pause();
      return piece;
    };
    const words: string[] = [];
    for (let n = 0; n < head.words; n += 1) words.push(...((await next(sealer.open)) as string[]));
    const ids: string[] = [];
    const heads = new Map<TicketId, number>();
    for (let n = 0; n < head.documents; n += 1) {
      for (const [id, print] of (await next(sealer.open)) as DocumentPart) {
        ids.push(id);
        if (id !== "") heads.set(id, print);
      }
    }
    const arrays: Uint8Array<ArrayBuffer>[] = [];
    for (const length of head.lengths) {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i += BYTES) bytes.set(await next(sealer.openBytes), i);
      arrays.push(bytes);
    }
    const [store = new Uint8Array(), ...others] = arrays;
    const levels = others.pop() ?? new Uint8Array();
    const numbers = others.map(({ buffer }) => new Int32Array(buffer));
    const work = restoreTextIndex({
      words,
      ids,
      postings: { terms: head.terms, store, numbers, levels },
    });
    for (;;) {
      const step = work.next();
      if (step.done === true) return { seq: head.seq, index: step.value, heads };
      await pause();
    }
  } catch {
    // Torn, damaged, or of another release: it is built anew from the conversations.
    return null;
  }
}
