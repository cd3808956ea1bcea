import { create } from "zustand";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Whether the welcome stands where the conversation will be. */
export const useWelcome = create<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }));

export function openWelcome(): void {
  workspace.openTicket(null);
  useWelcome.setState({ isOpen: true });
}
export const closeWelcome = (): void => useWelcome.setState({ isOpen: false });
