import { memo } from "react";
import styles from "#renderer/features/queue/Queue.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";

/** How many there are, and whether that can be all. */
export const QueueFoot = memo(function QueueFoot({ total }: { readonly total: number | null }) {
  const { t, format } = useText();
  const filling = useStatus((state) =>
    state.statuses.find((each) => each.progress.workable && !each.progress.complete),
  );
  if (total === null) return null;
  const share = filling?.progress.share ?? null;
  return (
    <div className={styles["foot"]}>
      <span>{t("queue.total", { count: total })}</span>
      {filling !== undefined && (
        <span className={styles["footPart"]}>
          {share === null
            ? t("queue.partial")
            : t("queue.partialShare", { share: format.percent(share) })}
        </span>
      )}
    </div>
  );
});
