import { useEffect, useState } from "react";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { SetAside } from "#domain/sync/page.ts";
import styles from "#renderer/app/SetAsideDialog.module.css";
import { useShell } from "#renderer/app/shell-store.ts";
import { call } from "#renderer/bridge.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { accountById } from "#renderer/workspace/accounts-store.ts";

/** Records that could not be read, each with the field and the reason; the rest of the sync went on. */
export function SetAsideDialog() {
  const { t } = useText();
  const isOpen = useShell((state) => state.setAside);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => useShell.setState({ setAside: false })}
      title={t("app.setAside.title")}
      wide
    >
      <p className={styles["lead"]}>{t("app.setAside.lead")}</p>
      <List />
    </Dialog>
  );
}

function List() {
  const { t } = useText();
  const [answer, setAnswer] = useState<Result<readonly SetAside[], AppError> | null>(null);
  useEffect(() => {
    void call("sync.setAside", {}).then(setAnswer);
  }, []);
  if (answer === null) return <Skeleton lines={3} />;
  if (!answer.ok) return <ErrorNote error={answer.error} />;
  if (answer.value.length === 0) return <EmptyState title={t("app.setAside.none")} />;
  return (
    <table className={styles["table"]}>
      <thead>
        <tr>
          <th scope="col">{t("app.setAside.record")}</th>
          <th scope="col">{t("app.setAside.field")}</th>
          <th scope="col">{t("app.setAside.reason")}</th>
          <th scope="col">{t("app.setAside.when")}</th>
        </tr>
      </thead>
      <tbody>
        {answer.value.map((each) => (
          <tr key={`${each.accountId}/${each.kind}/${each.remoteId}/${each.at}/${each.field}`}>
            <td data-selectable="">
              <bdi>
                {each.kind} {each.remoteId ?? ""}
              </bdi>
              <div className={styles["account"]}>
                <bdi>{accountById(each.accountId)?.name ?? each.accountId}</bdi>
              </div>
            </td>
            <td data-selectable="">
              <code dir="ltr">{each.field}</code>
            </td>
            <td data-selectable="" dir="auto">
              {each.reason}
            </td>
            <td>
              <RelativeTime at={each.at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
