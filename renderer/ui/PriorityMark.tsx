import { memo } from "react";
import type { Priority } from "#domain/ticket/ticket.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Marks.module.css";

const BARS: Readonly<Record<Exclude<Priority, "urgent">, number>> = { low: 1, normal: 2, high: 3 };

/** Rising bars; urgent is a triangle. Nothing is drawn for no priority, but its place is kept. */
export const PriorityMark = memo(function PriorityMark({
  priority,
  withWord = false,
}: {
  readonly priority: Priority | null;
  readonly withWord?: boolean | undefined;
}) {
  const { t } = useText();
  const word = t(`common.priority.${priority ?? "none"}`);
  return (
    <span className={styles["pair"]}>
      <svg
        {...(withWord ? { "aria-hidden": true } : { role: "img", "aria-label": word })}
        viewBox="0 0 12 12"
        width="12"
        height="12"
        className={cx(styles["mark"], priority !== null && styles[priority])}
      >
        {priority === "urgent" ? (
          <path
            d="M6 0.6 11.8 11H0.2ZM5.2 4v3.6h1.6V4Zm0 4.5V10h1.6V8.5Z"
            fill="currentColor"
            fillRule="evenodd"
          />
        ) : (
          priority !== null &&
          [0, 1, 2].map((bar) => (
            <rect
              key={bar}
              x={bar * 4 + 0.5}
              y={8 - bar * 3.2}
              width="3"
              height={3.4 + bar * 3.2}
              fill="currentColor"
              opacity={bar < BARS[priority] ? 1 : 0.25}
            />
          ))
        )}
      </svg>
      {withWord && <span>{word}</span>}
    </span>
  );
});
