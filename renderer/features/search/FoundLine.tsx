import type { ReactNode } from "react";
import type { QueueRow, TextMark } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { Marked } from "#renderer/features/search/Marked.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

/** What a line of results does, whoever found it. */
export type LineProps = {
  readonly id: string;
  /** Place in the list, local and remote hits together. */
  readonly index: number;
  readonly isActive: boolean;
  readonly onPoint: (index: number) => void;
  readonly onOpen: (ticketId: TicketId) => void;
};

/** One ticket that was found, here or by its helpdesk. */
export function FoundLine({
  id,
  index,
  row,
  marks,
  isActive,
  onPoint,
  onOpen,
  isRemote = false,
  children,
}: LineProps & {
  readonly row: Pick<
    QueueRow,
    "id" | "status" | "statusLabel" | "number" | "subject" | "requesterName" | "updatedAt"
  >;
  /** In the subject. */
  readonly marks: readonly TextMark[];
  /** Its conversation is fetched when it is opened. */
  readonly isRemote?: boolean;
  /** Below the line. */
  readonly children?: ReactNode;
}) {
  const { format } = useText();
  const now = useNow();
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the input of the list has the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      {...(isRemote && { "data-remote": "" })}
      className={cx(styles["hit"], isActive && styles["active"])}
      onPointerMove={() => onPoint(index)}
      onClick={() => onOpen(row.id)}
    >
      <div className={styles["line"]}>
        <StatusMark status={row.status} label={row.statusLabel} />
        <span className={styles["number"]}>#{row.number}</span>
        <bdi className={styles["subject"]}>
          <Marked text={row.subject} marks={marks} />
        </bdi>
        <bdi className={styles["who"]}>{row.requesterName}</bdi>
        <time dateTime={new Date(row.updatedAt).toISOString()}>
          {format.relativeShort(row.updatedAt, now)}
        </time>
      </div>
      {children}
    </div>
  );
}
