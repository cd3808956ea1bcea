import { ArrowDown, ArrowUp } from "lucide-react";
import { SHAPES } from "#renderer/features/queue/columns.tsx";
import type { CellWords, ColumnId } from "#renderer/features/queue/columns.tsx";
import styles from "#renderer/features/queue/Queue.module.css";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useText } from "#renderer/i18n/text.ts";

/** Titles of the columns; those that can order the list are buttons. */
export function QueueHead({
  visible,
  tracks,
  words,
}: {
  readonly visible: readonly ColumnId[];
  readonly tracks: string;
  readonly words: CellWords;
}) {
  const { t } = useText();
  const sort = useQueueView((view) => view.sort);
  const descending = useQueueView((view) => view.descending);
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={styles["head"]}
      style={{ gridTemplateColumns: `20px ${tracks}` }}
    >
      <div role="columnheader" className={styles["markCell"]}>
        <span className={styles["hidden"]}>{t("queue.column.mark")}</span>
      </div>
      {visible.map((id) => {
        const by = SHAPES[id].sort;
        const isSorted = by !== undefined && by === sort;
        const title = t(`queue.column.${id}`);
        const isIcon =
          id === "channel" ||
          id === "pending" ||
          (id === "status" && !words.status) ||
          (id === "priority" && !words.priority);
        const Arrow = descending ? ArrowDown : ArrowUp;
        return (
          <div
            key={id}
            role="columnheader"
            aria-sort={isSorted ? (descending ? "descending" : "ascending") : "none"}
            className={styles["headCell"]}
            data-column={id}
          >
            {by === undefined ? (
              <span className={isIcon ? styles["hidden"] : undefined}>{title}</span>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                className={styles["sort"]}
                onClick={() => queue.sortBy(by)}
              >
                <span className={isIcon ? styles["hidden"] : undefined}>{title}</span>
                {isSorted && <Arrow size={12} aria-hidden="true" />}
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}
