import { execFile } from "node:child_process";
import { mkdtemp, open, rm, statfs } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { ElectronApplication } from "@playwright/test";

const run = promisify(execFile);

/** Above what the console calls full (300 MB), so that it begins at work. */
const SIZE_MB = 400;

/** A disk that other programs fill under the console's hands. */
export type SmallDisk = {
  /** For a profile. */
  readonly folder: string;
  readonly words: string;
  /** Leaves so many bytes. */
  readonly fill: (app: ElectronApplication, leaveBytes: number) => Promise<void>;
  readonly free: (app: ElectronApplication | null) => Promise<void>;
  readonly end: () => Promise<void>;
};

/**
 * A small file system, or, where none can be mounted (needs root), a console whose own writes fail as on one that is
 * full.
 */
export async function openSmallDisk(mayMount: boolean): Promise<SmallDisk> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-small-disk-"));
  const end = async (): Promise<void> => rm(folder, { recursive: true, force: true });
  if (!mayMount || !(await mount(folder))) return pretended(folder, end);
  const ballast = path.join(folder, "ballast");
  return {
    folder,
    words: "a small file system",
    fill: (_app, leaveBytes) => fillUp(ballast, leaveBytes),
    free: () => rm(ballast, { force: true }),
    async end() {
      await run("umount", ["--lazy", folder]).catch(() => undefined);
      await end();
    },
  };
}

const mount = (folder: string): Promise<boolean> =>
  run("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "switchboard-torture", folder]).then(
    () => true,
    () => false,
  );

async function fillUp(file: string, leaveBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path.dirname(file));
  const size = bavail * bsize - leaveBytes;
  if (size <= 0) return;
  const handle = await open(file, "a");
  try {
    const block = new Uint8Array(1024 * 1024);
    for (let left = size; left > 0; left -= block.length) {
      await handle.write(block, 0, Math.min(left, block.length));
    }
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENOSPC")) throw cause;
  } finally {
    await handle.close();
  }
}

const pretended = (folder: string, end: () => Promise<void>): SmallDisk => ({
  folder,
  words: "pretended in the main process, as no file system can be mounted here (needs root)",
  fill: pretendLeft,
  free: async (app) => {
    if (app !== null) await pretendLeft(app, Number.POSITIVE_INFINITY);
  },
  end,
});

/** Writes of the main process end with ENOSPC, in the middle where it comes so, once these bytes are used up. */
const pretendLeft = (app: ElectronApplication, leaveBytes: number): Promise<void> =>
  app.evaluate(
    async (_electron, left) => {
      const disk = globalThis as { bytesLeft?: number };
      const isNews = disk.bytesLeft === undefined;
      disk.bytesLeft = left ?? Number.POSITIVE_INFINITY;
      if (!isNews) return;
      const files = process.getBuiltinModule("node:fs/promises");
      const handle = await files.open(process.execPath, "r");
      const kind = Object.getPrototypeOf(handle) as { write: unknown };
      await handle.close();
      const write = kind.write as (this: FileHandle, ...all: unknown[]) => Promise<unknown>;
      kind.write = async function (
        this: FileHandle,
        bytes: Uint8Array,
        at: number,
        length: number,
      ) {
        const room = disk.bytesLeft ?? 0;
        disk.bytesLeft = Math.max(0, room - length);
        if (length <= room) return write.call(this, bytes, at, length);
        if (room > 0) return write.call(this, bytes, at, room);
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
          code: "ENOSPC",
        });
      };
      // What is removed makes room: the reserve.
      const { rm: remove, stat } = files;
      files.rm = async (file, options) => {
        const size = (await stat(file).catch(() => null))?.size ?? 0;
        await remove(file, options);
        disk.bytesLeft = (disk.bytesLeft ?? 0) + size;
      };
    },
    Number.isFinite(leaveBytes) ? leaveBytes : null,
  );
