import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Kbd.module.css";

/**
 * Key caps. Decoration beside something that is named already, so screen readers pass over it.
 *
 * @param caps One list for each key press (`capsOf` of the commands).
 */
export function Kbd({
  caps,
  className,
}: {
  readonly caps: readonly (readonly string[])[];
  readonly className?: string | undefined;
}) {
  return (
    <span className={cx(styles["keys"], className)} dir="ltr" aria-hidden="true">
      {caps.map((stroke, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the same key may be pressed twice
        <span key={index} className={styles["stroke"]}>
          {stroke.map((cap) => (
            <kbd key={cap} className={styles["cap"]}>
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
