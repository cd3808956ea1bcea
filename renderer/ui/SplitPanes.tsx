import { Fragment, type ReactNode, useEffect, useRef } from "react";
import { Group, Panel, type PanelImperativeHandle, Separator } from "react-resizable-panels";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/SplitPanes.module.css";

export type SplitPane = {
  readonly id: string;
  readonly content: ReactNode;
  /** Share of the width in percent when nothing was saved. */
  readonly defaultSize: number;
  /** px */
  readonly minSize: number;
  /** px; left out: no limit. */
  readonly maxSize?: number;
  /** Whether it may vanish to nothing. */
  readonly collapsible?: boolean;
  readonly isCollapsed?: boolean;
  /** Name of the handle before this pane, for screen readers. */
  readonly handleLabel?: string;
};

/** Panes side by side whose widths are changed by dragging or, with the handle focused, by arrow keys. */
export function SplitPanes({
  panes,
  sizes,
  onSizes,
  onCollapsed,
  className,
}: {
  readonly panes: readonly SplitPane[];
  /** Saved shares in percent, by pane id. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly onSizes: (sizes: Readonly<Record<string, number>>) => void;
  /** A pane was dragged shut or open. */
  readonly onCollapsed: (id: string, isCollapsed: boolean) => void;
  readonly className?: string | undefined;
}) {
  const known = panes.every((pane) => sizes[pane.id] !== undefined);
  return (
    <Group
      orientation="horizontal"
      className={cx(styles["group"], className)}
      {...(known && { defaultLayout: { ...sizes } })}
      onLayoutChanged={(layout, meta) => {
        if (!meta.isUserInteraction) return;
        onSizes(Object.fromEntries(Object.entries(layout).filter(([, size]) => size > 0)));
        for (const pane of panes) {
          if (pane.collapsible !== true) continue;
          const isCollapsed = layout[pane.id] === 0;
          if (isCollapsed !== (pane.isCollapsed ?? false)) onCollapsed(pane.id, isCollapsed);
        }
      }}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index > 0 && (
            <Separator className={styles["handle"] ?? ""} aria-label={pane.handleLabel} />
          )}
          <One pane={pane} />
        </Fragment>
      ))}
    </Group>
  );
}

function One({ pane }: { readonly pane: SplitPane }) {
  const handle = useRef<PanelImperativeHandle>(null);
  const isCollapsed = pane.isCollapsed ?? false;
  useEffect(() => {
    const panel = handle.current;
    if (panel === null || panel.isCollapsed() === isCollapsed) return;
    if (isCollapsed) panel.collapse();
    else panel.expand();
  }, [isCollapsed]);
  return (
    <Panel
      id={pane.id}
      panelRef={handle}
      defaultSize={`${pane.defaultSize}%`}
      minSize={pane.minSize}
      {...(pane.maxSize !== undefined && { maxSize: pane.maxSize })}
      collapsible={pane.collapsible ?? false}
      className={styles["pane"] ?? ""}
    >
      {!isCollapsed && pane.content}
    </Panel>
  );
}
