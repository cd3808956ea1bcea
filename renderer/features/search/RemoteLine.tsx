import type { TextMark } from "#contract/asks.ts";
import type { RemoteHit } from "#contract/remote-search.ts";
import { Marked } from "#renderer/features/search/Marked.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

/** One ticket that the helpdesk found. Opening it fetches its conversation. */
export function RemoteLine({
  id,
  hit,
  marks,
  isActive,
  onPoint,
  onOpen,
}: {
  readonly id: string;
  readonly hit: RemoteHit;
  readonly marks: readonly TextMark[];
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onOpen: () => void;
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
      data-remote=""
      className={cx(styles["hit"], isActive && styles["active"])}
      onPointerMove={onPoint}
      onClick={onOpen}
    >
      <div className={styles["line"]}>
        <StatusMark status={hit.status} label={hit.statusLabel} />
        <span className={styles["number"]}>#{hit.number}</span>
        <bdi className={styles["subject"]}>
          <Marked text={hit.subject} marks={marks} />
        </bdi>
        <bdi className={styles["who"]}>{hit.requesterName}</bdi>
        <time dateTime={new Date(hit.updatedAt).toISOString()}>
          {format.relativeShort(hit.updatedAt, now)}
        </time>
      </div>
    </div>
  );
}
