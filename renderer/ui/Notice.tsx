import { CircleAlert, Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import styles from "#renderer/ui/Notice.module.css";

export type NoticeTone = "info" | "caution" | "critical";
const ICONS = { info: Info, caution: TriangleAlert, critical: CircleAlert } as const;

/** One line to the agent, with at most one thing to do about it. Takes no focus. */
export function NoticeLine({
  tone,
  children,
  action,
  onDismiss,
  isInline = false,
}: {
  readonly tone: NoticeTone;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly onDismiss?: (() => void) | undefined;
  /** Stands in the text of a page instead of floating over it. */
  readonly isInline?: boolean | undefined;
}) {
  const { t } = useText();
  const Icon = ICONS[tone];
  return (
    <div
      role={tone === "critical" ? "alert" : "status"}
      className={cx(styles["line"], styles[tone], isInline && styles["inline"])}
    >
      <Icon size={16} className={styles["icon"]} aria-hidden="true" />
      <span className={styles["words"]}>{children}</span>
      {action}
      {onDismiss !== undefined && (
        <IconButton
          icon={X}
          size={14}
          label={t("common.action.dismiss")}
          onPress={onDismiss}
          className={styles["dismiss"]}
        />
      )}
    </div>
  );
}
