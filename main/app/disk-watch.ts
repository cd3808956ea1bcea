import { statfs } from "node:fs/promises";

/** `low`: nothing is fetched ahead; `full`: the cache is not written. The journal always works. */
export type DiskLevel = "ok" | "low" | "full";

const LOW_BYTES = 1_000_000_000;
const FULL_BYTES = 300_000_000;
const CHECK_MS = 30_000;

/** Source: sync-pitfalls §7. */
export function diskLevel(freeBytes: number): DiskLevel {
  if (freeBytes < FULL_BYTES) return "full";
  return freeBytes < LOW_BYTES ? "low" : "ok";
}

export interface DiskWatch {
  level(): DiskLevel;
  check(): Promise<void>;
  close(): void;
}

/**
 * @param onChange  Told of every change of level.
 */
export function watchDisk(folder: string, onChange: (level: DiskLevel) => void): DiskWatch {
  let level: DiskLevel = "ok";
  const check = async () => {
    let next: DiskLevel;
    try {
      const { bavail, bsize } = await statfs(folder);
      next = diskLevel(bavail * bsize);
    } catch {
      return; // a file system that does not tell is taken as it was
    }
    if (next === level) return;
    level = next;
    onChange(level);
  };
  const timer = setInterval(() => void check(), CHECK_MS);
  timer.unref();
  return { level: () => level, check, close: () => clearInterval(timer) };
}
