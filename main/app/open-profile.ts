import type { Dialog, SafeStorage } from "electron";
import { type AccountList, openAccountList } from "#main/accounts/account-list.ts";
import {
  type DataKey,
  type DataKeyOutcome,
  openDataKey,
  recoverDataKey,
  replaceDataKey,
} from "#main/accounts/data-key.ts";
import { type Keyring, openKeyring } from "#main/accounts/keyring.ts";
import { type Vault, openVault } from "#main/accounts/vault.ts";
import type { Notify } from "#main/app/notices.ts";
import type { Profile } from "#main/app/profile.ts";
import { mainTexts } from "#main/app/texts.ts";
import { FIRST_WINDOW, WindowState } from "#main/app/window-state.ts";
import { CachePointer, FIRST_POINTER } from "#main/ipc/cache-pointer.ts";
import { type JsonStore, openJsonStore } from "#main/settings/json-store.ts";
import { type SettingsStore, openSettings } from "#main/settings/settings-store.ts";
import { nextGeneration } from "#main/ipc/cache-pointer.ts";

/** Everything small that a profile keeps, opened. */
export type OpenProfile = {
  readonly settings: SettingsStore;
  readonly window: JsonStore<WindowState>;
  readonly pointer: JsonStore<CachePointer>;
  readonly accounts: AccountList;
  readonly vault: Vault;
  readonly dataKey: DataKey;
};

export type OpenProfileDeps = {
  readonly profile: Profile;
  readonly safeStorage: SafeStorage;
  readonly platform: NodeJS.Platform;
  readonly dialog: Pick<Dialog, "showMessageBox">;
  /** What was copied last, where a recovery code is taken from. */
  readonly readClipboard: () => Promise<string>;
  readonly systemLocale: string;
  /** Nobody is there to answer a question: a locked key is a failure. */
  readonly unattended: boolean;
  readonly notify: Notify;
  readonly now: () => number;
};

/**
 * Opens a profile. Files that cannot be read are put aside and told; nothing else stops because of them.
 *
 * @returns null when the agent chose to quit because the keyring is locked.
 */
export async function openProfile(deps: OpenProfileDeps): Promise<OpenProfile | null> {
  const { profile, now, notify } = deps;
  const keyring = openKeyring(deps.safeStorage, deps.platform);
  const [settings, window, pointer, accounts, vault, stored] = await Promise.all([
    openSettings(profile.settings, now),
    openJsonStore(profile.window, WindowState, FIRST_WINDOW, now),
    openJsonStore(profile.cachePointer, CachePointer, FIRST_POINTER, now),
    openAccountList(profile.accounts, now),
    openVault(profile.vault, keyring, now),
    openDataKey(profile.key, keyring, now),
  ]);
  for (const [store, file] of [
    [settings, profile.settings],
    [accounts, profile.accounts],
  ] as const) {
    if (store.broken !== null) notify("caution", "fileSetAside", { file });
  }

  let key = stored;
  if (key.kind === "locked") {
    const unlocked = deps.unattended
      ? null
      : await unlock(deps, settings, keyring, key.recoverable);
    if (unlocked === null) return null;
    key = unlocked;
  }
  if (key.kind === "damaged") key = await openDataKey(profile.key, keyring, now);
  if (key.kind !== "ready") throw new Error("the key of this profile cannot be made");
  if (key.isNew && pointer.get().cacheId !== null) {
    // What the old key sealed is unreadable now. Journals are put aside when they are opened.
    await pointer.update(nextGeneration);
    notify("critical", "keyRenewed");
  }
  // Told once, when the profile is made; the About box always says it.
  if (!key.dataKey.protected && key.isNew) notify("caution", "noKeyring");
  return { settings, window, pointer, accounts, vault, dataKey: key.dataKey };
}

/**
 * Asks what to do about a locked key: the recovery code, where one was made, a new key, or the end.
 *
 * @returns null when the agent chose to quit.
 */
async function unlock(
  deps: OpenProfileDeps,
  settings: SettingsStore,
  keyring: Keyring,
  recoverable: boolean,
): Promise<DataKeyOutcome | null> {
  const { keyLocked } = mainTexts(settings.get().locale, deps.systemLocale);
  const { profile, now } = deps;
  let refused = false;
  for (;;) {
    const lines = [keyLocked.body, ...(recoverable ? [keyLocked.recover] : []), keyLocked.fresh];
    const { response } = await deps.dialog.showMessageBox({
      type: "warning",
      message: refused ? keyLocked.notTheCode : keyLocked.title,
      detail: lines.join("\n\n"),
      buttons: [keyLocked.quit, keyLocked.begin, ...(recoverable ? [keyLocked.useCode] : [])],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response === 0) return null;
    if (response === 1) return replaceDataKey(profile.key, keyring, now);
    const recovered = await recoverDataKey(profile.key, keyring, await deps.readClipboard(), now);
    if (recovered !== null) return recovered;
    refused = true;
  }
}
