import { ArrowDown, ArrowUp } from "lucide-react";
import type { PointerEvent } from "react";
import { memo, useRef } from "react";
import { fieldIdOf, isFieldKey } from "#contract/asks.ts";
import { shapeOf } from "#renderer/features/queue/columns.tsx";
import type { CellWords } from "#renderer/features/queue/columns.tsx";
import { notePress, pointerOf } from "#renderer/commands/trainer.ts";
import { useDirectoryNames } from "#renderer/features/queue/directory-names.ts";
import styles from "#renderer/features/queue/Queue.module.css";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import type { ColumnId } from "#renderer/features/queue/view-layout.ts";
import { useText } from "#renderer/i18n/text.ts";

/** px that a title is dragged before it is more than a click. */
const DRAG_FROM = 6;

/** Titles of the columns: a click orders by one, with Shift by one more; drawn sideways they change places or widths. */
export const QueueHead = memo(function QueueHead({
  visible,
  tracks,
  least,
  words,
}: {
  readonly visible: readonly ColumnId[];
  readonly tracks: string;
  /** px that all columns need. */
  readonly least: number;
  readonly words: CellWords;
}) {
  const { t } = useText();
  const { fields } = useDirectoryNames();
  const sort = useQueueView((view) => view.sort);
  const descending = useQueueView((view) => view.descending);
  const thenBy = useQueueView((view) => view.thenBy);
  const drag = useRef<{ id: ColumnId; x: number; isDragged: boolean } | null>(null);
  const levels = [{ sort, descending }, ...thenBy];

  const onPointerDown = (event: PointerEvent<HTMLElement>, id: ColumnId) => {
    if (event.button === 0) drag.current = { id, x: event.clientX, isDragged: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const held = drag.current;
    if (held === null || Math.abs(event.clientX - held.x) < DRAG_FROM) return;
    held.isDragged = true;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const held = drag.current;
    if (held?.isDragged !== true) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const target = under?.closest<HTMLElement>("[role=columnheader]")?.dataset["column"];
    const { columns } = useQueueView.getState();
    const to = columns.findIndex((id) => id === target);
    if (to !== -1) queue.moveColumn(held.id, to - columns.indexOf(held.id));
  };
  const onClick = (id: ColumnId, isMore: boolean) => {
    const by = shapeOf(id).sort;
    const wasDragged = drag.current?.isDragged === true;
    drag.current = null;
    if (wasDragged || by === undefined) return;
    if (isMore) queue.toggleSort(by);
    else queue.sortBy(by);
  };

  return (
    <div
      role="row"
      aria-rowindex={1}
      className={styles["head"]}
      style={{ minInlineSize: least, gridTemplateColumns: `20px ${tracks}` }}
    >
      <div role="columnheader" className={styles["markCell"]}>
        <span className={styles["hidden"]}>{t("queue.column.mark")}</span>
      </div>
      {visible.map((id) => {
        const by = shapeOf(id).sort;
        const at = levels.findIndex((level) => level.sort === by);
        const level = by === undefined ? undefined : levels[at];
        const title = isFieldKey(id)
          ? (fields.get(fieldIdOf(id))?.title ?? "")
          : t(`queue.column.${id}`);
        const isIcon =
          id === "channel" ||
          id === "pending" ||
          (id === "status" && !words.status) ||
          (id === "priority" && !words.priority);
        const Arrow = level?.descending === true ? ArrowDown : ArrowUp;
        return (
          <div
            key={id}
            role="columnheader"
            aria-sort={level === undefined ? "none" : level.descending ? "descending" : "ascending"}
            className={styles["headCell"]}
            data-column={id}
            onPointerDown={(event) => onPointerDown(event, id)}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerUp}
          >
            {by === undefined ? (
              <span dir="auto" className={isIcon ? styles["hidden"] : undefined} title={title}>
                {title}
              </span>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                className={styles["sort"]}
                onClick={(event) => {
                  notePress("queue.layout", pointerOf(event.nativeEvent));
                  onClick(id, event.shiftKey);
                }}
              >
                <span dir="auto" className={isIcon ? styles["hidden"] : undefined} title={title}>
                  {title}
                </span>
                {level !== undefined && <Arrow size={12} aria-hidden="true" />}
                {level !== undefined && levels.length > 1 && (
                  <small className={styles["sortLevel"]}>{at + 1}</small>
                )}
              </button>
            )}
            <Grip id={id} />
          </div>
        );
      })}
    </div>
  );
});

/** The edge of a column: drawn sideways it sets its width, twice pressed it gives it back. */
function Grip({ id }: { readonly id: ColumnId }) {
  const from = useRef<{ x: number; width: number; sign: number } | null>(null);
  return (
    <span
      className={styles["grip"]}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.stopPropagation();
        const cell = event.currentTarget.parentElement;
        if (cell === null || event.button !== 0) return;
        const sign = getComputedStyle(cell).direction === "rtl" ? -1 : 1;
        from.current = { x: event.clientX, width: cell.offsetWidth, sign };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const held = from.current;
        if (held !== null) queue.setWidth(id, held.width + (event.clientX - held.x) * held.sign);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onDoubleClick={() => queue.setWidth(id, null)}
    />
  );
}
