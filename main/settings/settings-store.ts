import { Settings } from "#contract/settings.ts";
import { type JsonStore, openJsonStore } from "#main/settings/json-store.ts";

export type SettingsStore = JsonStore<Settings>;

/** Opens the agent's preferences. Unknown or missing values become defaults; an unreadable file is put aside. */
export const openSettings = (file: string, now: () => number): Promise<SettingsStore> =>
  openJsonStore(file, Settings, Settings.parse({}), now);

/** Merges what the page sent; `exactOptionalPropertyTypes` and zod's partial differ about undefined. */
export function mergeSettings(now: Settings, change: Partial<Settings> | object): Settings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...now, ...Object.fromEntries(given) };
}
