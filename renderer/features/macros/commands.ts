import type { AccountId } from "#domain/kernel/ids.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import {
  beginMacro,
  deleteMacro,
  revertMacro,
  saveMacro,
} from "#renderer/features/macros/macro-actions.ts";
import type { Edited } from "#renderer/features/macros/macro-draft.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** What the commands of the macro studio need from its screen. */
export type MacrosContext = {
  /** The open macro with its unsaved changes. */
  readonly edited: Edited | null;
  readonly isChanged: boolean;
  /** Whether the open macro may be changed. */
  readonly canWrite: boolean;
  /** Account that a new macro goes to; null: none allows it. */
  readonly writableId: AccountId | null;
  readonly moveBy: (rows: number) => void;
  readonly focusSearch: () => void;
  readonly focusTitle: () => void;
  readonly addAction: () => void;
};

const onScreen = () => useWorkspace.getState().screen === "macros";
const group = "commands.group.macro";

export const macrosCommands = defineCommands<MacrosContext>()({
  "macros.down": {
    group,
    title: "macros.command.down",
    keys: ["j"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(1),
  },
  "macros.up": {
    group,
    title: "macros.command.up",
    keys: ["k"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(-1),
  },
  "macros.search": {
    group,
    title: "macros.command.search",
    keys: ["/"],
    when: onScreen,
    run: ({ focusSearch }) => focusSearch(),
  },
  "macros.edit": {
    group,
    title: "macros.command.edit",
    keys: ["e"],
    when: ({ edited, canWrite }) => onScreen() && edited !== null && canWrite,
    run: ({ focusTitle }) => focusTitle(),
  },
  "macros.new": {
    group,
    title: "macros.command.new",
    keys: ["Shift+n"],
    when: ({ writableId }) => onScreen() && writableId !== null,
    run: ({ writableId }) => {
      if (writableId !== null) beginMacro(writableId, null);
    },
  },
  "macros.duplicate": {
    group,
    title: "macros.command.duplicate",
    keys: ["Shift+d", "Mod+d"],
    when: ({ edited, canWrite }) => onScreen() && edited !== null && canWrite,
    run: ({ edited }) => {
      if (edited !== null) beginMacro(edited.macro.accountId, edited.macro);
    },
  },
  "macros.addAction": {
    group,
    title: "macros.command.addAction",
    keys: ["a"],
    when: ({ edited, canWrite }) => onScreen() && edited !== null && canWrite,
    run: ({ addAction }) => addAction(),
  },
  "macros.save": {
    group,
    title: "macros.command.save",
    keys: ["Mod+s"],
    inText: true,
    when: ({ isChanged, canWrite }) => onScreen() && isChanged && canWrite,
    run: async ({ edited }) => {
      if (edited !== null) await saveMacro(edited);
    },
  },
  "macros.revert": {
    group,
    title: "macros.command.revert",
    keys: [],
    when: ({ isChanged }) => onScreen() && isChanged,
    run: ({ edited }) => (edited === null ? undefined : revertMacro(edited)),
  },
  "macros.delete": {
    group,
    title: "macros.command.delete",
    keys: ["Delete"],
    when: ({ edited, canWrite }) => onScreen() && edited !== null && canWrite,
    run: ({ edited }) => (edited === null ? undefined : deleteMacro(edited)),
  },
});
