import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "#renderer/ui/EmptyState.module.css";

/** Says that there is nothing here, and what to do about it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
}: {
  readonly icon?: LucideIcon | undefined;
  readonly title: string;
  /** What to do, with its key or button. */
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles["empty"]}>
      {Icon !== undefined && <Icon size={28} strokeWidth={1.5} aria-hidden="true" />}
      <p className={styles["title"]}>{title}</p>
      {children !== undefined && <div className={styles["todo"]}>{children}</div>}
    </div>
  );
}
