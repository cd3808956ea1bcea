import styles from "#renderer/ui/Avatar.module.css";
import { cx } from "#renderer/ui/cx.ts";

/** First characters of the first and the last word; whole characters of any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word ?? "")[0]?.toLocaleUpperCase() ?? "").join("");
}

/** Initials: customers in a circle, agents in a square. The name stands beside it, so it is hidden from readers. */
export function Avatar({
  name,
  kind,
  size = 24,
}: {
  readonly name: string;
  readonly kind: "customer" | "agent" | "system";
  readonly size?: 20 | 24 | 32 | 40 | undefined;
}) {
  return (
    <span aria-hidden="true" className={cx(styles["avatar"], styles[kind], styles[`size${size}`])}>
      {initialsOf(name)}
    </span>
  );
}
