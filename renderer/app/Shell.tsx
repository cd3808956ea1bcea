import { useEffect, useRef } from "react";
import type { AppInfo } from "#contract/calls.ts";
import { ActionMenus } from "#renderer/actions/ActionMenus.tsx";
import { AboutDialog } from "#renderer/app/AboutDialog.tsx";
import { NoticeStack } from "#renderer/app/NoticeStack.tsx";
import { focusScreen, focusWhenShown } from "#renderer/app/panes.ts";
import { PaneBoundary } from "#renderer/app/PaneBoundary.tsx";
import { QueueScreen } from "#renderer/app/QueueScreen.tsx";
import { Rail } from "#renderer/app/Rail.tsx";
import { SetAsideDialog } from "#renderer/app/SetAsideDialog.tsx";
import styles from "#renderer/app/Shell.module.css";
import {
  CustomersSlot,
  KeymapSlot,
  KnowledgeSlot,
  MacrosSlot,
  OutboxSlot,
  SettingsSlot,
  SupervisorSlot,
} from "#renderer/app/slots.tsx";
import { StatusLine } from "#renderer/app/StatusLine.tsx";
import { CheatSheet } from "#renderer/commands/CheatSheet.tsx";
import { Palette } from "#renderer/commands/Palette.tsx";
import { useCommands } from "#renderer/commands/registry.ts";
import { SequenceHint } from "#renderer/commands/SequenceHint.tsx";
import { TrainerHint } from "#renderer/commands/TrainerHint.tsx";
import { AwayPanel } from "#renderer/features/away/AwayPanel.tsx";
import { SearchOverlay } from "#renderer/features/search/SearchOverlay.tsx";
import { settingsCommands } from "#renderer/features/settings/commands.ts";
import { ViewDialogs } from "#renderer/features/views/ViewDialogs.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { saveSettings, useSettings } from "#renderer/workspace/settings-store.ts";
import { type Screen, useWorkspace } from "#renderer/workspace/workspace-store.ts";

const SCREENS: Readonly<Record<Screen, React.ComponentType>> = {
  queue: QueueScreen,
  customers: CustomersSlot,
  macros: MacrosSlot,
  supervisor: SupervisorSlot,
  knowledge: KnowledgeSlot,
  outbox: OutboxSlot,
  settings: SettingsSlot,
  keymap: KeymapSlot,
};

/** The window: rail, one screen, the status line, and what floats above them. */
export function Shell({ info }: { readonly info: AppInfo | null }) {
  const { t } = useText();
  const screen = useWorkspace((state) => state.screen);
  const singleKeys = useSettings((state) => state.singleKeys);
  const main = useRef<HTMLElement>(null);
  useEffect(() => focusWhenShown(() => focusScreen(main.current)), [screen]);
  useCommands(settingsCommands, undefined);
  const Current = SCREENS[screen];
  const name = t(`app.screen.${screen}`);
  return (
    <div className={styles["shell"]}>
      <Rail />
      <main
        ref={main}
        tabIndex={-1}
        className={styles["screen"]}
        aria-label={name}
        data-screen={screen}
      >
        <PaneBoundary key={screen} name={name}>
          <Current />
        </PaneBoundary>
      </main>
      <StatusLine info={info} />
      <NoticeStack />
      <SequenceHint />
      <TrainerHint onOff={() => void saveSettings({ trainer: false })} />
      <ActionMenus />
      <Palette />
      <SearchOverlay />
      <ViewDialogs />
      <CheatSheet singleKeys={singleKeys} />
      <AwayPanel />
      <SetAsideDialog />
      <AboutDialog info={info} />
    </div>
  );
}
