import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useMemo, useState } from "react";
import type { MouseEvent, RefObject } from "react";
import { fieldIdOf, isFieldKey, type QueueRow } from "#contract/asks.ts";
import { columnsFor, features, layoutFor } from "#renderer/features/queue/columns.tsx";
import { notePress, pointerOf } from "#renderer/commands/trainer.ts";
import { useDirectoryNames } from "#renderer/features/queue/directory-names.ts";
import { GroupLine, StickyHeads } from "#renderer/features/queue/GroupLine.tsx";
import { QueueHead } from "#renderer/features/queue/QueueHead.tsx";
import { QueueLine, lineId } from "#renderer/features/queue/QueueLine.tsx";
import styles from "#renderer/features/queue/Queue.module.css";
import {
  isHead,
  shiftBetween,
  stickyHeads,
  windowAround,
} from "#renderer/features/queue/queue-cursor.ts";
import type { ListPage } from "#renderer/features/queue/queue-cursor.ts";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useText } from "#renderer/i18n/text.ts";
import { ROW_HEIGHT, useRowHeight } from "#renderer/ui/use-row-height.ts";

/** Height of the titles, px. */
const HEAD_HEIGHT = 26;

function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/**
 * The list itself: one tab stop, the active line told by `aria-activedescendant`, only lines in view drawn. Its name and
 * whether it is busy are told by `useGridLabel`.
 */
export const QueueGrid = memo(function QueueGrid({
  page,
  gridRef,
  onWindow,
}: {
  readonly page: ListPage;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly onWindow: (window: { readonly from: number; readonly to: number }) => void;
}) {
  const text = useText();
  const { t } = text;
  const { fields } = useDirectoryNames();
  const width = useWidth(gridRef);
  const usualHeight = useRowHeight();
  const density = useQueueView((view) => view.density);
  const rowHeight = density === null ? usualHeight : ROW_HEIGHT[density];
  const columnOrder = useQueueView((view) => view.columns);
  const hidden = useQueueView((view) => view.hidden);
  const asked = useQueueView((view) => view.asked);
  const widths = useQueueView((view) => view.widths);
  const sort = useQueueView((view) => view.sort);
  const descending = useQueueView((view) => view.descending);
  const thenBy = useQueueView((view) => view.thenBy);
  const layout = useMemo(
    () => layoutFor(width, { columns: columnOrder, hidden, asked, widths }, fields),
    [width, columnOrder, hidden, asked, widths, fields],
  );
  useEffect(() => useQueueView.setState({ width }), [width]);
  const { status, priority } = layout.words;
  const columns = useMemo(() => {
    const own = columnOrder.filter(isFieldKey);
    const known = own.map((key) => ({ key, field: fields.get(fieldIdOf(key)) }));
    return columnsFor({ status, priority }, known, text);
  }, [status, priority, columnOrder, fields, text]);
  const shown = layout.visible.join(" ");
  const columnVisibility = useMemo(
    () => Object.fromEntries(columnOrder.map((id) => [id, shown.split(" ").includes(id)])),
    [shown, columnOrder],
  );
  const sorting = useMemo(
    () => [
      { id: sort, desc: descending },
      ...thenBy.map((level) => ({ id: level.sort, desc: level.descending })),
    ],
    [sort, descending, thenBy],
  );
  const tickets = useMemo(
    () => page.rows.filter((item): item is QueueRow => !isHead(item)),
    [page.rows],
  );
  const table = useTable({
    features,
    columns,
    data: tickets,
    getRowId: (row) => row.id,
    manualSorting: true,
    state: { columnVisibility, columnOrder: columnOrder as string[], sorting },
  });
  const tableRows = table.getRowModel().rows;
  // Table rows by their place in the page: heads are none.
  const placed = useMemo(() => {
    let next = 0;
    return page.rows.map((item) => (isHead(item) ? item : tableRows[next++]));
  }, [page.rows, tableRows]);
  const levels = useQueueView((view) => view.groupBy.length);

  // The head stands in the scroller, above the lines and over them: it takes its height from the end of the view.
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: page.total,
    getScrollElement: () => gridRef.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollPaddingEnd: HEAD_HEIGHT,
    scrollPaddingStart: (page.above === undefined ? 0 : levels) * rowHeight,
  });
  useLayoutEffect(() => rows.measure(), [rows, rowHeight]);
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const topLine = Math.floor((rows.scrollOffset ?? 0) / rowHeight);
  const sticky = page.above === undefined ? [] : stickyHeads(page, topLine);
  const { from, to } = windowAround(first, last);
  useEffect(() => onWindow({ from, to }), [onWindow, from, to]);

  // From the virtualizer's own observer: asking the element would lay the page out once more for each key press.
  const viewHeight = (rows.scrollRect?.height ?? 0) - HEAD_HEIGHT;
  useEffect(() => {
    const pageSize = Math.max(1, Math.floor(viewHeight / rowHeight) - 1);
    if (useQueueView.getState().pageSize !== pageSize) useQueueView.setState({ pageSize });
  }, [viewHeight, rowHeight]);

  // Rows that come or go above must not move what the agent looks at.
  useLayoutEffect(() => {
    const grid = gridRef.current;
    const { before } = useQueueView.getState();
    if (grid === null || before === null || before.page === page) return;
    const scrolled = rows.scrollOffset ?? 0;
    const top = Math.ceil(scrolled / rowHeight);
    const bottom = Math.floor((scrolled + viewHeight) / rowHeight) - 1;
    const shift = shiftBetween(before.page, page, top, bottom, before.cursor);
    if (shift !== 0) grid.scrollTop += shift * rowHeight;
    useQueueView.setState({ before: null });
  }, [gridRef, rows, page, rowHeight, viewHeight]);

  // Straight to the element: a key press that only moves the cursor draws two lines and nothing else.
  useLayoutEffect(() => {
    const grid = gridRef.current;
    const tell = (index: number) =>
      index < 0
        ? grid?.removeAttribute("aria-activedescendant")
        : grid?.setAttribute("aria-activedescendant", lineId(index));
    const { index } = useQueueView.getState().cursor;
    tell(index);
    // After a restart, or back from another screen, the list stands where it stood.
    if (index > 0) rows.scrollToIndex(index, { align: "center" });
    return useQueueView.subscribe((now, then) => {
      if (now.question !== then.question && grid !== null && (rows.scrollOffset ?? 0) > 0)
        grid.scrollTop = 0;
      if (now.cursor === then.cursor) return;
      tell(now.cursor.index);
      // Also a move to where it is already: the list may have been scrolled away from it.
      const wasFollowed = now.page !== then.page;
      if (!wasFollowed && now.cursor.index >= 0) rows.scrollToIndex(now.cursor.index);
    });
  }, [gridRef, rows]);

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as Element;
    const pointer = pointerOf(event.nativeEvent);
    const group = target.closest<HTMLElement>("[data-group]");
    if (group !== null) {
      const head = [...(page.above ?? []), ...page.rows].find(
        (item) => item.id === group.dataset["group"],
      );
      if (head === undefined || !isHead(head)) return undefined;
      const at = page.rows.indexOf(head);
      if (at !== -1) queue.moveTo(page.from + at);
      notePress(head.isFolded ? "queue.unfold" : "queue.fold", pointer);
      return queue.fold(head.id, !head.isFolded);
    }
    const line = target.closest<HTMLElement>("[data-index]");
    if (line === null) return undefined;
    const index = Number(line.dataset["index"]);
    if (event.shiftKey) {
      notePress("queue.extendDown", pointer);
      return queue.extendTo(index);
    }
    queue.moveTo(index);
    const isMark = event.ctrlKey || event.metaKey || target.closest("[data-mark]") !== null;
    notePress(isMark ? "queue.mark" : "queue.open", pointer);
    if (isMark) queue.toggleMark(line.dataset["ticket"] ?? null);
    else queue.open();
    return undefined;
  };

  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- every key of the list is a command (commands.ts)
    <div
      ref={gridRef}
      role="grid"
      tabIndex={0}
      data-pane-focus=""
      aria-multiselectable="true"
      aria-rowcount={page.total + 1}
      aria-colcount={layout.visible.length + 1}
      className={styles["grid"]}
      onClick={onClick}
    >
      <QueueHead
        visible={layout.visible}
        tracks={layout.tracks}
        least={layout.least}
        words={layout.words}
      />
      <StickyHeads heads={sticky} height={rowHeight} top={HEAD_HEIGHT} />
      <div
        role="rowgroup"
        className={styles["lines"]}
        style={{
          blockSize: rows.getTotalSize(),
          minInlineSize: layout.least,
          gridTemplateColumns: `20px ${layout.tracks}`,
        }}
      >
        {items.map((item) => {
          const row = placed[item.index - page.from];
          return row !== undefined && "level" in row ? (
            <GroupLine
              key={item.key}
              id={lineId(item.index)}
              index={item.index}
              start={item.start}
              height={item.size}
              firstIndex={2}
              head={row}
            />
          ) : row === undefined ? (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              className={styles["line"]}
              style={{ blockSize: item.size, transform: `translateY(${item.start}px)` }}
            >
              <div role="gridcell" className={styles["coming"]} aria-label={t("common.loading")} />
            </div>
          ) : (
            <QueueLine
              key={item.key}
              index={item.index}
              start={item.start}
              height={item.size}
              firstIndex={2}
              row={row}
              layout={`${layout.tracks}/${status}/${priority}/${text.locale}`}
            />
          );
        })}
      </div>
    </div>
  );
});
