import type { TextKey } from "#renderer/i18n/areas.ts";

/** Something the palette offers. */
export type PaletteItem = {
  /** Unlike any other item of any source; also how it is remembered as recent. */
  readonly id: string;
  readonly title: string;
  /** A second, quieter fact: who, which status. */
  readonly detail?: string | undefined;
  /** Keys that do the same, as written in the keymap. */
  readonly keys?: string | undefined;
  readonly run: () => void;
};

/** Where the palette finds more than commands: tickets, customers, macros. */
export type PaletteSource = {
  readonly id: string;
  /** Heading over its items. */
  readonly group: TextKey;
  /** Fewest typed characters at which it is asked. */
  readonly minLength: number;
  /** Best first, a handful. Asked at each key press; a stale answer is thrown away. */
  readonly search: (text: string) => Promise<readonly PaletteItem[]> | readonly PaletteItem[];
  /** Those of its items that were used lately, by id; ids of other sources and of what is gone are left out. */
  readonly recall: (
    ids: readonly string[],
  ) => Promise<readonly PaletteItem[]> | readonly PaletteItem[];
};

const sources: PaletteSource[] = [];

/** @returns Takes the source away again. */
export function registerPaletteSource(source: PaletteSource): () => void {
  sources.push(source);
  return () => sources.splice(sources.indexOf(source), 1);
}

export const listPaletteSources = (): readonly PaletteSource[] => sources;
