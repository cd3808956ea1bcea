import { create } from "zustand";
import { Settings } from "#contract/settings.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import { call } from "#renderer/bridge.ts";

/** The agent's preferences, fed by main; defaults until it has answered. */
export const useSettings = create<Settings>()(() => Settings.parse({}));

export const setSettings = (settings: Settings): void => useSettings.setState(settings, true);

/** Changes some preferences: shown at once, kept by main, taken back when main could not. */
export async function saveSettings(change: Partial<Settings>): Promise<Result<Settings, AppError>> {
  const before = useSettings.getState();
  useSettings.setState(change);
  const saved = await call("settings.set", change);
  useSettings.setState(saved.ok ? saved.value : before, true);
  return saved;
}
