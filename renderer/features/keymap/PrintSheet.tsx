import { createPortal } from "react-dom";
import styles from "#renderer/features/keymap/PrintSheet.module.css";
import { type KeymapRow, listRows } from "#renderer/features/keymap/keymap-rows.ts";
import { capsOf, isMac } from "#renderer/commands/stroke.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

/** The agent's own keys on paper: only what has a key, by heading. On screen it is not there. */
export function PrintSheet({ rows }: { readonly rows: readonly KeymapRow[] }) {
  const { t, format } = useText();
  const now = useNow(60_000);
  const withKeys = listRows(rows, "", (row) => row.keys.length > 0);
  const groups = [...new Set(withKeys.map((row) => row.group))];
  return createPortal(
    <article data-print="" className={styles["sheet"]}>
      <h1 className={styles["title"]}>{t("keymap.sheet")}</h1>
      <p className={styles["date"]}>Switchboard · {format.date(now, 0)}</p>
      <div className={styles["groups"]}>
        {groups.map((group) => (
          <section key={group} className={styles["group"]}>
            <h2 className={styles["heading"]}>{t(group)}</h2>
            {withKeys
              .filter((row) => row.group === group)
              .map((row) => (
                <div key={row.id} className={styles["row"]}>
                  <span dir="auto">{row.name}</span>
                  <span className={styles["keys"]}>
                    {row.keys.map((keys) => (
                      <Kbd key={keys} caps={capsOf(keys, isMac())} />
                    ))}
                  </span>
                </div>
              ))}
          </section>
        ))}
      </div>
    </article>,
    document.body,
  );
}
