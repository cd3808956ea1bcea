import styles from "#renderer/ui/Skeleton.module.css";
import { useText } from "#renderer/i18n/text.ts";

/** Grey lines where nothing is known yet; never over something already shown. */
export function Skeleton({ lines = 6 }: { readonly lines?: number | undefined }) {
  const { t } = useText();
  return (
    <div role="status" aria-label={t("common.loading")} className={styles["skeleton"]}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles["line"]} />
      ))}
    </div>
  );
}
