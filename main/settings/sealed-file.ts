import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  HEADER_BYTES,
  IV_BYTES,
  decodePayload,
  encodeRecord,
  scanRecords,
} from "#main/sync/journal/record.ts";

/** A JSON text that only this profile can read, and that may be lost: what nobody would miss after a power cut. */
export interface SealedFile {
  /** @returns null when there is none, or none that this key opens. */
  read(): Promise<string | null>;
  /** Replaces the whole text; not synced to the disk. Failures are left: the text before stays. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * A file of one record, in the form of the journal's.
 *
 * @param key    32 bytes.
 * @param scope  What the text is: a record of another scope does not open.
 */
export function openSealedFile(file: string, key: Uint8Array, scope: string): SealedFile {
  const next = `${file}.next`;
  let tail: Promise<void> = Promise.resolve();
  /** One after the other: what is removed last stays removed. */
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    tail = tail.then(task).catch(() => undefined);
    return tail;
  };
  return {
    async read() {
      const bytes = await readFile(file).catch(() => new Uint8Array());
      const frame = scanRecords(bytes).frames[0];
      return frame === undefined ? null : decodePayload(frame.subarray(HEADER_BYTES), key, scope);
    },
    write: (text) =>
      inTurn(async () => {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await writeFile(next, encodeRecord(text, key, scope, randomBytes(IV_BYTES)), {
          mode: 0o600,
        });
        await rename(next, file);
      }),
    remove: () =>
      inTurn(async () => {
        await rm(next, { force: true });
        await rm(file, { force: true });
      }),
  };
}
