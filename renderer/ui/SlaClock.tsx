import { Focusable } from "react-aria-components/Focusable";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { type SlaTone, slaTone } from "#renderer/ui/sla-tone.ts";
import styles from "#renderer/ui/SlaClock.module.css";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

const SHAPES: Readonly<Record<SlaTone, string>> = {
  calm: "M6 .8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 6 .8Zm0 1.4a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6Zm-.7 1.2h1.4v2.4l1.6 1.6-1 1-2-2Z",
  caution: "M6 .8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 6 .8ZM5.3 3v3.3l2.1 2 1-1-1.7-1.6V3Z",
  critical: "M6 .4 11.9 11H.1ZM5.2 4v3.6h1.6V4Zm0 4.5V10h1.6V8.5Z",
};

/** Time left of a promise: ring, then full disc, then triangle with the time it is over. */
export function SlaClock({
  breachAt,
  startedAt = null,
  clockOffsetMs = 0,
  short = false,
}: {
  /** ms epoch, server time. */
  readonly breachAt: number;
  readonly startedAt?: number | null | undefined;
  /** Server minus local clock. */
  readonly clockOffsetMs?: number | undefined;
  /** Only the time, for dense rows; the words are still told to screen readers. */
  readonly short?: boolean | undefined;
}) {
  const { t, format } = useText();
  const now = useNow() + clockOffsetMs;
  const tone = slaTone(breachAt, now, startedAt);
  const time = format.duration(Math.abs(breachAt - now));
  const words = t(tone === "critical" ? "common.sla.over" : "common.sla.left", { time });
  const body = (
    <span className={cx(styles["clock"], styles[tone])}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[tone]} fill="currentColor" fillRule="evenodd" />
      </svg>
      {short ? (
        <span aria-label={words} role="img">
          {time}
        </span>
      ) : (
        <span>{words}</span>
      )}
    </span>
  );
  if (short) return body;
  return (
    <Tooltip text={t("common.sla.dueAt", { time: format.exact(breachAt - clockOffsetMs) })}>
      <Focusable>
        <span role="note" className={styles["focusable"]}>
          {body}
        </span>
      </Focusable>
    </Tooltip>
  );
}
