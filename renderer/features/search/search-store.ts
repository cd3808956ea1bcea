import { create } from "zustand";

/** The search over everything; what was typed stays for the next time. */
export const useSearch = create<{ readonly isOpen: boolean; readonly text: string }>()(() => ({
  isOpen: false,
  text: "",
}));

export const openSearch = (): void => useSearch.setState({ isOpen: true });
export const closeSearch = (): void => useSearch.setState({ isOpen: false });
