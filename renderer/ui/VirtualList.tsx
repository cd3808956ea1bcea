import { type ReactNode, useRef } from "react";
import { cx } from "#renderer/ui/cx.ts";
import { useRows } from "#renderer/ui/use-rows.ts";
import styles from "#renderer/ui/VirtualList.module.css";

/** A long list of rows of one height. For lists with selection and keys of their own use `useRows`. */
export function VirtualList({
  count,
  rowHeight,
  label,
  keyOf,
  renderRow,
  onRange,
  className,
}: {
  readonly count: number;
  /** px */
  readonly rowHeight: number;
  readonly label: string;
  readonly keyOf?: ((index: number) => string) | undefined;
  readonly renderRow: (index: number) => ReactNode;
  /** Told which rows are in view, so that only those are asked for; half-open. */
  readonly onRange?: ((from: number, to: number) => void) | undefined;
  readonly className?: string | undefined;
}) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const rows = useRows({ count, rowHeight, scrollRef, ...(keyOf !== undefined && { keyOf }) });
  const drawn = rows.getVirtualItems();
  const onScroll = () => {
    const items = rows.getVirtualItems();
    onRange?.(items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1);
  };
  return (
    <div
      ref={scrollRef}
      className={cx(styles["scroll"], className)}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      tabIndex={0}
      onScroll={onScroll}
    >
      <ul aria-label={label} className={styles["list"]} style={{ blockSize: rows.getTotalSize() }}>
        {drawn.map((row) => (
          <li
            key={row.key}
            aria-setsize={count}
            aria-posinset={row.index + 1}
            className={styles["row"]}
            style={{ blockSize: row.size, transform: `translateY(${row.start}px)` }}
          >
            {renderRow(row.index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
