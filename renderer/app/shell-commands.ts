import { undoLast } from "#renderer/actions/undo.ts";
import { movePane, togglePane } from "#renderer/app/panes.ts";
import { useShell } from "#renderer/app/shell-store.ts";
import { call } from "#renderer/bridge.ts";
import { type Command, defineCommands } from "#renderer/commands/command.ts";
import { openPalette, useCheatSheet } from "#renderer/commands/palette-store.ts";
import { openAway } from "#renderer/features/away/away-store.ts";
import { openWelcome } from "#renderer/features/onboarding/onboarding-store.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { dismissNotice, useNotices } from "#renderer/workspace/notices-store.ts";
import { saveSettings, useSettings } from "#renderer/workspace/settings-store.ts";
import { type Screen, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

type Shell = undefined;

const go = (screen: Screen, title: TextKey, keys: readonly string[]): Command<Shell> => ({
  title,
  group: "commands.group.navigation",
  keys,
  run: () => workspace.show(screen),
});

/** The one after `current`, from the start again after the last. */
function following<T>(all: readonly T[], current: T): T | undefined {
  return all[(all.indexOf(current) + 1) % all.length];
}

/** Opens a ticket that was open before or after this one, and gives it the keyboard. */
function stepTrail(by: number): void {
  if (workspace.stepTrail(by)) workspace.focusPane("conversation");
}

const onQueueScreen = () => useWorkspace.getState().screen === "queue";

/** What can be done anywhere in the window. */
export const shellCommands = defineCommands<Shell>()({
  "app.palette": {
    title: "commands.palette.open",
    group: "commands.group.app",
    keys: ["Mod+k"],
    inText: true,
    run: openPalette,
  },
  "app.cheatSheet": {
    title: "commands.cheatSheet.open",
    group: "commands.group.app",
    keys: ["?", "F1"],
    run: () => useCheatSheet.setState({ isOpen: true }),
  },
  "app.goQueue": go("queue", "app.screen.queue", ["g q", "g h"]),
  "app.goCustomers": go("customers", "app.screen.customers", ["g c"]),
  "app.goMacros": go("macros", "app.screen.macros", ["g m"]),
  "app.goSupervisor": go("supervisor", "app.screen.supervisor", ["g s"]),
  "app.goKnowledge": go("knowledge", "app.screen.knowledge", ["g k"]),
  "app.goOutbox": go("outbox", "app.screen.outbox", ["g o"]),
  "app.settings": { ...go("settings", "app.screen.settings", ["g ,", "Mod+,"]), inText: true },
  "app.keymap": go("keymap", "app.screen.keymap", ["g e"]),
  "nav.back": {
    title: "app.command.back",
    group: "commands.group.navigation",
    keys: ["h", "Mod+["],
    counts: true,
    when: () => useWorkspace.getState().trail.at > 0,
    run: (_, count) => stepTrail(-count),
  },
  "nav.forth": {
    title: "app.command.forth",
    group: "commands.group.navigation",
    keys: ["l", "Mod+]"],
    counts: true,
    when: () => {
      const { ids, at } = useWorkspace.getState().trail;
      return at < ids.length - 1;
    },
    run: (_, count) => stepTrail(count),
  },
  "app.away": {
    title: "app.command.away",
    group: "commands.group.navigation",
    keys: ["g w", "g l"],
    run: openAway,
  },
  "pane.next": {
    title: "app.command.nextPane",
    group: "commands.group.panes",
    keys: ["F6"],
    inText: true,
    when: onQueueScreen,
    run: () => movePane(1),
  },
  "pane.previous": {
    title: "app.command.previousPane",
    group: "commands.group.panes",
    keys: ["Shift+F6"],
    inText: true,
    when: onQueueScreen,
    run: () => movePane(-1),
  },
  "pane.toggleQueue": {
    title: "app.command.toggleQueue",
    group: "commands.group.panes",
    keys: ["Mod+b"],
    inText: true,
    when: onQueueScreen,
    run: () => togglePane("queue"),
  },
  "pane.toggleProfile": {
    title: "app.command.toggleProfile",
    group: "commands.group.panes",
    keys: ["Mod+Shift+b"],
    inText: true,
    when: onQueueScreen,
    run: () => togglePane("profile"),
  },
  "app.undo": {
    title: "app.command.undo",
    group: "commands.group.outbox",
    keys: ["z", "Mod+z"],
    run: async () => {
      const before = useWorkspace.getState().composer;
      await undoLast();
      // A message taken back is open for writing again: the keyboard goes with it.
      const { composer } = useWorkspace.getState();
      if (composer !== "none" && composer !== before) workspace.focusPane("composer");
    },
  },
  "app.syncNow": {
    title: "app.command.syncNow",
    group: "commands.group.app",
    keys: ["Shift+r"],
    run: async () => {
      const accounts = useAccounts.getState().accounts ?? [];
      await Promise.all(accounts.map(({ accountId }) => call("sync.now", { accountId })));
    },
  },
  "app.setAside": {
    title: "app.command.setAside",
    group: "commands.group.app",
    keys: [],
    run: () => useShell.setState({ setAside: true }),
  },
  "app.dismissNotices": {
    title: "app.command.dismissNotices",
    group: "commands.group.app",
    keys: ["Shift+Escape"],
    inText: true,
    when: () => useNotices.getState().notices.length > 0,
    run: () => {
      for (const { id } of useNotices.getState().notices) dismissNotice(id);
    },
  },
  "app.nextTheme": {
    title: "app.command.nextTheme",
    group: "commands.group.app",
    keys: [],
    run: async () => {
      const themes = ["system", "light", "dark", "contrast"] as const;
      const theme = following(themes, useSettings.getState().theme);
      if (theme !== undefined) await saveSettings({ theme });
    },
  },
  "app.nextDensity": {
    title: "app.command.nextDensity",
    group: "commands.group.app",
    keys: [],
    run: async () => {
      const densities = ["compact", "default", "comfortable"] as const;
      const density = following(densities, useSettings.getState().density);
      if (density !== undefined) await saveSettings({ density });
    },
  },
  "app.welcome": {
    title: "app.command.welcome",
    group: "commands.group.app",
    keys: [],
    run: openWelcome,
  },
  "app.about": {
    title: "app.command.about",
    group: "commands.group.app",
    keys: [],
    run: () => useShell.setState({ about: true }),
  },
});
