import { Focusable } from "react-aria-components/Focusable";
import { useText } from "#renderer/i18n/text.ts";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";
import styles from "#renderer/ui/RelativeTime.module.css";
import { useNow } from "#renderer/ui/use-now.ts";

/** How long ago, up to a day, then the date; the exact time on hover and focus. */
export function RelativeTime({
  at,
  short = false,
  isFocusable = true,
}: {
  /** ms epoch. */
  readonly at: number;
  /** Fewest characters: `5m`. */
  readonly short?: boolean | undefined;
  /** Off inside rows of a list, where the row has the focus and tells the exact time itself. */
  readonly isFocusable?: boolean | undefined;
}) {
  const { format } = useText();
  const now = useNow();
  const words = short ? format.relativeShort(at, now) : format.relative(at, now);
  const time = (
    <time dateTime={new Date(at).toISOString()} className={styles["time"]}>
      {words}
    </time>
  );
  if (!isFocusable) return time;
  const exact = format.exact(at);
  return (
    <Tooltip text={exact}>
      <Focusable>
        <span role="note" aria-label={exact} className={styles["focusable"]}>
          {time}
        </span>
      </Focusable>
    </Tooltip>
  );
}
