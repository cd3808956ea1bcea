import { type ReactNode, useEffect } from "react";
import { focusInto } from "#renderer/app/panes.ts";
import { PaneBoundary } from "#renderer/app/PaneBoundary.tsx";
import styles from "#renderer/app/Shell.module.css";
import { ConversationSlot, ProfileSlot, QueueSlot } from "#renderer/app/slots.tsx";
import { Welcome } from "#renderer/features/onboarding/Welcome.tsx";
import { useWelcome } from "#renderer/features/onboarding/onboarding-store.ts";
import { useText } from "#renderer/i18n/text.ts";
import { SplitPanes } from "#renderer/ui/SplitPanes.tsx";
import { type Pane, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

const isPane = (id: string): id is Pane => id === "queue" || id === "profile";

/** Queue, conversation and profile side by side. */
export function QueueScreen() {
  const { t, dir } = useText();
  const sizes = useWorkspace((state) => state.paneSizes);
  const collapsed = useWorkspace((state) => state.collapsedPanes);
  const welcome = useWelcome((state) => state.isOpen);
  const isEmpty = useWorkspace((state) => state.openTicketId === null);
  useFocusRequests();
  return (
    <SplitPanes
      key={dir}
      className={styles["panes"]}
      sizes={sizes}
      onSizes={workspace.setPaneSizes}
      onCollapsed={(id, isCollapsed) => {
        if (isPane(id)) workspace.setCollapsed(id, isCollapsed);
      }}
      panes={[
        {
          id: "queue",
          defaultSize: 30,
          minSize: 260,
          collapsible: true,
          isCollapsed: collapsed.includes("queue"),
          content: (
            <PaneFrame pane="queue" name={t("app.pane.queue")}>
              <QueueSlot />
            </PaneFrame>
          ),
        },
        {
          id: "conversation",
          defaultSize: 48,
          minSize: 380,
          handleLabel: t("app.pane.resizeQueue"),
          content: (
            <PaneFrame pane="conversation" name={t("app.pane.conversation")}>
              {welcome && isEmpty ? <Welcome /> : <ConversationSlot />}
            </PaneFrame>
          ),
        },
        {
          id: "profile",
          defaultSize: 22,
          minSize: 240,
          collapsible: true,
          isCollapsed: collapsed.includes("profile"),
          handleLabel: t("app.pane.resizeProfile"),
          content: (
            <PaneFrame pane="profile" name={t("app.pane.profile")}>
              <ProfileSlot />
            </PaneFrame>
          ),
        },
      ]}
    />
  );
}

/** Answers `workspace.focusPane` once the pane is on screen. */
function useFocusRequests(): void {
  const request = useWorkspace((state) => state.focusRequest);
  useEffect(() => {
    if (request.count === 0) return;
    const frame = requestAnimationFrame(() => focusInto(request.pane));
    return () => cancelAnimationFrame(frame);
  }, [request]);
}

/** A pane: named, keeps its defects to itself, shows when it has the keyboard. */
function PaneFrame({
  pane,
  name,
  children,
}: {
  readonly pane: Pane;
  readonly name: string;
  readonly children: ReactNode;
}) {
  const hasFocus = useWorkspace(
    (state) =>
      state.focusedPane === pane || (pane === "conversation" && state.focusedPane === "composer"),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only notes that focus came in
    <section
      aria-label={name}
      data-pane={pane}
      data-has-focus={hasFocus}
      tabIndex={-1}
      className={styles["pane"]}
      onFocus={(event) => {
        const nearest = event.target.closest<HTMLElement>("[data-pane]")?.dataset["pane"];
        workspace.setFocusedPane(nearest === "composer" ? "composer" : pane);
      }}
    >
      <PaneBoundary name={name}>{children}</PaneBoundary>
    </section>
  );
}
