import type { Macro } from "#domain/macro/macro.ts";
import { applyMacro } from "#renderer/actions/macro-actions.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import type { Command } from "#renderer/commands/command.ts";
import { macroCommandId, macroIdOf } from "#renderer/commands/keymap.ts";
import { registerCommands } from "#renderer/commands/registry.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** A command that applies one macro to the open ticket. */
export const macroCommand = (macro: Macro): Command<undefined> => ({
  title: "commands.macroKey",
  name: macro.title.replaceAll("::", " › "),
  group: "commands.group.macro",
  keys: [],
  when: () => {
    const { screen, openTicketId } = useWorkspace.getState();
    return screen === "queue" && openTicketId !== null;
  },
  run: async () => {
    const { openTicketId } = useWorkspace.getState();
    if (openTicketId !== null) await applyMacro(macro, openTicketId);
  },
});

/** Makes commands of the macros that have keys, and keeps them in step with keymap and helpdesk. */
export function startMacroKeys(): void {
  let stop = () => undefined as void;
  let macros: readonly Macro[] = [];
  const apply = () => {
    stop();
    const bound = new Set(
      Object.keys(useSettings.getState().keymap).flatMap((id) => macroIdOf(id) ?? []),
    );
    const table = Object.fromEntries(
      macros
        .filter((macro) => macro.active && bound.has(macro.id))
        .map((macro) => [macroCommandId(macro.id), macroCommand(macro)]),
    );
    stop = registerCommands(table, () => undefined);
  };
  const hasMacroKeys = () =>
    Object.keys(useSettings.getState().keymap).some((id) => macroIdOf(id) !== null);
  let isWatching = false;
  // Asked for only by those who have a macro on a key: macros are many and large.
  const watch = () => {
    if (isWatching || !hasMacroKeys()) return;
    isWatching = true;
    cacheClient.subscribe("macro.list", { text: "" }, (answer) => {
      if (!answer.ok) return;
      macros = answer.value;
      apply();
    });
  };
  watch();
  useSettings.subscribe((now, then) => {
    if (now.keymap === then.keymap) return;
    watch();
    apply();
  });
}
