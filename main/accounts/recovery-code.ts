import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";

/** Crockford's base 32: no letter that reads like a digit. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 130 bits: too many to guess, so that no slow derivation is needed. */
const LENGTH = 26;
const GROUP = 5;
const PURPOSE = "switchboard data key";

/** The data key, sealed by a recovery code. Binary members are base64. */
export const RecoveryWrap = z.object({
  salt: z.string(),
  iv: z.string(),
  sealed: z.string(),
  /** ms epoch. */
  madeAt: z.number(),
});
export type RecoveryWrap = z.infer<typeof RecoveryWrap>;

/** @returns A code to write down, e.g. `7K3QD-0WX4B-…`: 26 letters in groups of five. */
export function newRecoveryCode(): string {
  const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % 32]).join("");
  return letters.replace(new RegExp(`.{${GROUP}}(?=.)`, "g"), "$&-");
}

/** @returns The letters of a code as a person may have typed or copied it; null when it cannot be one. */
function lettersOf(typed: string): string | null {
  const letters = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(letters) ? letters : null;
}

const derive = (letters: string, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync("sha256", letters, salt, PURPOSE, 32));

/** Seals `key` so that only the code opens it (AES-256-GCM under HKDF-SHA256 of the code). */
export function wrapKey(key: Uint8Array, code: string, now: number): RecoveryWrap {
  const letters = lettersOf(code);
  if (letters === null) throw new RangeError("not a recovery code");
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", derive(letters, salt), iv);
  const sealed = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  return {
    salt: salt.toString("base64"),
    iv: iv.toString("base64"),
    sealed: sealed.toString("base64"),
    madeAt: now,
  };
}

/** @returns The key; null when `typed` is not the code it was sealed with. */
export function unwrapKey(wrap: RecoveryWrap, typed: string): Uint8Array | null {
  const letters = lettersOf(typed);
  if (letters === null) return null;
  const sealed = Buffer.from(wrap.sealed, "base64");
  const key = derive(letters, Buffer.from(wrap.salt, "base64"));
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(wrap.iv, "base64"));
    decipher.setAuthTag(sealed.subarray(-16));
    return new Uint8Array(
      Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]),
    );
  } catch {
    return null;
  }
}
