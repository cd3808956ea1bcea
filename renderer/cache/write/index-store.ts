import type { TicketId } from "#domain/kernel/ids.ts";
import type { IndexDelta } from "#renderer/cache/memory/index-delta.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import type { Sealer } from "#renderer/cache/store/seal.ts";
import type { CacheDb } from "#renderer/cache/store/tables.ts";

/** Records in one chunk of the base: a millisecond or two of work each, so that answers wait for no more. */
const CHUNK = 250;
/** Rows opened at a time while loading. */
const SLICE = 32;

/** Conversations that were changed, commit by commit. */
export type ChangedThreads = readonly {
  readonly seq: number;
  readonly ids: readonly TicketId[];
}[];
export type LoadedIndex = {
  readonly logBytes: number;
  readonly baseBytes: number;
  /** By the commits of the log. */
  readonly changed: ChangedThreads;
};

/**
 * Fills the index from its base and the log after it.
 *
 * @throws When a row cannot be opened.
 */
export async function loadIndex(db: CacheDb, sealer: Sealer, memory: Memory): Promise<LoadedIndex> {
  const base = await db.indexBase.toArray();
  const baseBytes = await applyAll(
    base.map(({ n, sealed }) => ({ store: "indexBase", key: n, sealed })),
  );
  const log = await db.indexLog.orderBy(":id").toArray();
  const changed: ChangedThreads[number][] = [];
  // The id that the memory holds already, not the one that came with the delta.
  const ownId = (id: TicketId): TicketId => memory.thread(id)?.ticketId ?? id;
  const logBytes = await applyAll(
    log.map(({ seq, sealed }) => ({ store: "indexLog", key: seq, sealed })),
    (seq, { parts = [], threads = [] }) =>
      changed.push({ seq, ids: [...parts, ...threads].map(([id]) => ownId(id)) }),
  );
  memory.finishLoading();
  return { logBytes, baseBytes, changed };

  async function applyAll(
    rows: readonly {
      readonly store: string;
      readonly key: number;
      readonly sealed: Uint8Array<ArrayBuffer>;
    }[],
    see: (key: number, delta: IndexDelta) => void = () => undefined,
  ): Promise<number> {
    let bytes = 0;
    for (let i = 0; i < rows.length; i += SLICE) {
      const slice = rows.slice(i, i + SLICE);
      const deltas = await Promise.all(
        slice.map((row) => {
          bytes += row.sealed.byteLength;
          return sealer.open(row, row.sealed);
        }),
      );
      for (const [n, delta] of deltas.entries()) {
        memory.load(delta as IndexDelta);
        see(slice[n]?.key ?? 0, delta as IndexDelta);
      }
    }
    return bytes;
  }
}

/**
 * Seals the whole index chunk by chunk, pausing between them. Commits may go on meanwhile: a chunk may be newer than
 * the seq at the start, and the log entries after that seq are applied on top of it without harm (see `IndexDelta`).
 */
export async function sealIndex(
  memory: Memory,
  sealer: Sealer,
  pause: () => Promise<void>,
): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (const delta of memory.chunks(CHUNK)) {
    chunks.push(await sealer.seal({ store: "indexBase", key: chunks.length }, delta));
    await pause();
  }
  return chunks;
}
