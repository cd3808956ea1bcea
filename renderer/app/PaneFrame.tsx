import type { ReactNode } from "react";
import { PaneBoundary } from "#renderer/app/PaneBoundary.tsx";
import styles from "#renderer/app/Shell.module.css";
import { type Pane, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** A pane: named, keeps its defects to itself, shows when it has the keyboard. */
export function PaneFrame({
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
