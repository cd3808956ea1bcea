import type { ReactNode } from "react";
import { barShare } from "#renderer/features/supervisor/board-facts.ts";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";

export type Bar = {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly mark?: ReactNode;
  /** A quieter fact beside the label. */
  readonly detail?: string | undefined;
};

/** Bars from a zero baseline, each with its own words and number. Hidden ones never: an empty slice says 0. */
export function BarList({
  label,
  bars,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
}) {
  const { t, format } = useText();
  const most = Math.max(0, ...bars.map(({ count }) => count));
  if (bars.length === 0) return <p className={styles["none"]}>{t("supervisor.nothing")}</p>;
  const hasDetail = bars.some(({ detail }) => detail !== undefined);
  return (
    <ul aria-label={label} className={cx(styles["bars"], hasDetail && styles["detailed"])}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles["bar"]}>
          <span className={styles["barName"]}>
            {bar.mark !== undefined && (
              <span aria-hidden="true" className={styles["barMark"]}>
                {bar.mark}
              </span>
            )}
            <bdi className={styles["barLabel"]}>{bar.label}</bdi>
          </span>
          <span className={styles["track"]} aria-hidden="true">
            <span
              className={styles["fill"]}
              style={{ inlineSize: `${barShare(bar.count, most)}%` }}
            />
          </span>
          <span className={styles["barCount"]}>{format.number(bar.count)}</span>
          {hasDetail && <span className={styles["barDetail"]}>{bar.detail}</span>}
        </li>
      ))}
    </ul>
  );
}
