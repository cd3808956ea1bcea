import { createCipheriv, createDecipheriv } from "node:crypto";
import type { CipherKey } from "node:crypto";
import { crc32 } from "#main/sync/journal/crc32.ts";

/**
 * One record on disk: `u32 length | u32 CRC-32 of the payload | payload`, little endian. Payload:
 * `u8 version | 12 bytes IV | AES-256-GCM ciphertext of UTF-8 JSON | 16 bytes tag`. A CRC that fits says that the
 * bytes are as they were written; the tag says that they were written by us, for this account.
 */
export const RECORD_VERSION = 1;
export const HEADER_BYTES = 8;
export const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Version, IV, tag and at least `{}`: a run of zeros is never a record. */
const MIN_PAYLOAD = 1 + IV_BYTES + TAG_BYTES + 2;
const MAX_PAYLOAD = 16 * 1024 * 1024;

const aad = (scope: string): Buffer =>
  Buffer.from(`switchboard.journal/${RECORD_VERSION}/${scope}`);

/**
 * @param json   One event as JSON text.
 * @param key    32 bytes.
 * @param scope  What the record belongs to (the account id); a record of another scope does not open.
 * @param iv     12 fresh random bytes.
 */
export function encodeRecord(
  json: string,
  key: CipherKey,
  scope: string,
  iv: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(aad(scope));
  const text = cipher.update(json, "utf8");
  cipher.final();
  const tag = cipher.getAuthTag();
  const frame = Buffer.allocUnsafe(HEADER_BYTES + 1 + IV_BYTES + text.length + TAG_BYTES);
  frame[HEADER_BYTES] = RECORD_VERSION;
  frame.set(iv, HEADER_BYTES + 1);
  frame.set(text, HEADER_BYTES + 1 + IV_BYTES);
  frame.set(tag, frame.length - TAG_BYTES);
  const payload = frame.subarray(HEADER_BYTES);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(payload), 4);
  return frame;
}

/** @returns The event's JSON text; null when the record is of another version, key or scope. */
export function decodePayload(payload: Uint8Array, key: CipherKey, scope: string): string | null {
  if (payload[0] !== RECORD_VERSION) return null;
  try {
    const iv = payload.subarray(1, 1 + IV_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", key, iv);
    decipher.setAAD(aad(scope));
    decipher.setAuthTag(payload.subarray(payload.length - TAG_BYTES));
    const text = decipher.update(payload.subarray(1 + IV_BYTES, payload.length - TAG_BYTES));
    decipher.final();
    return text.toString("utf8");
  } catch {
    return null;
  }
}

export type ScanResult = {
  /** Whole frames (header and payload) in file order; views into the bytes that were scanned. */
  readonly frames: readonly Uint8Array[];
  /** Length up to which the file is a plain run of whole frames. */
  readonly soundLength: number;
  /** Bytes that are no whole record, with whole records after them: damage, not a torn end. */
  readonly damaged: readonly Uint8Array[];
  /** What a dying process left at the end; empty when the file ends cleanly. */
  readonly tail: Uint8Array;
};

/**
 * Splits a journal into frames. A torn end is cut; damage in the middle is stepped over by looking for the next
 * whole record, because what was acknowledged after it must not be lost with it.
 */
export function scanRecords(bytes: Uint8Array): ScanResult {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Uint8Array[] = [];
  const damaged: Uint8Array[] = [];
  let at = 0;
  let soundLength = 0;
  while (at < view.length) {
    const length = frameLength(view, at);
    if (length > 0) {
      frames.push(view.subarray(at, at + length));
      at += length;
      if (damaged.length === 0) soundLength = at;
      continue;
    }
    const next = nextFrame(view, at + 1);
    if (next < 0) break;
    damaged.push(view.subarray(at, next));
    at = next;
  }
  return { frames, soundLength, damaged, tail: view.subarray(at) };
}

/** Length of the whole, intact frame at `at`; 0 when there is none. */
function frameLength(view: Buffer, at: number): number {
  if (at + HEADER_BYTES + MIN_PAYLOAD > view.length) return 0;
  const length = view.readUInt32LE(at);
  if (length < MIN_PAYLOAD || length > MAX_PAYLOAD) return 0;
  const end = at + HEADER_BYTES + length;
  if (end > view.length) return 0;
  const intact = crc32(view.subarray(at + HEADER_BYTES, end)) === view.readUInt32LE(at + 4);
  return intact ? HEADER_BYTES + length : 0;
}

/** Next whole frame at or after `from`, -1 when there is none. The version byte sifts before the CRC is computed. */
function nextFrame(view: Buffer, from: number): number {
  for (let at = from; at + HEADER_BYTES + MIN_PAYLOAD <= view.length; at += 1) {
    const version = view[at + HEADER_BYTES] ?? 0;
    if (version === 0 || version > RECORD_VERSION + 1) continue;
    if (frameLength(view, at) > 0) return at;
  }
  return -1;
}
