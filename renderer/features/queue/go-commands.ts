import { BUILT_IN_VIEWS } from "#contract/asks.ts";
import type { ViewId } from "#contract/asks.ts";
import { type Command, defineCommands } from "#renderer/commands/command.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

export function showView(viewId: ViewId): void {
  workspace.showView(viewId);
  workspace.focusPane("queue");
}

const go = (at: number, title: TextKey, keys: readonly string[]): Command<undefined> => ({
  title,
  group: "commands.group.navigation",
  keys,
  run: () => showView(BUILT_IN_VIEWS[at] ?? "mine"),
});

/** Ways into the queue from anywhere, from the first key press on: they need nothing that its pane brings. */
export const queueGoCommands = defineCommands<undefined>()({
  "queue.next": {
    title: "queue.command.next",
    group: "commands.group.queue",
    keys: ["g n"],
    run: async () => {
      const { takeNext } = await import("#renderer/features/queue/claims.ts");
      await takeNext();
    },
  },
  "queue.showMine": go(0, "queue.command.showMine", ["g i"]),
  "queue.showUnassigned": go(1, "queue.command.showUnassigned", ["g u"]),
  "queue.showMyGroups": go(2, "queue.command.showMyGroups", ["g g"]),
  "queue.showAllOpen": go(3, "queue.command.showAllOpen", ["g a"]),
  "queue.showBreaching": go(4, "queue.command.showBreaching", ["g b"]),
  "queue.showWaiting": go(5, "queue.command.showWaiting", ["g p"]),
  "queue.showSolved": go(6, "queue.command.showSolved", ["g d"]),
  "queue.showFollowUps": go(7, "queue.command.showFollowUps", ["g r"]),
});
