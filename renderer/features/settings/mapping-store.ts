import { create } from "zustand";
import type { AccountId } from "#domain/kernel/ids.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** The account whose words are being chosen; null: none, settings show their usual page. */
export const useMapping = create<{ readonly accountId: AccountId | null }>()(() => ({
  accountId: null,
}));
export const showMapping = (accountId: AccountId | null): void =>
  useMapping.setState({ accountId });

// Who comes back to the settings, or asks for them while choosing words, finds the settings.
useWorkspace.subscribe(({ screen, startRequest }, before) => {
  const isStart = screen !== "settings" || startRequest !== before.startRequest;
  if (isStart && useMapping.getState().accountId !== null) showMapping(null);
});
