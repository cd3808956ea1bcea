import { type ReactNode, useState } from "react";
import styles from "#renderer/app/Shell.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { type Pane, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

export type SwitchedPane = {
  readonly pane: "queue" | "conversation" | "profile";
  readonly name: string;
  readonly content: ReactNode;
};

const mainOf = (pane: Pane): Pane => (pane === "composer" ? "conversation" : pane);

/**
 * Panes of which there is room for one (small window, great zoom): the one that was asked for last, and a strip to
 * pick another.
 */
export function SwitchedPanes({ panes }: { readonly panes: readonly SwitchedPane[] }) {
  const { t } = useText();
  const asked = useAsked();
  const shown = panes.find(({ pane }) => pane === asked) ?? panes[0];
  return (
    <div className={styles["switched"]}>
      <nav className={styles["strip"]} aria-label={t("app.narrow.label")}>
        {panes.map(({ pane, name }) => (
          <button
            key={pane}
            type="button"
            aria-current={pane === shown?.pane}
            className={cx(styles["tab"], pane === shown?.pane && styles["tabHere"])}
            onClick={() => workspace.focusPane(pane)}
          >
            {name}
          </button>
        ))}
      </nav>
      {shown?.content}
    </div>
  );
}

/** The pane that was asked for last; opening a ticket asks for its conversation. */
function useAsked(): Pane {
  const request = useWorkspace((state) => state.focusRequest);
  const ticketId = useWorkspace((state) => state.openTicketId);
  const [last, setLast] = useState({ request, ticketId, asked: mainOf(request.pane) });
  if (request !== last.request) {
    setLast({ request, ticketId, asked: mainOf(request.pane) });
  } else if (ticketId !== last.ticketId) {
    setLast({ request, ticketId, asked: ticketId === null ? last.asked : "conversation" });
  }
  return last.asked;
}
