import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
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

const GUESS: Readonly<Record<ThreadItem["kind"], number>> = {
  older: 44,
  day: 32,
  changes: 28,
  entry: 140,
  pending: 150,
};
const dayKey = (at: number): string => new Date(at).toDateString();

/** The conversation, newest at the bottom, only what is in view drawn. */
export function Thread({
  thread,
  accountId,
  names,
  onOlder,
}: {
  readonly thread: ThreadData;
  readonly accountId: string;
  readonly names: AuthorNames;
  /** Asks for more of the past. */
  readonly onOlder: () => void;
}) {
  const { t } = useText();
  const scrollRef = useRef<HTMLDivElement>(null);
  const items = useMemo(() => toThreadItems(thread, dayKey), [thread]);
  const rows = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => GUESS[items[index]?.kind ?? "entry"],
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 4,
    anchorTo: "end",
    followOnAppend: true,
    initialOffset: () => Number.MAX_SAFE_INTEGER,
  });
  return (
    <div
      ref={scrollRef}
      role="feed"
      aria-label={t("conversation.thread")}
      aria-busy="false"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      tabIndex={0}
      data-pane-focus=""
      {...(items.length > 0 && { "data-thread-of": thread.ticketId })}
      className={styles["thread"]}
    >
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
    </div>
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
