import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { ReactNode, RefObject } from "react";
import type { Thread as ThreadData } from "#contract/asks.ts";
import { Changes } from "#renderer/features/conversation/Changes.tsx";
import { Message } from "#renderer/features/conversation/Message.tsx";
import type { AuthorNames } from "#renderer/features/conversation/Message.tsx";
import { PendingMessage } from "#renderer/features/conversation/PendingMessage.tsx";
import { toThreadItems } from "#renderer/features/conversation/thread-items.ts";
import type { ThreadItem } from "#renderer/features/conversation/thread-items.ts";
import styles from "#renderer/features/conversation/Thread.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { keepScroll, placeIn } from "#renderer/workspace/places.ts";

const GUESS: Readonly<Record<ThreadItem["kind"], number>> = {
  older: 44,
  day: 32,
  changes: 28,
  entry: 140,
  pending: 150,
};
const dayKey = (at: number): string => new Date(at).toDateString();

/** Threads up to here are drawn whole: measuring each entry costs more than drawing it. */
const MOST_WHOLE = 30;

type ThreadProps = {
  readonly thread: ThreadData;
  readonly accountId: string;
  readonly names: AuthorNames;
  /** Asks for more of the past. */
  readonly onOlder: () => void;
};

/** The conversation, newest at the bottom. Of a long one only what is in view is drawn. */
export const Thread = memo(function Thread(props: ThreadProps) {
  const { thread } = props;
  const items = useMemo(() => toThreadItems(thread, dayKey), [thread]);
  return items.length <= MOST_WHOLE ? (
    <WholeThread {...props} items={items} />
  ) : (
    <LongThread {...props} items={items} />
  );
});

type Laid = ThreadProps & { readonly items: readonly ThreadItem[] };

function Frame({
  threadOf,
  scrollRef,
  onScroll,
  children,
}: {
  readonly threadOf: string | undefined;
  readonly scrollRef: RefObject<HTMLDivElement | null>;
  readonly onScroll?: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  return (
    <div
      ref={scrollRef}
      role="region"
      aria-label={t("conversation.thread")}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      tabIndex={0}
      data-thread=""
      data-pane-focus=""
      {...(threadOf !== undefined && { "data-thread-of": threadOf })}
      className={styles["thread"]}
      onScroll={onScroll}
    >
      {children}
    </div>
  );
}

const AT_END_PX = 40;

function WholeThread({ thread, items, accountId, names, onOlder }: Laid) {
  const scrollRef = useRef<HTMLDivElement>(null);
  // Where the agent read last; at first, and for who read to the end, the end.
  const isAtEnd = useRef(placeIn(thread.ticketId).scroll === null);
  useLayoutEffect(() => {
    const { scroll } = placeIn(thread.ticketId);
    if (scrollRef.current !== null && scroll !== null) scrollRef.current.scrollTop = scroll;
  }, [thread.ticketId]);
  // What is new is shown to someone who looks at the end, and disturbs nobody who reads further up.
  useLayoutEffect(() => {
    const element = scrollRef.current;
    if (element !== null && isAtEnd.current) element.scrollTop = Number.MAX_SAFE_INTEGER;
  }, [items]);
  useEffect(() => {
    const element = scrollRef.current;
    if (element === null) return undefined;
    // The composer opens below: the end stays in view.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = Number.MAX_SAFE_INTEGER;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = scrollRef.current;
    if (element === null) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    keepScroll(thread.ticketId, isAtEnd.current ? null : scrollTop);
  };
  return (
    <Frame
      scrollRef={scrollRef}
      onScroll={onScroll}
      threadOf={items.length > 0 ? thread.ticketId : undefined}
    >
      {items.map((item) => (
        <div key={item.key} className={styles["wholeItem"]}>
          <Item item={item} accountId={accountId} names={names} onOlder={onOlder} />
        </div>
      ))}
    </Frame>
  );
}

function LongThread({ thread, items, accountId, names, onOlder }: Laid) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => GUESS[items[index]?.kind ?? "entry"],
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 4,
    anchorTo: "end",
    followOnAppend: true,
    initialOffset: () => placeIn(thread.ticketId).scroll ?? Number.MAX_SAFE_INTEGER,
  });
  const onScroll = () => {
    const element = scrollRef.current;
    if (element === null) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    keepScroll(thread.ticketId, isAtEnd ? null : scrollTop);
  };
  // Older entries come in above: who asked for them goes on reading where they were.
  const oldest = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const before = oldest.current;
    oldest.current = items.find(({ kind }) => kind !== "older" && kind !== "day")?.key;
    if (before === undefined || before === oldest.current) return;
    const index = items.findIndex(({ key }) => key === before);
    if (index > 0) rows.scrollToIndex(index, { align: "start" });
    scrollRef.current?.focus({ preventScroll: true });
  }, [items, rows]);
  return (
    <Frame scrollRef={scrollRef} onScroll={onScroll} threadOf={thread.ticketId}>
      <div className={styles["items"]} style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const item = items[row.index];
          return item === undefined ? null : (
            <div
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              className={styles["item"]}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <Item item={item} accountId={accountId} names={names} onOlder={onOlder} />
            </div>
          );
        })}
      </div>
    </Frame>
  );
}

function Item({
  item,
  accountId,
  names,
  onOlder,
}: {
  readonly item: ThreadItem;
  readonly accountId: string;
  readonly names: AuthorNames;
  readonly onOlder: () => void;
}) {
  const { t, format } = useText();
  switch (item.kind) {
    case "older":
      return (
        <div className={styles["older"]}>
          <Button variant="quiet" onPress={onOlder}>
            {t("conversation.older", { count: item.count })}
          </Button>
        </div>
      );
    case "day":
      return (
        <h3 className={styles["day"]}>
          <span>{format.date(item.at)}</span>
        </h3>
      );
    case "changes":
      return <Changes interactions={item.interactions} names={names} />;
    case "entry":
      return <Message interaction={item.interaction} accountId={accountId} names={names} />;
    case "pending":
      return <PendingMessage pending={item.pending} accountId={accountId} names={names} />;
  }
}
