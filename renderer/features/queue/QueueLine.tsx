import type { Row } from "@tanstack/react-table";
import { Check } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { QueueRow } from "#contract/asks.ts";
import type { features } from "#renderer/features/queue/columns.tsx";
import styles from "#renderer/features/queue/Queue.module.css";
import { drawnIndex, useIsMarked, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

type TableRow = Row<typeof features, QueueRow>;
type Cell = ReturnType<TableRow["getVisibleCells"]>[number];
type LineProps = {
  readonly index: number;
  /** px from the top of the list. */
  readonly start: number;
  readonly height: number;
  readonly firstIndex: number;
  readonly row: TableRow;
  /** Changes when the columns do. */
  readonly layout: string;
};
export const lineId = (index: number): string => `queue-line-${index}`;

/** Called, not made a component of: what is in a cell is one already where it needs to be. */
function contentOf(cell: Cell): ReactNode {
  const { cell: draw } = cell.column.columnDef;
  return typeof draw === "function" ? draw(cell.getContext()) : draw;
}

/** One ticket of the list. Draws itself anew only when its own row, its place or the columns change. */
export const QueueLine = memo(
  function QueueLine({ index, start, height, firstIndex, row }: LineProps) {
    const ticket = row.original;
    const isCursor = useQueueView((view) => drawnIndex(view) === index);
    const isMarked = useIsMarked(ticket.id);
    const isOpen = useWorkspace((state) => state.openTicketId === ticket.id);
    return (
      <div
        role="row"
        id={lineId(index)}
        aria-rowindex={index + firstIndex}
        aria-selected={isMarked}
        data-index={index}
        data-ticket={ticket.id}
        {...(isCursor && { "data-cursor": "" })}
        {...(isMarked && { "data-marked": "" })}
        {...(isOpen && { "data-open": "" })}
        className={styles["line"]}
        style={{ blockSize: height, transform: `translateY(${start}px)` }}
      >
        <div role="gridcell" className={styles["markCell"]} data-mark="">
          <span className={styles["mark"]}>
            {isMarked && <Check size={12} strokeWidth={3} aria-hidden="true" />}
          </span>
        </div>
        {row.getVisibleCells().map((cell) => (
          <div
            key={cell.column.id}
            role="gridcell"
            className={styles["cell"]}
            data-column={cell.column.id}
          >
            {contentOf(cell)}
          </div>
        ))}
      </div>
    );
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.index === after.index &&
    before.start === after.start &&
    before.height === after.height &&
    before.firstIndex === after.firstIndex &&
    before.layout === after.layout,
);
