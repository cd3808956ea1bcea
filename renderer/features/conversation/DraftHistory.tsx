import { useEffect, useState } from "react";
import type { Draft } from "#domain/sync/draft.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { Picker } from "#renderer/actions/Picker.tsx";
import { call } from "#renderer/bridge.ts";
import styles from "#renderer/features/conversation/Composer.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { notify } from "#renderer/workspace/notices-store.ts";

/** Earlier versions of a draft, newest first; one can be taken back. */
export function DraftHistory({
  draftKey,
  onPick,
  onClose,
}: {
  readonly draftKey: string;
  readonly onPick: (text: string) => void;
  readonly onClose: () => void;
}) {
  const { t, format } = useText();
  const [versions, setVersions] = useState<readonly Draft[] | null>(null);
  useEffect(() => {
    let isHere = true;
    void call("drafts.history", { key: draftKey }).then((answer) => {
      if (!isHere) return;
      if (answer.ok) setVersions(answer.value);
      else notify("critical", "actions.failed", { reason: failureText(answer.error) });
    });
    return () => {
      isHere = false;
    };
  }, [draftKey]);
  if (versions === null) return null;
  const find = (id: string) => versions[Number(id)];
  return (
    <Picker
      title={t("conversation.composer.history")}
      placeholder={t("actions.menu.hint")}
      empty={t("conversation.composer.noHistory")}
      choices={versions.map((version, index) => ({
        id: String(index),
        label: version.text.trim().split("\n")[0] || t("common.none"),
        detail: format.exact(version.savedAt),
        words: version.text.slice(0, 2000),
      }))}
      onPick={(id) => {
        const version = find(id);
        if (version !== undefined) onPick(version.text);
      }}
      onClose={onClose}
      preview={(id) => (
        <p dir="auto" className={styles["version"]}>
          {find(id)?.text}
        </p>
      )}
    />
  );
}
