import { create } from "zustand";

type Palette = {
  readonly isOpen: boolean;
  /** Ids of items used, the latest first. */
  readonly recent: readonly string[];
};
const KEPT = 12;

export const usePalette = create<Palette>()(() => ({ isOpen: false, recent: [] }));

export const openPalette = (): void => usePalette.setState({ isOpen: true });
export const closePalette = (): void => usePalette.setState({ isOpen: false });

export const rememberRecent = (id: string): void =>
  usePalette.setState(({ recent }) => ({
    recent: [id, ...recent.filter((other) => other !== id)].slice(0, KEPT),
  }));

/** Takes back what was remembered before a restart; unchecked input. */
export function restoreRecent(saved: unknown): void {
  if (!Array.isArray(saved)) return;
  usePalette.setState({
    recent: saved.filter((id): id is string => typeof id === "string").slice(0, KEPT),
  });
}

export const useCheatSheet = create<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }));
