import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A text that only this profile can read, and that may be lost: what nobody would miss after a power cut. */
export interface SealedFile {
  /** @returns null when there is none, or none that this key opens. */
  read(): Promise<string | null>;
  /** Replaces the whole text; not synced to the disk. Failures are left: the text before stays. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * One file: `u8 version | 12 bytes IV | AES-256-GCM ciphertext of UTF-8 text | 16 bytes tag`.
 *
 * @param key    32 bytes.
 * @param scope  What the text is: a file under another name does not open.
 */
export function openSealedFile(file: string, key: Uint8Array, scope: string): SealedFile {
  const aad = Buffer.from(`switchboard.sealed/${VERSION}/${scope}`);
  const next = `${file}.next`;
  let tail: Promise<void> = Promise.resolve();
  /** One after the other: what is removed last stays removed. */
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    tail = tail.then(task).catch(() => undefined);
    return tail;
  };
  return {
    async read() {
      try {
        const bytes = await readFile(file);
        if (bytes[0] !== VERSION) return null;
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + IV_BYTES));
        decipher.setAAD(aad);
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = decipher.update(bytes.subarray(1 + IV_BYTES, -TAG_BYTES));
        decipher.final();
        return text.toString("utf8");
      } catch {
        return null;
      }
    },
    write: (text) =>
      inTurn(async () => {
        const iv = randomBytes(IV_BYTES);
        const cipher = createCipheriv("aes-256-gcm", key, iv);
        cipher.setAAD(aad);
        const sealed = cipher.update(text, "utf8");
        cipher.final();
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await writeFile(
          next,
          Buffer.concat([Buffer.of(VERSION), iv, sealed, cipher.getAuthTag()]),
          { mode: 0o600 },
        );
        await rename(next, file);
      }),
    remove: () =>
      inTurn(async () => {
        await rm(next, { force: true });
        await rm(file, { force: true });
      }),
  };
}
