import { memo } from "react";
import type { Priority } from "#domain/ticket/ticket.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Marks.module.css";

const BARS = ["M.5 8h3v3.4h-3Z", "M4.5 4.8h3v6.6h-3Z", "M8.5 1.6h3v9.8h-3Z"] as const;
const FULL: Readonly<Record<Exclude<Priority, "urgent">, number>> = { low: 1, normal: 2, high: 3 };
const TRIANGLE = "M6 0.6 11.8 11H0.2ZM5.2 4v3.6h1.6V4Zm0 4.5V10h1.6V8.5Z";

/** What is drawn fully, and what is only hinted at: always two paths, for lines change their tickets in place. */
function pathsOf(priority: Priority | null): readonly [full: string, faint: string] {
  if (priority === null) return ["", ""];
  if (priority === "urgent") return [TRIANGLE, ""];
  const full = FULL[priority];
  return [BARS.slice(0, full).join(""), BARS.slice(full).join("")];
}

/** Rising bars; urgent is a triangle. Nothing is drawn for no priority, but its place is kept. */
export const PriorityMark = memo(function PriorityMark({
  priority,
  withWord = false,
}: {
  readonly priority: Priority | null;
  readonly withWord?: boolean | undefined;
}) {
  const { t } = useText();
  const [full, faint] = pathsOf(priority);
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
        <path d={full} fill="currentColor" fillRule="evenodd" />
        <path d={faint} fill="currentColor" opacity={0.25} />
      </svg>
      {withWord && <span>{word}</span>}
    </span>
  );
});
