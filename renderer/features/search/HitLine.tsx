import type { SearchHit } from "#contract/asks.ts";
import { Marked } from "#renderer/features/search/Marked.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

/** One ticket that was found: what it is, and where the words stand. */
export function HitLine({
  id,
  hit: { row, subjectMarks, snippet },
  isActive,
  onPoint,
  onOpen,
}: {
  readonly id: string;
  readonly hit: SearchHit;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onOpen: () => void;
}) {
  const { t, format } = useText();
  const now = useNow();
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the input of the list has the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={cx(styles["hit"], isActive && styles["active"])}
      onPointerMove={onPoint}
      onClick={onOpen}
    >
      <div className={styles["line"]}>
        <StatusMark status={row.status} label={row.statusLabel} />
        <span className={styles["number"]}>#{row.number}</span>
        <bdi className={styles["subject"]}>
          <Marked text={row.subject} marks={subjectMarks} />
        </bdi>
        <bdi className={styles["who"]}>{row.requesterName}</bdi>
        <time dateTime={new Date(row.updatedAt).toISOString()}>
          {format.relativeShort(row.updatedAt, now)}
        </time>
      </div>
      {snippet !== null && (
        <div className={styles["snippet"]}>
          {snippet.from === "facts" && <span>{t("search.inFacts")} </span>}
          <bdi>
            <Marked text={snippet.text} marks={snippet.marks} />
          </bdi>
        </div>
      )}
    </div>
  );
}
