import { open, readFile, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { CrashPoint, JournalFile } from "#main/sync/ports.ts";

export const RESERVE_BYTES = 16 * 1024 * 1024;
/** What was cut or damaged is kept for inspection up to this size, newest last. */
const ASIDE_LIMIT = 1024 * 1024;

export type NodeJournalOptions = {
  readonly path: string;
  /** File made by `ensureReserve`; given up when the disk is full. null: none. */
  readonly reservePath: string | null;
  /** The disk was full and the reserve has been given up: the agent must be told. */
  readonly onSpaceLow: () => void;
  readonly crash?: CrashPoint;
  /** false: what is appended may still be in the system's memory. Default true. */
  readonly isSynced?: boolean;
};

/**
 * Allocates the reserve that lets the journal grow on a full disk. Not zeros, so that no file system stores it in
 * less space than it promises. Never fails: without space there is simply no reserve.
 */
export async function ensureReserve(
  path: string,
  randomBytes: (count: number) => Uint8Array,
): Promise<boolean> {
  try {
    const found = await stat(path).catch(() => null);
    if (found?.size === RESERVE_BYTES) return true;
    const handle = await open(path, "w", 0o600);
    try {
      const block = randomBytes(1024 * 1024);
      for (let written = 0; written < RESERVE_BYTES; written += block.length) {
        await handle.writeFile(block);
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return true;
  } catch {
    await rm(path, { force: true }).catch(() => undefined);
    return false;
  }
}

const isFull = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && (cause.code === "ENOSPC" || cause.code === "EDQUOT");

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its rename is durable by itself.
  const handle = await open(dirname(path), "r").catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

/** The journal's bytes on a real disk. One writer; the single-instance lock of the app guarantees it. */
export async function openNodeJournalFile(options: NodeJournalOptions): Promise<JournalFile> {
  const { path, crash = () => undefined } = options;
  let handle: FileHandle = await open(path, "a+", 0o600);
  await syncFolder(path);

  async function writeAll(target: FileHandle, bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length) {
      at += (await target.write(bytes, at, bytes.length - at)).bytesWritten;
    }
  }

  /** Runs a write; on a full disk gives the reserve up and runs it once more. */
  async function withReserve(restore: () => Promise<void>, write: () => Promise<void>) {
    try {
      await write();
    } catch (cause) {
      const { reservePath } = options;
      if (!isFull(cause) || reservePath === null) throw cause;
      if ((await stat(reservePath).catch(() => null)) === null) throw cause;
      await rm(reservePath, { force: true });
      options.onSpaceLow();
      await restore();
      await write();
    }
  }

  async function keepAside(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const asidePath = `${path}.aside`;
    const found = await stat(asidePath).catch(() => null);
    const aside = await open(asidePath, (found?.size ?? 0) > ASIDE_LIMIT ? "w" : "a", 0o600);
    try {
      await aside.writeFile(bytes);
    } finally {
      await aside.close();
    }
  }

  return {
    readAll: () => readFile(path),
    async append(bytes) {
      const before = (await handle.stat()).size;
      await withReserve(
        () => handle.truncate(before),
        async () => {
          await writeAll(handle, bytes);
          crash("journal.written");
          if (options.isSynced !== false) await handle.datasync();
        },
      );
      crash("journal.synced");
    },
    keepAside,
    async truncate(length, cut) {
      // Best effort: a full disk must not keep the journal from being cut sound.
      await keepAside(cut).catch(() => undefined);
      crash("journal.cut");
      await handle.truncate(length);
      await handle.datasync();
    },
    async replace(bytes) {
      const fresh = `${path}.new`;
      await withReserve(
        () => rm(fresh, { force: true }),
        async () => {
          const target = await open(fresh, "w", 0o600);
          try {
            await writeAll(target, bytes);
            await target.sync();
          } finally {
            await target.close();
          }
        },
      );
      crash("journal.compact-written");
      // Windows does not rename over an open file.
      await handle.close();
      try {
        await rename(fresh, path);
        crash("journal.compact-renamed");
        await syncFolder(path);
      } finally {
        handle = await open(path, "a+", 0o600);
      }
    },
    close: () => handle.close(),
  };
}
