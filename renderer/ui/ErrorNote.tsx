import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import type { AppError } from "#domain/kernel/app-error.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import styles from "#renderer/ui/ErrorNote.module.css";
import { errorWords } from "#renderer/ui/error-words.ts";

/** A failure told where it happened: what, which record, the remedy, and its details to copy. */
export function ErrorNote({
  error,
  record,
  onRetry,
  children,
}: {
  readonly error: AppError;
  /** What it was about, in words the agent knows: a ticket number, a file name, an account. */
  readonly record?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
  /** Further ways out. */
  readonly children?: ReactNode;
}) {
  const text = useText();
  const [copied, setCopied] = useState(false);
  const { what, remedy, detail } = errorWords(error, text);
  const copy = () => {
    const lines = [record, what, detail, `(${error.kind})`].filter(Boolean).join("\n");
    void navigator.clipboard.writeText(lines).then(() => setCopied(true));
  };
  return (
    <div role="alert" className={styles["note"]}>
      <CircleAlert size={18} className={styles["icon"]} aria-hidden="true" />
      <div className={styles["words"]}>
        {record !== undefined && (
          <p className={styles["record"]}>
            <bdi>{record}</bdi>
          </p>
        )}
        <p className={styles["what"]}>{what}</p>
        <p>{remedy}</p>
        {detail !== null && (
          <p className={styles["detail"]} data-selectable="" dir="auto">
            {detail}
          </p>
        )}
        <div className={styles["ways"]}>
          {onRetry !== undefined && (
            <Button onPress={onRetry}>{text.t("common.action.retry")}</Button>
          )}
          {children}
          <Button variant="quiet" onPress={copy}>
            {text.t(copied ? "common.action.copied" : "common.action.copyDetails")}
          </Button>
        </div>
      </div>
    </div>
  );
}
