import { randomBytes } from "node:crypto";
import { rename } from "node:fs/promises";
import { z } from "zod";
import type { Keyring } from "#main/accounts/keyring.ts";
import { RecoveryWrap, newRecoveryCode, unwrapKey, wrapKey } from "#main/accounts/recovery-code.ts";
import { readIfThere, setAside, writeAtomically } from "#main/settings/atomic-file.ts";

export const KEY_BYTES = 32;

// One that cannot be understood must not make the key itself unreadable.
const recovery = RecoveryWrap.optional().catch(undefined);
/** `plain` lies in a file that only this user may read; it protects nothing against someone who can read it. */
const KeyFile = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("keyring"), sealed: z.string(), recovery }),
  z.object({ kind: z.literal("plain"), key: z.string(), recovery }),
]);
type KeyFile = z.infer<typeof KeyFile>;

export type DataKey = {
  readonly key: Uint8Array;
  /** Whether the key itself is protected by the keyring. */
  readonly protected: boolean;
  /** ms epoch at which the recovery code that holds now was made; null when there is none. */
  readonly recoverySince: () => number | null;
  /** Makes a new code, shown once and kept nowhere; the one before opens nothing any more. Rejects when the disk does. */
  readonly makeRecoveryCode: () => Promise<string>;
};
export type DataKeyOutcome =
  | { readonly kind: "ready"; readonly dataKey: DataKey; readonly isNew: boolean }
  /** The keyring that sealed it is locked, gone or another one. Nothing was changed. */
  | { readonly kind: "locked"; readonly recoverable: boolean }
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
  if (text === null) return create(file, keyring, now);
  const kept = parse(text);
  if (kept === null) return { kind: "damaged", aside: await setAside(file, now()) };
  if (kept.kind === "keyring") {
    const encoded = await keyring.unseal(Buffer.from(kept.sealed, "base64"));
    const key = encoded === null ? null : decode(encoded);
    if (key === null) return { kind: "locked", recoverable: kept.recovery !== undefined };
    return ready({ file, keyring, key, recovery: kept.recovery, now }, false);
  }
  const key = decode(kept.key);
  if (key === null) return { kind: "damaged", aside: await setAside(file, now()) };
  const opened = { file, keyring, key, recovery: kept.recovery, now };
  if (keyring.available) await write(opened);
  return ready(opened, false);
}

/**
 * Opens a locked key by its recovery code and seals it with the keyring of today.
 *
 * @param typed  As typed or copied: case, spaces and dashes don't matter.
 * @returns null when it is not the code; nothing was changed then.
 */
export async function recoverDataKey(
  file: string,
  keyring: Keyring,
  typed: string,
  now: () => number,
): Promise<DataKeyOutcome | null> {
  const wrap = parse((await readIfThere(file)) ?? "")?.recovery;
  const key = wrap === undefined ? null : unwrapKey(wrap, typed);
  if (key === null || key.length !== KEY_BYTES) return null;
  const opened = { file, keyring, key, recovery: wrap, now };
  await write(opened);
  return ready(opened, false);
}

/** Makes a new key after the old one was given up; the old file is kept beside it, in case its keyring comes back. */
export async function replaceDataKey(
  file: string,
  keyring: Keyring,
  now: () => number,
): Promise<DataKeyOutcome> {
  await rename(file, `${file}.locked-${now()}`);
  return create(file, keyring, now);
}

type Opened = {
  readonly file: string;
  readonly keyring: Keyring;
  readonly key: Uint8Array;
  readonly recovery: RecoveryWrap | undefined;
  readonly now: () => number;
};

async function create(file: string, keyring: Keyring, now: () => number): Promise<DataKeyOutcome> {
  const key = new Uint8Array(randomBytes(KEY_BYTES));
  const opened = { file, keyring, key, recovery: undefined, now };
  await write(opened);
  return ready(opened, true);
}

function ready(opened: Opened, isNew: boolean): DataKeyOutcome {
  const { key, keyring, now } = opened;
  let { recovery: current } = opened;
  return {
    kind: "ready",
    isNew,
    dataKey: {
      key,
      protected: keyring.available,
      recoverySince: () => current?.madeAt ?? null,
      makeRecoveryCode: async () => {
        const code = newRecoveryCode();
        const wrap = wrapKey(key, code, now());
        await write({ ...opened, recovery: wrap });
        current = wrap;
        return code;
      },
    },
  };
}

async function write({ file, keyring, key, recovery: wrap }: Opened): Promise<void> {
  const encoded = Buffer.from(key).toString("base64");
  const kept = wrap === undefined ? {} : { recovery: wrap };
  const content: KeyFile = keyring.available
    ? { kind: "keyring", sealed: (await keyring.seal(encoded)).toString("base64"), ...kept }
    : { kind: "plain", key: encoded, ...kept };
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
