import { z } from "zod";
import { create } from "zustand";
import { READERS, type Reader } from "#renderer/commands/clashes.ts";
import { LAYOUTS, type Layout } from "#renderer/commands/layouts.ts";
import { persistPart, saveWorkspaceSoon } from "#renderer/workspace/persist.ts";

/** Keyboards to check keys for. */
export type LayoutChoice = Layout | "all" | "none";

export type KeymapView = {
  readonly filter: string;
  readonly onlyClashes: boolean;
  readonly activeId: string | null;
  readonly layout: LayoutChoice;
  readonly reader: Reader | "none";
  /** Keymaps before each change of this session, the latest last. */
  readonly before: readonly Record<string, string[]>[];
};

const Saved = z.object({
  layout: z.enum([...LAYOUTS, "all", "none"]).catch("none"),
  reader: z.enum([...READERS, "none"]).catch("none"),
});

export const useKeymapView = create<KeymapView>()(() => ({
  filter: "",
  onlyClashes: false,
  activeId: null,
  layout: "none",
  reader: "none",
  before: [],
}));

export const layoutsOf = (choice: LayoutChoice): readonly Layout[] =>
  choice === "all" ? LAYOUTS : choice === "none" ? [] : [choice];

persistPart("keymap", {
  read: () => Saved.parse(useKeymapView.getState()),
  restore: (saved) => {
    const read = Saved.safeParse(saved ?? {});
    if (read.success) useKeymapView.setState(read.data);
  },
});
useKeymapView.subscribe((now, then) => {
  if (now.layout !== then.layout || now.reader !== then.reader) saveWorkspaceSoon();
});
