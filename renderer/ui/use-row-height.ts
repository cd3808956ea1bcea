import { useSyncExternalStore } from "react";

export type Density = "compact" | "default" | "comfortable";
/** Height of one row in px, the same as `--row` of the tokens. */
export const ROW_HEIGHT: Readonly<Record<Density, number>> = {
  compact: 26,
  default: 32,
  comfortable: 44,
};

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-density"] });
  return () => observer.disconnect();
}

function read(): number {
  const density = document.documentElement.dataset["density"];
  return density === "compact" || density === "comfortable"
    ? ROW_HEIGHT[density]
    : ROW_HEIGHT.default;
}

/** Height of a row of the density in use, px; for lists that place their rows themselves. */
export const useRowHeight = (): number => useSyncExternalStore(subscribe, read);
