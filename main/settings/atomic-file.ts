import { open, mkdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";

/**
 * Replaces a small file so that a crash leaves the old or the new content, never a mixture: write beside it, fsync,
 * rename over it, fsync the folder.
 *
 * @param mode  Permissions of the file, e.g. 0o600 for secrets.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array,
  mode = 0o600,
): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.next`;
  try {
    const handle = await open(next, "w", mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
  } catch (cause) {
    await rm(next, { force: true });
    throw cause;
  }
  await syncFolder(folder);
}

/** Makes a rename or a new name in a folder durable; a no-op where folders cannot be opened (Windows). */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @returns Text of the file, or null when there is none. Other failures throw. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** Puts an unreadable file aside under a new name, so that nothing is lost, and tells the name. */
export async function setAside(file: string, now: number): Promise<string> {
  const aside = `${file}.broken-${new Date(now).toISOString().replaceAll(":", "-")}`;
  await rename(file, aside);
  return aside;
}

export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ENOENT";
