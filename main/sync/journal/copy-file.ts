import { rm } from "node:fs/promises";
import type { JournalCopy } from "#main/sync/journal/mirrored-file.ts";
import { openNodeJournalFile } from "#main/sync/journal/node-file.ts";
import type { JournalFile } from "#main/sync/ports.ts";

/** Where the second file of a journal lies. */
export const copyOf = (path: string): string => `${path}.copy`;

/** The second file on a real disk. Opening never fails: without it the journal works as well, only less safely. */
export async function openJournalCopy(path: string): Promise<JournalCopy> {
  let file: JournalFile | null = null;
  let failure: unknown = null;
  try {
    file = await openNodeJournalFile({
      path,
      reservePath: null,
      onSpaceLow: () => undefined,
      // It helps against damage; a power cut finds everything in the first file.
      isSynced: false,
    });
  } catch (cause) {
    failure = cause;
  }
  const withFile = <T>(act: (opened: JournalFile) => Promise<T>): Promise<T> =>
    file === null ? Promise.reject(new Error(String(failure))) : act(file);
  const close = async (): Promise<void> => {
    await file?.close().catch(() => undefined);
    file = null;
  };
  return {
    readAll: () => withFile((opened) => opened.readAll()),
    append: (bytes) => withFile((opened) => opened.append(bytes)),
    replace: (bytes) => withFile((opened) => opened.replace(bytes)),
    close,
    remove: async () => {
      await close(); // an open file keeps its room on the disk
      await rm(path, { force: true });
    },
  };
}
