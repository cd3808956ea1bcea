import { type ReactNode, useId } from "react";
import { AsOf } from "#renderer/features/supervisor/AsOf.tsx";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";

/** One subject of the board, with how many tickets it speaks of and how old it is. */
export function Panel({
  title,
  count,
  note,
  wide = false,
  children,
}: {
  readonly title: string;
  /** n of what is shown. */
  readonly count?: number | undefined;
  readonly note?: string | undefined;
  readonly wide?: boolean | undefined;
  readonly children: ReactNode;
}) {
  const { t, format } = useText();
  const id = useId();
  return (
    <section aria-labelledby={id} className={cx(styles["panel"], wide && styles["wide"])}>
      <header className={styles["panelHead"]}>
        <h2 id={id} className={styles["panelTitle"]}>
          {title}
        </h2>
        {count !== undefined && (
          <span className={styles["panelNote"]}>
            {t("supervisor.n", { n: format.number(count) })}
          </span>
        )}
        {note !== undefined && <span className={styles["panelNote"]}>{note}</span>}
        <AsOf short />
      </header>
      {children}
    </section>
  );
}
