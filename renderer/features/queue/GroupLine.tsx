import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import type { GroupHead } from "#contract/asks.ts";
import { useDirectoryNames } from "#renderer/features/queue/directory-names.ts";
import { groupField, groupWords } from "#renderer/features/queue/group-words.ts";
import styles from "#renderer/features/queue/Queue.module.css";
import { drawnIndex, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";

/** What a head says: fold mark, field, name, count. */
function GroupText({ head }: { readonly head: GroupHead }) {
  const text = useText();
  const names = useDirectoryNames();
  const Mark = head.isFolded ? ChevronRight : ChevronDown;
  return (
    <>
      <Mark size={14} aria-hidden="true" className={styles["fold"]} />
      <span className={styles["groupField"]}>{groupField(head.field, text, names)}</span>
      <bdi className={styles["groupName"]}>{groupWords(head, text, names)}</bdi>
      <span className={styles["count"]}>{text.format.number(head.count)}</span>
    </>
  );
}

/** The head of a group at its place in the list. */
export const GroupLine = memo(function GroupLine({
  id,
  index,
  start,
  height,
  firstIndex,
  head,
}: {
  readonly id: string;
  readonly index: number;
  /** px from the top of the list. */
  readonly start: number;
  readonly height: number;
  readonly firstIndex: number;
  readonly head: GroupHead;
}) {
  const isCursor = useQueueView((view) => drawnIndex(view) === index);
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + firstIndex}
      data-index={index}
      data-group={head.id}
      {...(isCursor && { "data-cursor": "" })}
      className={cx(styles["line"], styles["groupLine"])}
      style={{
        blockSize: height,
        transform: `translateY(${start}px)`,
        paddingInlineStart: 8 + head.level * 16,
      }}
    >
      <div role="rowheader" aria-expanded={!head.isFolded} className={styles["groupCell"]}>
        <GroupText head={head} />
      </div>
    </div>
  );
});

/** Heads of the groups that the first lines in view stand in, over them. The lines themselves are what is read out. */
export function StickyHeads({
  heads,
  height,
  top,
}: {
  readonly heads: readonly GroupHead[];
  readonly height: number;
  /** px that stand over them. */
  readonly top: number;
}) {
  if (heads.length === 0) return null;
  return (
    <div className={styles["sticky"]} style={{ insetBlockStart: top }} aria-hidden="true">
      {heads.map((head, i) => (
        <div
          key={head.id}
          data-group={head.id}
          className={cx(styles["groupLine"], styles["stickyLine"])}
          style={{
            blockSize: height,
            insetBlockStart: i * height,
            paddingInlineStart: 11 + head.level * 16,
          }}
        >
          <div className={styles["groupCell"]}>
            <GroupText head={head} />
          </div>
        </div>
      ))}
    </div>
  );
}
