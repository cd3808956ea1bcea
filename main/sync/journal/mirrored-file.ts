import { scanRecords } from "#main/sync/journal/record.ts";
import type { JournalFile } from "#main/sync/ports.ts";

/** The second file of a journal. It may fail at any time; then it is removed and made anew at the next start. */
export type JournalCopy = Pick<JournalFile, "readAll" | "append" | "replace" | "close"> & {
  remove(): Promise<void>;
};

export type MirrorOptions = {
  readonly file: JournalFile;
  readonly copy: JournalCopy;
  /** Records that the journal's own file had lost were taken from the copy. */
  readonly onRepaired: (records: number) => void;
  /** The copy is not kept any more, until the next start. */
  readonly onCopyLost: (cause: unknown) => void;
};

type Frames = ReadonlyMap<number, Uint8Array>;

function framesOf(bytes: Uint8Array): Frames {
  return new Map(
    scanRecords(bytes).frames.map((frame) => [frame.byteOffset - bytes.byteOffset, frame]),
  );
}
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const nameOf = (frame: Uint8Array): string => Buffer.from(frame).toString("latin1");

/** Whether the copy is of this very writing: its records lie where the journal has the same ones. */
function areAligned(own: Frames, others: Frames): boolean {
  const [first] = own;
  if (first === undefined) return true;
  const twin = others.get(first[0]);
  if (twin === undefined || !isSame(twin, first[1])) return false;
  const places = new Map([...own].map(([at, frame]) => [nameOf(frame), at]));
  return [...others].every(([at, frame]) => (places.get(nameOf(frame)) ?? at) === at);
}

/**
 * What two copies of one journal know together.
 *
 * Both hold the same records at the same places, as far as they reach; damage changes bytes, not places. A copy from
 * before the journal was last rewritten shares no record with it, and counts only when the journal has none at all.
 *
 * @returns The sound content, and how many records only the copy had; null: the copy adds nothing.
 */
export function mergeCopies(
  bytes: Uint8Array,
  copied: Uint8Array,
): { readonly bytes: Uint8Array; readonly taken: number } | null {
  if (isSame(bytes, copied)) return null;
  const own = framesOf(bytes);
  const others = framesOf(copied);
  if (!areAligned(own, others)) return null;
  const missing = [...others].filter(([at]) => !own.has(at));
  if (missing.length === 0) return null;
  const all = [...own, ...missing].toSorted(([a], [b]) => a - b);
  return {
    bytes: new Uint8Array(Buffer.concat(all.map(([, frame]) => frame))),
    taken: missing.length,
  };
}

/**
 * A journal that survives damage to its file: every record is also written to a second one, behind the first and
 * without anybody waiting for it. What was acknowledged is synced in the first, as ever.
 */
export function mirrorJournalFile(options: MirrorOptions): JournalFile {
  const { file, copy } = options;
  let isKept = true;
  let work: Promise<void> = Promise.resolve();

  /** One step of the copy after the other; the first that fails ends it. */
  function later(step: () => Promise<void>): void {
    work = work.then(async () => {
      if (!isKept) return;
      try {
        await step();
      } catch (cause) {
        isKept = false;
        await copy.remove().catch(() => undefined);
        options.onCopyLost(cause);
      }
    });
  }

  return {
    async readAll() {
      const bytes = await file.readAll();
      const copied = await copy.readAll().catch(() => new Uint8Array());
      const merged = mergeCopies(bytes, copied);
      const content = merged?.bytes ?? bytes;
      if (merged !== null) {
        // What only damage had made of it, for inspection; best effort, as with a torn end.
        await file.keepAside(bytes).catch(() => undefined);
        await file.replace(content);
        options.onRepaired(merged.taken);
      }
      if (!isSame(content, copied)) later(() => copy.replace(content));
      return content;
    },
    async append(bytes) {
      await file.append(bytes);
      later(() => copy.append(bytes));
    },
    async truncate(length, cut) {
      await file.truncate(length, cut);
      later(async () => copy.replace(await file.readAll()));
    },
    keepAside: (bytes) => file.keepAside(bytes),
    async replace(bytes) {
      await file.replace(bytes);
      later(() => copy.replace(bytes));
    },
    async close() {
      await work;
      await copy.close();
      await file.close();
    },
  };
}
