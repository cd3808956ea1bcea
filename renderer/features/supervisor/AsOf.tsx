import { freshnessOf } from "#renderer/features/supervisor/board-facts.ts";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { useNow } from "#renderer/ui/use-now.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";

/** How old the numbers are: `as of 14:02:11, 12 sec old`. Offline says so and stays calm. */
export function AsOf({ short = false }: { readonly short?: boolean | undefined }) {
  const { t, format } = useText();
  const statuses = useStatus((state) => state.statuses);
  const now = useNow(5_000);
  const { freshAt, isOffline, isComplete } = freshnessOf(statuses);
  const age = freshAt === null ? null : format.span(Math.max(0, now - freshAt));
  if (short)
    return (
      <span className={styles["age"]}>
        {age === null ? t("supervisor.age.never") : t("supervisor.age.short", { age })}
      </span>
    );
  return (
    <p className={styles["asOf"]}>
      {isOffline && <span className={styles["offline"]}>{t("supervisor.age.offline")}</span>}
      <span>
        {freshAt === null || age === null
          ? t("supervisor.age.neverLong")
          : t("supervisor.age.long", { time: format.clock(freshAt), age })}
      </span>
      {!isComplete && <span>{t("supervisor.age.partial")}</span>}
    </p>
  );
}
