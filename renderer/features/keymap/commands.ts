import { defineCommands } from "#renderer/commands/command.ts";
import { useKeymapView } from "#renderer/features/keymap/keymap-view.ts";
import { undoKeymap } from "#renderer/features/keymap/keymap-actions.ts";
import type { KeymapRow } from "#renderer/features/keymap/keymap-rows.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

export type KeymapContext = {
  readonly active: KeymapRow | null;
  readonly moveBy: (rows: number) => void;
  readonly focusFilter: () => void;
  readonly record: () => void;
  readonly setKeys: (keys: readonly string[]) => void;
  readonly importFile: () => void;
  readonly exportFile: () => void;
  readonly print: () => void;
};

const group = "commands.group.keymap";
const onScreen = () => useWorkspace.getState().screen === "keymap";
const hasActive = ({ active }: KeymapContext) => onScreen() && active !== null;

export const keymapCommands = defineCommands<KeymapContext>()({
  "keymap.down": {
    title: "keymap.command.down",
    group,
    keys: ["j"],
    repeats: true,
    counts: true,
    when: onScreen,
    run: ({ moveBy }, count) => moveBy(count),
  },
  "keymap.up": {
    title: "keymap.command.up",
    group,
    keys: ["k"],
    repeats: true,
    counts: true,
    when: onScreen,
    run: ({ moveBy }, count) => moveBy(-count),
  },
  "keymap.search": {
    title: "keymap.command.search",
    group,
    keys: ["/"],
    when: onScreen,
    run: ({ focusFilter }) => focusFilter(),
  },
  "keymap.record": {
    title: "keymap.record",
    group,
    keys: ["r"],
    when: hasActive,
    run: ({ record }) => record(),
  },
  "keymap.removeKeys": {
    title: "keymap.command.removeKeys",
    group,
    keys: ["Delete", "x"],
    when: hasActive,
    run: ({ setKeys }) => setKeys([]),
  },
  "keymap.reset": {
    title: "keymap.reset",
    group,
    keys: ["d"],
    when: hasActive,
    run: ({ active, setKeys }) => setKeys(active?.defaultKeys ?? []),
  },
  "keymap.undo": {
    title: "keymap.undo",
    group,
    keys: ["u"],
    when: () => onScreen() && useKeymapView.getState().before.length > 0,
    run: undoKeymap,
  },
  "keymap.import": {
    title: "keymap.import",
    group,
    keys: ["i"],
    when: onScreen,
    run: ({ importFile }) => importFile(),
  },
  "keymap.export": {
    title: "keymap.export",
    group,
    keys: ["Mod+s"],
    when: onScreen,
    run: ({ exportFile }) => exportFile(),
  },
  "keymap.print": {
    title: "keymap.print",
    group,
    keys: ["Mod+p"],
    when: onScreen,
    run: ({ print }) => print(),
  },
});
