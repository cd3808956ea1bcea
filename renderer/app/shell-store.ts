import { create } from "zustand";

/** Dialogs of the shell that are open. */
export const useShell = create<{
  readonly about: boolean;
  readonly setAside: boolean;
}>()(() => ({ about: false, setAside: false }));
