import { Inbox, Search, SearchX } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { BUILT_IN_VIEWS } from "#contract/asks.ts";
import type { ListQuestion } from "#contract/asks.ts";
import { lendCurrentList } from "#renderer/actions/query/current-list.ts";
import { QueryInput } from "#renderer/actions/query/QueryInput.tsx";
import { lendQueue } from "#renderer/actions/targets.ts";
import { FIRST_PART } from "#renderer/cache/glimpse.ts";
import { useCacheQuery, useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import { BulkBar } from "#renderer/features/queue/BulkBar.tsx";
import { queueCommands } from "#renderer/features/queue/commands.ts";
import { DirectoryContext, toDirectoryNames } from "#renderer/features/queue/directory-names.ts";
import styles from "#renderer/features/queue/Queue.module.css";
import { LayoutDialog } from "#renderer/features/queue/LayoutDialog.tsx";
import { QueueFoot } from "#renderer/features/queue/QueueFoot.tsx";
import { QueueGrid } from "#renderer/features/queue/QueueGrid.tsx";
import { findTickets } from "#renderer/features/queue/queue-questions.ts";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { ViewSwitcher, toViewLines } from "#renderer/features/queue/ViewSwitcher.tsx";
import { WhyHere } from "#renderer/features/queue/WhyHere.tsx";
import { shownExtras } from "#renderer/features/queue/shown-extras.ts";
import { writeLayout } from "#renderer/features/queue/view-layout.ts";
import { useText } from "#renderer/i18n/text.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { useOwnViews } from "#renderer/workspace/own-views-store.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** Moves what does not fit into view by half of the list. */
function scrollLine(grid: HTMLElement | null, by: 1 | -1): void {
  const isRtl = document.documentElement.dir === "rtl";
  grid?.scrollBy({ left: ((isRtl ? -by : by) * grid.clientWidth) / 2 });
}

/** An answer that takes longer than this is waited for visibly, ms. Dimming at once would draw the list twice. */
const LATE_MS = 150;

/**
 * Tells the list's name, and that the answer to another question is still shown. Straight on the element: with its lines
 * the whole list would be drawn before the question is answered, and again after.
 *
 * @param label null: there is no list.
 */
function useGridLabel(
  ref: RefObject<HTMLElement | null>,
  label: string | null,
  isOutdated: boolean,
): void {
  useLayoutEffect(() => {
    if (label === null) return;
    ref.current?.setAttribute("aria-label", label);
    ref.current?.setAttribute("aria-busy", String(isOutdated));
  }, [ref, label, isOutdated]);
  useEffect(() => {
    const element = ref.current;
    if (!isOutdated || element === null) return undefined;
    const timer = setTimeout(() => element.setAttribute("data-late", ""), LATE_MS);
    return () => {
      clearTimeout(timer);
      element.removeAttribute("data-late");
    };
  }, [ref, isOutdated]);
}

/**
 * What is told of a list changes together with the list: a name alone would be painted first, and hold up what it names.
 *
 * @returns `value`, or the one before while another list is on its way and not yet late.
 */
function useHeld<T>(value: T, isOutdated: boolean): T {
  const [held, setHeld] = useState(value);
  if (!isOutdated && !Object.is(held, value)) setHeld(value);
  useEffect(() => {
    if (!isOutdated) return undefined;
    const timer = setTimeout(() => setHeld(value), LATE_MS);
    return () => clearTimeout(timer);
  }, [value, isOutdated]);
  return isOutdated ? held : value;
}

/** The list of tickets: views, search, order, marks. */
export function QueuePane() {
  const { t, format } = useText();
  const me = useMe();
  const viewId = useWorkspace((state) => state.viewId);
  const sort = useQueueView((view) => view.sort);
  const descending = useQueueView((view) => view.descending);
  const thenBy = useQueueView((view) => view.thenBy);
  const groupBy = useQueueView((view) => view.groupBy);
  const folded = useQueueView((view) => view.folded);
  const allFolded = useQueueView((view) => view.allFolded);
  const show = useQueueView(shownExtras);
  const text = useQueueView((view) => view.text);
  const anchorId = useQueueView((view) => view.anchorId);
  const page = useQueueView((view) => view.page);
  const outdated = useQueueView((view) => view.outdated);
  const [{ from, to }, setWindow] = useState<{ readonly from: number; readonly to: number }>(
    FIRST_PART,
  );
  const [isChoosing, setChoosing] = useState(false);
  const [isExplaining, setExplaining] = useState(false);
  const [isArranging, setArranging] = useState(false);
  const gridRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);

  const ownViews = useOwnViews((state) => state.views);
  const own = ownViews.find((view) => view.viewId === viewId);

  const list: ListQuestion | null =
    me.length === 0
      ? null
      : { viewId, query: own?.query, me, sort, descending, thenBy, text, show };
  const isGrouped = groupBy.length > 0;
  const part = { from, to, anchorId };
  const flat = useCacheResult(
    "queue.list",
    list === null || isGrouped ? null : { ...list, ...part },
  );
  const grouped = useCacheResult(
    "queue.grouped",
    list === null || !isGrouped ? null : { ...list, groupBy, folded, allFolded, ...part },
  );
  const answer = isGrouped ? grouped : flat;
  const counts = useCacheQuery(
    "queue.counts",
    me.length === 0
      ? null
      : { me, own: ownViews.map(({ viewId: id, query }) => ({ viewId: id, query })) },
  );
  const directory = useCacheQuery("directory.get", me.length === 0 ? null : {});
  const names = useMemo(() => toDirectoryNames(directory, me), [directory, me]);
  const views = useMemo(
    () => toViewLines(BUILT_IN_VIEWS, ownViews, counts, names.views, t),
    [ownViews, counts, names, t],
  );

  useLayoutEffect(() => {
    if (answer?.ok === true) queue.takePage(answer.value);
  }, [answer]);
  // A view of the agent's own that was changed is another view.
  const view = own === undefined ? viewId : JSON.stringify(own);
  const drawn = useRef({ viewId, view });
  useLayoutEffect(() => {
    const isEdited = drawn.current.viewId === viewId && drawn.current.view !== view;
    drawn.current = { viewId, view };
    // Another view may have been chosen before this pane was there.
    if (isEdited || queue.shows() !== viewId) queue.viewChanged();
  }, [view, viewId]);
  useLayoutEffect(() => {
    if (directory !== undefined) queue.knowViews(directory.views);
  }, [directory]);
  useEffect(
    () =>
      lendCurrentList({
        now: () => {
          const list = useQueueView.getState();
          return {
            text: list.text,
            sort: list.sort,
            descending: list.descending,
            layout: writeLayout(list),
          };
        },
        layoutOf: queue.arrangedLayout,
      }),
    [],
  );
  useEffect(
    () =>
      lendQueue({
        ticketId: queue.ticketId,
        row: queue.row,
        find: findTickets,
      }),
    [],
  );

  const focusSearch = useCallback(() => {
    const take = () => {
      searchRef.current?.focus();
      searchRef.current?.select();
    };
    // At once, for the next key belongs to it; after the pane has come back, if it was away.
    if (searchRef.current === null) requestAnimationFrame(take);
    else take();
  }, []);
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") queue.search("");
    else if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    gridRef.current?.focus({ preventScroll: true });
  };
  const explain = useCallback(() => setExplaining(true), []);
  const openViews = useCallback(() => setChoosing(true), []);
  const openLayout = useCallback(() => setArranging(true), []);
  const ids = useMemo(() => views.map((view) => view.viewId), [views]);
  useCommands(queueCommands, {
    focusSearch,
    openViews,
    openLayout,
    scrollColumns: (by) => scrollLine(gridRef.current, by),
    explain,
    views: ids,
  });
  const onWindow = useCallback(
    (next: { readonly from: number; readonly to: number }) =>
      setWindow((now) => (now.from === next.from && now.to === next.to ? now : next)),
    [],
  );

  const shown = page ?? outdated;
  const shownId = useHeld(viewId, page === null && outdated !== null);
  const title = views.find((view) => view.viewId === shownId)?.title ?? shownId;
  const isEmpty = page !== null && page.total === 0;
  const total = shown?.tickets ?? shown?.total ?? null;
  const label = `${title}, ${format.number(total ?? 0)}`;
  useGridLabel(gridRef, shown === null || isEmpty ? null : label, page === null);
  // List and empty list take each other's place: the keyboard goes along instead of being nowhere.
  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body;
    if (isLost && useWorkspace.getState().focusedPane === "queue")
      gridRef.current?.focus({ preventScroll: true });
  }, [isEmpty]);
  return (
    <div className={styles["pane"]}>
      <ViewSwitcher
        views={views}
        names={names}
        current={shownId}
        isOpen={isChoosing}
        onOpen={setChoosing}
      />
      <div role="search" className={styles["search"]} onKeyDownCapture={onSearchKey}>
        <Search size={14} className={styles["searchIcon"]} aria-hidden="true" />
        <QueryInput
          type="search"
          label={t("queue.search")}
          value={text}
          onChange={queue.search}
          placeholder={t("queue.searchHint")}
          inputRef={searchRef}
        />
      </div>
      <BulkBar />
      <div className={styles["body"]}>
        {answer?.ok === false && shown === null ? (
          <ErrorNote error={answer.error} />
        ) : shown === null ? (
          <FirstLoad />
        ) : isEmpty ? (
          <NothingHere text={text} viewTitle={title} gridRef={gridRef} />
        ) : (
          <DirectoryContext value={names}>
            <QueueGrid page={shown} gridRef={gridRef} onWindow={onWindow} />
          </DirectoryContext>
        )}
      </div>
      {isExplaining && <WhyHere onClose={() => setExplaining(false)} />}
      {isArranging && (
        <DirectoryContext value={names}>
          <LayoutDialog title={title} onClose={() => setArranging(false)} />
        </DirectoryContext>
      )}
      <QueueFoot total={total} />
    </div>
  );
}

function FirstLoad() {
  const { t } = useText();
  const waiting = useStatus((state) => state.statuses.some((each) => !each.progress.workable));
  return (
    <>
      {waiting && <p className={styles["arriving"]}>{t("queue.firstLoad")}</p>}
      <Skeleton lines={12} />
    </>
  );
}

/** An empty list keeps the keyboard, so that the keys of the queue go on working. */
function NothingHere({
  text,
  viewTitle,
  gridRef,
}: {
  readonly text: string;
  readonly viewTitle: string;
  readonly gridRef: RefObject<HTMLDivElement | null>;
}) {
  const { t } = useText();
  const arriving = useStatus((state) => state.statuses.some((each) => !each.progress.workable));
  return (
    <div
      ref={gridRef}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- takes the place of the list
      tabIndex={0}
      data-pane-focus=""
      role="group"
      aria-label={viewTitle}
      className={styles["grid"]}
    >
      {text !== "" ? (
        <EmptyState icon={SearchX} title={t("queue.empty.search", { text })}>
          <CommandButton id="queue.search" />
        </EmptyState>
      ) : arriving ? (
        <EmptyState icon={Inbox} title={t("queue.firstLoad")} />
      ) : (
        <EmptyState icon={Inbox} title={t("queue.empty.view", { view: viewTitle })}>
          <CommandButton id="queue.next" />
          <CommandButton id="queue.nextView" />
        </EmptyState>
      )}
    </div>
  );
}
