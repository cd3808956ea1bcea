import { randomBytes } from "node:crypto";
import { rename } from "node:fs/promises";
import { z } from "zod";
import type { Keyring } from "#main/accounts/keyring.ts";
import { readIfThere, setAside, writeAtomically } from "#main/settings/atomic-file.ts";

export const KEY_BYTES = 32;

/** `plain` lies in a file that only this user may read; it protects nothing against someone who can read it. */
const KeyFile = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("keyring"), sealed: z.string() }),
  z.object({ kind: z.literal("plain"), key: z.string() }),
]);
type KeyFile = z.infer<typeof KeyFile>;

export type DataKey = {
  readonly key: Uint8Array;
  /** Whether the key itself is protected by the keyring. */
  readonly protected: boolean;
};
export type DataKeyOutcome =
  | { readonly kind: "ready"; readonly dataKey: DataKey; readonly isNew: boolean }
  /** The keyring that sealed it is locked, gone or another one. Nothing was changed. */
  | { readonly kind: "locked" }
  /** The file cannot be understood; it was put aside. */
  | { readonly kind: "damaged"; readonly aside: string };

/**
 * The key of everything this profile keeps on the disk (32 bytes). Made once; sealed by the keyring as soon as there
 * is one.
 */
export async function openDataKey(
  file: string,
  keyring: Keyring,
  now: () => number,
): Promise<DataKeyOutcome> {
  const text = await readIfThere(file);
  if (text === null) return create(file, keyring);
  const kept = parse(text);
  if (kept === null) return { kind: "damaged", aside: await setAside(file, now()) };
  if (kept.kind === "keyring") {
    const encoded = await keyring.unseal(Buffer.from(kept.sealed, "base64"));
    const key = encoded === null ? null : decode(encoded);
    if (key === null) return { kind: "locked" };
    return { kind: "ready", dataKey: { key, protected: true }, isNew: false };
  }
  const key = decode(kept.key);
  if (key === null) return { kind: "damaged", aside: await setAside(file, now()) };
  if (keyring.available) await write(file, keyring, key);
  return { kind: "ready", dataKey: { key, protected: keyring.available }, isNew: false };
}

/** Makes a new key after the old one was given up; the old file is kept beside it, in case its keyring comes back. */
export async function replaceDataKey(
  file: string,
  keyring: Keyring,
  now: () => number,
): Promise<DataKeyOutcome> {
  await rename(file, `${file}.locked-${now()}`);
  return create(file, keyring);
}

async function create(file: string, keyring: Keyring): Promise<DataKeyOutcome> {
  const key = new Uint8Array(randomBytes(KEY_BYTES));
  await write(file, keyring, key);
  return { kind: "ready", dataKey: { key, protected: keyring.available }, isNew: true };
}

async function write(file: string, keyring: Keyring, key: Uint8Array): Promise<void> {
  const encoded = Buffer.from(key).toString("base64");
  const content: KeyFile = keyring.available
    ? { kind: "keyring", sealed: (await keyring.seal(encoded)).toString("base64") }
    : { kind: "plain", key: encoded };
  await writeAtomically(file, JSON.stringify(content), 0o600);
}

function parse(text: string): KeyFile | null {
  try {
    const parsed = KeyFile.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function decode(encoded: string): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(encoded, "base64"));
  return bytes.length === KEY_BYTES ? bytes : null;
}
