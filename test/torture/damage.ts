import { appendFile, open, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { CachePointer, databaseName } from "#main/ipc/cache-pointer.ts";
import { copyOf } from "#main/sync/journal/copy-file.ts";
import type { Rng } from "#test/support/sim/rng.ts";

/** What happens to files between two starts. None of it may cost what was acknowledged. */
export const DAMAGES = [
  "journal ends in a torn record",
  "journal ends in noise",
  "journal with flipped bytes",
  "a journal file is missing",
  "cache files with flipped bytes",
  "a cache file is missing",
  "a cache log is torn",
  "the whole cache is gone",
  "the cache's pointer is unreadable",
  "the cache is of another epoch",
] as const;
export type Damage = (typeof DAMAGES)[number];

const journalOf = (profile: string): string => path.join(profile, "journal/demo.log");

/** The journal or its copy: what one of them loses, the other has. */
async function eitherJournal(profile: string, rng: Rng): Promise<string> {
  const file = journalOf(profile);
  const isCopied = (await stat(copyOf(file)).catch(() => null)) !== null;
  return isCopied && rng.chance(0.4) ? copyOf(file) : file;
}

async function databaseOf(profile: string): Promise<string | null> {
  const base = path.join(profile, "IndexedDB");
  const names = await readdir(base).catch(() => []);
  const name = names.find((one) => one.endsWith(".leveldb"));
  return name === undefined ? null : path.join(base, name);
}

async function filesOf(folder: string, pattern: RegExp): Promise<readonly string[]> {
  return (await readdir(folder))
    .filter((name) => pattern.test(name))
    .map((name) => path.join(folder, name));
}

async function flip(file: string, at: number): Promise<void> {
  const handle = await open(file, "r+");
  try {
    const byte = new Uint8Array(1);
    await handle.read(byte, 0, 1, at);
    await handle.write(Uint8Array.of((byte[0] ?? 0) ^ 0x40), 0, 1, at);
  } finally {
    await handle.close();
  }
}

/** @returns What was done, for the log. */
export async function damage(profile: string, what: Damage, rng: Rng): Promise<string> {
  switch (what) {
    case "journal ends in a torn record": {
      const file = journalOf(profile);
      const bytes = await readFile(file);
      const length = Math.min(bytes.length, 60);
      // The header of a real record, and less than it promises.
      await appendFile(file, bytes.subarray(0, length));
      return `${length} bytes of a record`;
    }
    case "journal ends in noise": {
      const noise = rng.bytes(rng.int(1, 400));
      await appendFile(journalOf(profile), noise);
      return `${noise.length} bytes`;
    }
    case "journal with flipped bytes": {
      const file = await eitherJournal(profile, rng);
      const { size } = await stat(file);
      for (let n = 0; n < 5 && size > 0; n += 1) await flip(file, rng.int(0, size - 1));
      return path.basename(file);
    }
    case "a journal file is missing": {
      const file = await eitherJournal(profile, rng);
      await rm(file, { force: true });
      return path.basename(file);
    }
    case "the cache's pointer is unreadable":
      await writeFile(path.join(profile, "cache.json"), '{"epoch":');
      return "cache.json";
    case "the cache is of another epoch": {
      // As after an update whose cache looks different: the next start must build a new one and delete this.
      const file = path.join(profile, "cache.json");
      const known = CachePointer.safeParse(
        JSON.parse(await readFile(file, "utf8").catch(() => "0")),
      );
      if (!known.success) return "there was no pointer";
      const { epoch, stale } = known.data;
      const other = {
        ...known.data,
        epoch: epoch + 1,
        stale: [...stale, databaseName(known.data)],
      };
      await writeFile(file, JSON.stringify(other));
      return `epoch ${other.epoch}, generation ${other.generation}`;
    }
    case "cache files with flipped bytes":
    case "a cache file is missing":
    case "a cache log is torn":
    case "the whole cache is gone":
  }
  const folder = await databaseOf(profile);
  if (folder === null) return "there was no cache";
  if (what === "the whole cache is gone") {
    await rm(folder, { recursive: true });
    return path.basename(folder);
  }
  const files = await filesOf(folder, what === "a cache log is torn" ? /\.log$/ : /\.(?:ldb|log)$/);
  const file = files[rng.int(0, Math.max(0, files.length - 1))];
  if (file === undefined) return "there was no file";
  const { size } = await stat(file);
  if (what === "a cache file is missing") await rm(file);
  else if (what === "a cache log is torn") {
    // Source: sync-pitfalls §9.5: LevelDB appends after a torn record and wipes itself a start later.
    await appendFile(file, Uint8Array.of(1, 2, 3, 4, 0xb7, 0, 1));
  } else if (size > 0) {
    for (let n = 0; n < 20; n += 1) await flip(file, rng.int(0, size - 1));
  }
  return path.basename(file);
}

export type JournalFlip = { readonly at: number; readonly size: number };

/**
 * Flips the same byte in the journal and in its copy: damage that nothing repairs, which may cost the record it hits
 * and no other.
 *
 * @returns null when the journal is empty.
 */
export async function flipInJournal(profile: string, rng: Rng): Promise<JournalFlip | null> {
  const file = journalOf(profile);
  const { size } = await stat(file);
  if (size < 400) return null;
  const at = rng.int(Math.floor(size * 0.3), Math.floor(size * 0.7));
  await flip(file, at);
  await flip(copyOf(file), at).catch(() => undefined);
  return { at, size };
}

/** Bytes set aside from the journal so far. */
export async function asideBytes(profile: string): Promise<number> {
  return (await stat(`${journalOf(profile)}.aside`).catch(() => null))?.size ?? 0;
}
