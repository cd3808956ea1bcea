import { hasTarget } from "#renderer/actions/targets.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { openViewEditor, openWhyInView } from "#renderer/features/views/views-store.ts";

export const viewCommands = defineCommands<undefined>()({
  "views.save": {
    title: "views.command.save",
    group: "commands.group.queue",
    keys: ["g f"],
    run: openViewEditor,
  },
  "views.why": {
    title: "views.command.why",
    group: "commands.group.queue",
    keys: ["g y"],
    when: hasTarget,
    run: openWhyInView,
  },
});
