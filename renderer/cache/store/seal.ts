/** What a sealed field belongs to: a field moved to another row does not open. */
export type SealContext = { readonly store: string; readonly key: string | number };

/** Seals and opens the fields that hold personal data. Never call inside an IndexedDB transaction. */
export interface Sealer {
  readonly seal: (context: SealContext, value: unknown) => Promise<Uint8Array<ArrayBuffer>>;
  /** Like `seal` for text that is JSON already. */
  readonly sealJson: (context: SealContext, json: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** Like `seal` for bytes; `openBytes` opens them. */
  readonly sealBytes: (
    context: SealContext,
    bytes: Uint8Array<ArrayBuffer>,
  ) => Promise<Uint8Array<ArrayBuffer>>;
  readonly openBytes: (
    context: SealContext,
    sealed: Uint8Array<ArrayBuffer>,
  ) => Promise<Uint8Array<ArrayBuffer>>;
  /** Rejects when the field was altered, cut, moved or sealed with another key. */
  readonly open: (context: SealContext, sealed: Uint8Array<ArrayBuffer>) => Promise<unknown>;
}

const IV_BYTES = 12;
/** Format of what is sealed; part of the associated data, so that an older format does not open by accident. */
const FORMAT = 1;

/**
 * AES-256-GCM with a fresh random 96-bit IV for every write; associated data `store|key|format`.
 * Source: sync-pitfalls §8; NIST SP 800-38D §8.2.2 (random IVs: up to 2^32 writes per key).
 *
 * @param rawKey 32 bytes. Imported as not extractable; the caller wipes its own copy.
 */
export async function createSealer(
  rawKey: Uint8Array<ArrayBuffer>,
  crypto: Crypto,
): Promise<Sealer> {
  const key = await crypto.subtle.importKey("raw", rawKey, "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const algorithm = (context: SealContext, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
    name: "AES-GCM",
    iv,
    additionalData: encoder.encode(`${context.store}|${context.key}|${FORMAT}`),
  });

  async function sealBytes(
    context: SealContext,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const cipher = await crypto.subtle.encrypt(algorithm(context, iv), key, bytes);
    const sealed = new Uint8Array(IV_BYTES + cipher.byteLength);
    sealed.set(iv);
    sealed.set(new Uint8Array(cipher), IV_BYTES);
    return sealed;
  }
  async function openBytes(
    context: SealContext,
    sealed: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const iv = sealed.subarray(0, IV_BYTES);
    const body = sealed.subarray(IV_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(context, iv), key, body));
  }
  const sealJson = (context: SealContext, json: string): Promise<Uint8Array<ArrayBuffer>> =>
    sealBytes(context, encoder.encode(json));
  return {
    sealBytes,
    openBytes,
    sealJson,
    seal: (context, value) => sealJson(context, JSON.stringify(value)),
    open: async (context, sealed) =>
      JSON.parse(decoder.decode(await openBytes(context, sealed))) as unknown,
  };
}

/**
 * 53-bit fingerprint of a record's JSON, to tell whether a record of the same version really changed. Kept only in
 * memory and inside sealed fields. Source: cyrb53 (public domain).
 */
export function fingerprint(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
