import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { useText } from "#renderer/i18n/text.ts";

/** Where the words of a draft are: "saved" only after they are on disk. */
export function DraftState({ draftKey }: { readonly draftKey: string }) {
  const { t } = useText();
  const status = useDrafts((state) => state.statuses.get(draftKey));
  if (status === undefined) return null;
  switch (status.kind) {
    case "changed":
    case "saving":
      return <span>{t("actions.draft.saving")}</span>;
    case "saved":
      return <span role="status">{t("actions.draft.saved")}</span>;
    case "failed":
      return (
        <span role="alert">{t("actions.draft.failed", { reason: failureText(status.error) })}</span>
      );
  }
}
