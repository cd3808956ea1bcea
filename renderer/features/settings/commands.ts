import { defineCommands } from "#renderer/commands/command.ts";
import { showMapping } from "#renderer/features/settings/mapping-store.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const firstRt = () => useAccounts.getState().accounts?.find((account) => account.kind === "rt");

export const settingsCommands = defineCommands<undefined>()({
  "settings.mapping": {
    group: "commands.group.app",
    title: "settings.mapping.command",
    keys: [],
    when: () => firstRt() !== undefined,
    run: () => {
      workspace.show("settings");
      showMapping(firstRt()?.accountId ?? null);
    },
  },
});
