import type { AppInfo } from "#contract/calls.ts";
import { flushDrafts } from "#renderer/actions/drafts-store.ts";
import { startAppearance } from "#renderer/app/appearance.ts";
import { addAllCommands } from "#renderer/app/command-catalogue.ts";
import { startMacroKeys } from "#renderer/app/macro-keys.ts";
import { startPaletteSources } from "#renderer/app/palette-sources.ts";
import { shellCommands } from "#renderer/app/shell-commands.ts";
import { call, onEvent } from "#renderer/bridge.ts";
import { cacheClient, listenForCachePort, tellOfKeys } from "#renderer/cache/client.ts";
import { readGlimpse } from "#renderer/cache/glimpse.ts";
import { provideCatalogue } from "#renderer/commands/catalogue.ts";
import { startKeys } from "#renderer/commands/dispatch.ts";
import { restoreRecent, usePalette } from "#renderer/commands/palette-store.ts";
import {
  registerCommands,
  runCommand,
  setKeymap,
  setSingleKeys,
} from "#renderer/commands/registry.ts";
import { restoreTrainer, setTrainer, useTrainer } from "#renderer/commands/trainer.ts";
import { startAwayWatch } from "#renderer/features/away/away-store.ts";
import { useWelcome } from "#renderer/features/onboarding/onboarding-store.ts";
import { queueGoCommands } from "#renderer/features/queue/go-commands.ts";
import { startFeed } from "#renderer/workspace/feed.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import {
  flushWorkspace,
  persistPart,
  restoreWorkspace,
  saveWorkspaceSoon,
  startWorkspacePersistence,
} from "#renderer/workspace/persist.ts";
import { setSettings, useSettings } from "#renderer/workspace/settings-store.ts";

/** What the first frame needs: everything else arrives by itself. */
export type Ready = { readonly info: AppInfo | null };

/** Keeps keymap and single keys in step with the settings. */
function startKeymap(): void {
  const apply = () => {
    const { keymap, singleKeys, trainer } = useSettings.getState();
    setKeymap(keymap);
    setSingleKeys(singleKeys);
    setTrainer(trainer);
  };
  apply();
  useSettings.subscribe((next, before) => {
    const changed = (["keymap", "singleKeys", "trainer"] as const).some(
      (name) => next[name] !== before[name],
    );
    if (changed) apply();
  });
}

/** A defect that nobody caught: one calm line; the text of the agent is in the journal. */
function startDefectNotice(): void {
  const tell = (message: string) => notify("critical", "app.defect", { detail: message });
  window.addEventListener("error", (event) => {
    if (!event.message.startsWith("ResizeObserver")) tell(event.message);
  });
  window.addEventListener("unhandledrejection", (event) => tell(String(event.reason)));
}

/** Wires the page to main before the first render, so that theme, language and place are right from the first frame. */
export async function startApp(): Promise<Ready> {
  listenForCachePort();
  tellOfKeys();
  startDefectNotice();
  const [settings, info, seen] = await Promise.all([
    call("settings.get", {}),
    call("app.info", {}),
    call("app.glimpse", {}),
    startFeed(),
  ]);
  const glimpse = seen.ok && seen.value.text !== null ? readGlimpse(seen.value.text) : null;
  if (glimpse !== null) cacheClient.foresee(glimpse);
  if (settings.ok) {
    setSettings(settings.value);
    persistPart("recent", {
      read: () => usePalette.getState().recent,
      restore: restoreRecent,
    });
    persistPart("trainer", { read: () => useTrainer.getState().uses, restore: restoreTrainer });
    restoreWorkspace(settings.value.workspace);
  }
  usePalette.subscribe((next, before) => {
    if (next.recent !== before.recent) saveWorkspaceSoon();
  });
  useTrainer.subscribe((next, before) => {
    if (next.uses !== before.uses) saveWorkspaceSoon();
  });
  startWorkspacePersistence();
  startAppearance(info.ok ? info.value.systemLocale : navigator.language);
  startKeymap();
  registerCommands(shellCommands, () => undefined);
  registerCommands(queueGoCommands, () => undefined);
  provideCatalogue(addAllCommands);
  startMacroKeys();
  startPaletteSources();
  startKeys();
  onEvent("app.command", ({ commandId }) => {
    // The app is about to end: hand over what was typed last.
    if (commandId === "app.flush") {
      flushDrafts();
      flushWorkspace();
    } else runCommand(commandId);
  });
  const isFirstRun = settings.ok && settings.value.lastSeenAt === 0;
  if (isFirstRun) useWelcome.setState({ isOpen: true });
  startAwayWatch();
  return { info: info.ok ? info.value : null };
}
