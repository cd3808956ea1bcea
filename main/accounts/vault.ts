import { z } from "zod";
import { Credentials } from "#contract/account.ts";
import type { Keyring } from "#main/accounts/keyring.ts";
import { type JsonStore, openJsonStore } from "#main/settings/json-store.ts";

/** Sealed credentials by account id, base64. */
const VaultFile = z.object({ sealed: z.record(z.string(), z.string()) });

/**
 * Keeps what agents sign in with: sealed by the keyring, or, where there is none, in memory until the app ends.
 * Never in plain text on the disk.
 */
export interface Vault {
  readonly mode: "keyring" | "session";
  /** @returns null when there is none, or it cannot be unsealed any more: the agent signs in again. */
  get(accountId: string): Promise<Credentials | null>;
  set(accountId: string, credentials: Credentials): Promise<void>;
  remove(accountId: string): Promise<void>;
}

export async function openVault(file: string, keyring: Keyring, now: () => number): Promise<Vault> {
  const session = new Map<string, Credentials>();
  const store: JsonStore<z.infer<typeof VaultFile>> = await openJsonStore(
    file,
    VaultFile,
    { sealed: {} },
    now,
  );
  return {
    mode: keyring.available ? "keyring" : "session",
    async get(accountId) {
      const kept = session.get(accountId);
      if (kept !== undefined) return kept;
      const sealed = store.get().sealed[accountId];
      if (sealed === undefined) return null;
      const text = await keyring.unseal(Buffer.from(sealed, "base64"));
      if (text === null) return null;
      const parsed = Credentials.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : null;
    },
    async set(accountId, credentials) {
      session.set(accountId, credentials);
      if (!keyring.available) return;
      const sealed = (await keyring.seal(JSON.stringify(credentials))).toString("base64");
      await store.update((now) => ({ sealed: { ...now.sealed, [accountId]: sealed } }));
    },
    async remove(accountId) {
      session.delete(accountId);
      await store.update((now) => {
        const { [accountId]: gone, ...rest } = now.sealed;
        return gone === undefined ? now : { sealed: rest };
      });
    },
  };
}
