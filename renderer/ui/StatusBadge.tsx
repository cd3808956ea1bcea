import { memo } from "react";
import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Marks.module.css";

/** One shape for each status, so that it is told apart without colour. */
const SHAPES: Readonly<Record<TicketStatus, string>> = {
  new: "M6 0.5 11.5 6 6 11.5 0.5 6Z",
  open: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z",
  pending: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Zm0 1.5v7a3.5 3.5 0 0 0 0-7Z",
  "on-hold": "M2.5 1.5h2.4v9H2.5Zm4.6 0h2.4v9H7.1Z",
  solved: "M4.4 10.2.8 6.6 2.3 5.1l2.1 2.1 5.3-5.3 1.5 1.5Z",
  closed: "M1 1h10v10H1Zm1.6 1.6v6.8h6.8V2.6Z",
};

/** The shape alone, named for screen readers; for dense rows. */
export const StatusMark = memo(function StatusMark({
  status,
  label,
}: {
  readonly status: TicketStatus;
  /** The helpdesk's own word for it; null when it has none. */
  readonly label?: string | null | undefined;
}) {
  const { t } = useText();
  return (
    <svg
      role="img"
      aria-label={label ?? t(`common.status.${status}`)}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      className={cx(styles["mark"], styles[status])}
    >
      <path d={SHAPES[status]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
});

/** Shape and word. */
export const StatusBadge = memo(function StatusBadge({
  status,
  label,
}: {
  readonly status: TicketStatus;
  readonly label?: string | null | undefined;
}) {
  const { t } = useText();
  return (
    <span className={styles["pair"]}>
      <span aria-hidden="true">
        <StatusMark status={status} />
      </span>
      <bdi>{label ?? t(`common.status.${status}`)}</bdi>
    </span>
  );
});
