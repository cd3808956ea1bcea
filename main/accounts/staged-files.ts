import { randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import type { StagedFile } from "#domain/sync/intent.ts";
import { writeAtomically } from "#main/settings/atomic-file.ts";

/** Larger files are refused by the helpdesks we know (50 MB). */
export const MAX_STAGED_BYTES = 50 * 1024 * 1024;
const STAGED_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KEEP_UNUSED_MS = 24 * 60 * 60 * 1000;

/** Bytes that a reply will carry; on the disk before the page hears of it. */
export interface StagedFiles {
  stage(file: {
    readonly fileName: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  }): Promise<Result<StagedFile, AppError>>;
  /** `storage` when the file is not there any more. */
  read(stagedId: string): Promise<Result<Uint8Array, AppError>>;
  /** Deletes what nothing refers to and is older than a day. */
  tidy(inUse: ReadonlySet<string>, now: number): Promise<void>;
}

export function openStagedFiles(folder: string): StagedFiles {
  return {
    async stage({ fileName, contentType, bytes }) {
      if (bytes.byteLength > MAX_STAGED_BYTES) {
        return err({
          kind: "invalid",
          field: "file",
          detail: `${fileName} has ${Math.ceil(bytes.byteLength / 1_048_576)} MB`,
          remedy: "fileTooLarge",
        });
      }
      const stagedId = randomUUID();
      try {
        await writeAtomically(path.join(folder, stagedId), bytes);
      } catch (cause) {
        return err({ kind: "storage", detail: String(cause) });
      }
      return ok({ stagedId, fileName, contentType, sizeBytes: bytes.byteLength });
    },
    async read(stagedId) {
      // The id comes back from a journal: it must not become a path of its own.
      if (!STAGED_ID.test(stagedId)) return err({ kind: "storage", detail: "no such staged file" });
      try {
        return ok(new Uint8Array(await readFile(path.join(folder, stagedId))));
      } catch {
        return err({ kind: "storage", detail: "an attached file is not there any more" });
      }
    },
    async tidy(inUse, now) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const name of await readdir(folder)) {
        if (inUse.has(name)) continue;
        const file = path.join(folder, name);
        if (now - (await stat(file)).mtimeMs > KEEP_UNUSED_MS) await rm(file, { force: true });
      }
    },
  };
}
