import type { KeyboardEvent } from "react";
import { useState } from "react";
import type { WholeTicket } from "#renderer/actions/intents.ts";
import { editWhole } from "#renderer/actions/ticket-actions.ts";
import { EditDialog } from "#renderer/actions/fields/EditDialog.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { TextField } from "#renderer/ui/TextField.tsx";

/** Longest subject that helpdesks take. */
const LONGEST = 150;

/** The subject of one ticket in other words. */
export function SubjectDialog({
  ticket,
  onClose,
}: {
  readonly ticket: WholeTicket;
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const [typed, setTyped] = useState(ticket.subject);
  const [hasTried, setTried] = useState(false);
  const wanted = typed.replace(/\s+/gu, " ").trim();
  const apply = () => {
    setTried(true);
    if (wanted === "") return;
    onClose();
    void editWhole([ticket], { field: "subject", value: wanted });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    apply();
  };
  return (
    <EditDialog title={t("actions.fields.subject")} onSave={apply} onClose={onClose}>
      <div onKeyDownCapture={onKeyDown}>
        <TextField
          label={t("actions.field.subject")}
          value={typed}
          onChange={setTyped}
          autoFocus
          dir="auto"
          maxLength={Math.max(LONGEST, ticket.subject.length)}
          error={hasTried && wanted === "" ? t("actions.newTicket.needSubject") : null}
        />
      </div>
    </EditDialog>
  );
}
