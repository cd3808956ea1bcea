import { defineCommands } from "#renderer/commands/command.ts";
import { openSearch } from "#renderer/features/search/search-store.ts";

export const searchCommands = defineCommands<undefined>()({
  "search.open": {
    title: "search.command.open",
    group: "commands.group.navigation",
    keys: ["g /", "Mod+Shift+f"],
    inText: true,
    run: openSearch,
  },
});
