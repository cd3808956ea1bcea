import type { ReactNode } from "react";
import styles from "#renderer/ui/Badge.module.css";
import { cx } from "#renderer/ui/cx.ts";

export type Tone =
  | "neutral"
  | "accent"
  | "note"
  | "public"
  | "positive"
  | "caution"
  | "critical"
  | "offline";

/** A word or a count on a soft ground. Its meaning never lies in the colour alone. */
export function Badge({
  tone = "neutral",
  children,
  className,
}: {
  readonly tone?: Tone | undefined;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  return <span className={cx(styles["badge"], styles[tone], className)}>{children}</span>;
}
