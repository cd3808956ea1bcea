import type { Dexie, Table } from "dexie";
import type { AccountId } from "#domain/kernel/ids.ts";

/** A record with all that is personal in one sealed field. */
export type SealedRow = {
  /** Global id, `<kind>/<id>` for the small kinds, `<ticketId>/<at>/<id>` for parts of a conversation. */
  readonly id: string;
  /** Commit that wrote it: of two copies of one entry the later commit's counts. */
  readonly seq: number;
  /** Initialisation vector (12 bytes), then AES-GCM ciphertext of JSON. */
  readonly sealed: Uint8Array<ArrayBuffer>;
};
export type IndexLogRow = { readonly seq: number; readonly sealed: Uint8Array<ArrayBuffer> };
export type IndexBaseRow = { readonly n: number; readonly sealed: Uint8Array<ArrayBuffer> };

/** Stores whose rows are counted, so that missing rows are noticed at the next start. */
export const COUNTED = ["tickets", "customers", "records", "segments", "indexLog"] as const;
export type Counted = (typeof COUNTED)[number];
export type Counts = Readonly<Record<Counted, number>>;
export const NO_ROWS: Counts = {
  tickets: 0,
  customers: 0,
  records: 0,
  segments: 0,
  indexLog: 0,
};

/** The one row that says what this database is. Written in every transaction that writes rows. */
export type StateRow = {
  readonly k: "state";
  /** Random, made when the database was created. */
  readonly cacheId: string;
  /** Grows by one per commit. */
  readonly seq: number;
  /** Epoch whose tables are completely there; anything else is not used. */
  readonly schemaReady: number;
  readonly counts: Counts;
  /** Chunks of `indexBase`, 0 while there is none. */
  readonly baseChunks: number;
  /** Commit up to which the base holds everything, so that the log begins after it. Absent: not known. */
  readonly baseSeq?: number;
};
/** A piece of the full-text index. */
export type WordsRow = { readonly k: string; readonly sealed: Uint8Array<ArrayBuffer> };
export const WORDS_PREFIX = "words/";
export type CursorRow = { readonly k: string; readonly cursor: string };
export const cursorKey = (accountId: AccountId, streamId: string): string =>
  `cursor/${accountId}/${streamId}`;
export const cursorPrefix = (accountId: AccountId): string => `cursor/${accountId}/`;

export type CacheDb = Dexie & {
  readonly meta: Table<StateRow | CursorRow | WordsRow, string>;
  readonly tickets: Table<SealedRow, string>;
  readonly customers: Table<SealedRow, string>;
  readonly records: Table<SealedRow, string>;
  readonly segments: Table<SealedRow, string>;
  readonly indexLog: Table<IndexLogRow, number>;
  readonly indexBase: Table<IndexBaseRow, number>;
  readonly setAside: Table<SealedRow, string>;
};

/** Every key that begins with `prefix`: [from, to). Keys never hold U+FFFF. */
export const prefixRange = (prefix: string): readonly [from: string, to: string] => [
  prefix,
  `${prefix}\uffff`,
];
