import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/PickList.module.css";
import { useRows } from "#renderer/ui/use-rows.ts";

/** What the place around a list may ask of it. */
export type PickListHandle = {
  readonly focus: () => void;
  /** Moves the cursor over rows that can be picked. */
  readonly moveBy: (rows: number) => void;
};

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * A long list of which one row is picked. One tab stop; arrows, Page Up and Down, Home and End move, Enter opens.
 * What is picked follows the cursor.
 */
export function PickList({
  label,
  count,
  rowHeight,
  active,
  onActive,
  onOpen,
  isHeading,
  keyOf,
  renderRow,
  onWindow,
  ref,
  className,
}: {
  readonly label: string;
  readonly count: number;
  /** px, by index where rows differ. */
  readonly rowHeight: number | ((index: number) => number);
  /** Picked row; -1: none. */
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onOpen?: ((index: number) => void) | undefined;
  /** Rows that only part the others. */
  readonly isHeading?: ((index: number) => boolean) | undefined;
  readonly keyOf?: ((index: number) => string) | undefined;
  readonly renderRow: (index: number) => ReactNode;
  /** Told which rows are drawn, half-open, so that only those are asked for. */
  readonly onWindow?: ((from: number, to: number) => void) | undefined;
  readonly ref?: Ref<PickListHandle> | undefined;
  readonly className?: string | undefined;
}) {
  const listId = useId();
  const scrollRef = useRef<HTMLDivElement>(null);
  const rows = useRows({ count, rowHeight, scrollRef, ...(keyOf !== undefined && { keyOf }) });
  useLayoutEffect(() => rows.measure(), [rows, rowHeight, count]);
  const drawn = rows.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const end = (drawn.at(-1)?.index ?? -1) + 1;
  useEffect(() => onWindow?.(first, end), [onWindow, first, end]);
  useEffect(() => {
    if (active >= 0) rows.scrollToIndex(active);
  }, [rows, active]);

  const moveBy = (by: number) => {
    const step = Math.sign(by);
    let at = active;
    for (let left = Math.abs(by); left > 0; left -= 1) {
      let next = at + step;
      while (isHeading?.(next) === true && next >= 0 && next < count) next += step;
      if (next < 0 || next >= count) break;
      at = next;
    }
    if (at !== active) onActive(at);
  };
  useImperativeHandle(ref, () => ({ focus: () => scrollRef.current?.focus(), moveBy }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    const page = Math.max(1, end - first - 18);
    if (step !== undefined) moveBy(step);
    else if (event.key === "PageDown") moveBy(page);
    else if (event.key === "PageUp") moveBy(-page);
    else if (event.key === "Home") moveBy(-count);
    else if (event.key === "End") moveBy(count);
    else if (event.key === "Enter" && active >= 0) onOpen?.(active);
    else return;
    event.preventDefault();
  };
  const idOf = (index: number) => `${listId}-${index}`;

  return (
    <div
      ref={scrollRef}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      {...(active >= first && active < end && { "aria-activedescendant": idOf(active) })}
      className={cx(styles["scroll"], className)}
      onKeyDown={onKeyDown}
    >
      <div role="none" className={styles["rows"]} style={{ blockSize: rows.getTotalSize() }}>
        {drawn.map((row) => {
          const place = {
            style: { blockSize: row.size, transform: `translateY(${row.start}px)` },
          };
          if (isHeading?.(row.index) === true)
            return (
              <div key={row.key} aria-hidden="true" className={styles["heading"]} {...place}>
                {renderRow(row.index)}
              </div>
            );
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the list's
            <div
              key={row.key}
              id={idOf(row.index)}
              role="option"
              tabIndex={-1}
              aria-selected={row.index === active}
              aria-setsize={count}
              aria-posinset={row.index + 1}
              className={styles["row"]}
              onClick={() => {
                onActive(row.index);
                scrollRef.current?.focus();
              }}
              onDoubleClick={() => onOpen?.(row.index)}
              {...place}
            >
              {renderRow(row.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
