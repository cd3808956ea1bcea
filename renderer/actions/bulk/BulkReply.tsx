import type { KeyboardEvent } from "react";
import { useMemo, useState } from "react";
import type { Macro, MacroAction } from "#domain/macro/macro.ts";
import styles from "#renderer/actions/bulk/Bulk.module.css";
import { BulkSummary } from "#renderer/actions/bulk/BulkSummary.tsx";
import { countSkips } from "#renderer/actions/bulk/bulk-plan.ts";
import { foresee } from "#renderer/actions/bulk/plan-bulk.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { TextArea } from "#renderer/ui/TextField.tsx";

const STATUSES = ["keep", "open", "pending", "solved"] as const;
type After = (typeof STATUSES)[number];
const AUDIENCES = ["public", "internal"] as const;
const LONGEST = 60_000;

/** Words that were written and not sent: they are there again when the dialog is opened anew. */
let kept = "";

/** The agent's words as a macro for this once, so that placeholders are filled as macros fill them. */
function asMacro(text: string, audience: (typeof AUDIENCES)[number], after: After): Macro {
  const comment: MacroAction = { kind: "comment", audience, text };
  return {
    id: "bulk",
    accountId: "",
    title: "",
    description: "",
    active: true,
    position: 0,
    restriction: null,
    actions: after === "keep" ? [comment] : [comment, { kind: "status", value: after }],
    updatedAt: 0,
    version: 0,
  };
}

/** One reply or note to all marked tickets: written first, then a summary of what would go out. */
export function BulkReply({
  tickets,
  onClose,
}: {
  readonly tickets: readonly TicketFacts[];
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const [text, setText] = useState(kept);
  const [audience, setAudience] = useState<(typeof AUDIENCES)[number]>("public");
  const [after, setAfter] = useState<After>("keep");
  const [macro, setMacro] = useState<Macro | null>(null);
  const [seen] = useState(() => foresee(tickets, true));
  const title = t(`actions.bulk.title.${audience}`, { count: tickets.length });
  const skips = useMemo(
    () => countSkips(seen.flatMap(({ ticket, skip }) => (skip === null ? [] : [{ ticket, skip }]))),
    [seen],
  );
  const going = seen.filter(({ skip }) => skip === null).length;
  const isReady = text.trim() !== "" && going > 0;
  const look = () => {
    if (isReady) setMacro(asMacro(text.trim(), audience, after));
  };
  if (macro !== null)
    return (
      <BulkSummary
        macro={macro}
        tickets={tickets}
        isOwn
        title={title}
        onBack={() => setMacro(null)}
        onClose={onClose}
        onSent={() => {
          kept = "";
        }}
      />
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    look();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onPress={onClose}>{t("common.action.cancel")}</Button>
          <Button variant="primary" caps={[["Ctrl", "↵"]]} isDisabled={!isReady} onPress={look}>
            {t("actions.bulk.look")}
          </Button>
        </>
      }
    >
      <div className={styles["reply"]} onKeyDownCapture={onKeyDown}>
        <TextArea
          label={t(`actions.bulk.text.${audience}`)}
          description={t("actions.bulk.placeholders", {
            example: "{{ticket.requester.first_name}}",
          })}
          value={text}
          onChange={(next) => {
            kept = next;
            setText(next);
          }}
          autoFocus
          dir="auto"
          maxLength={LONGEST}
        />
        <div className={styles["choices"]}>
          <Select
            label={t("actions.bulk.audience")}
            value={audience}
            onChange={setAudience}
            options={AUDIENCES.map((value) => ({ value, label: t(`actions.bulk.to.${value}`) }))}
          />
          <Select
            label={t("actions.bulk.after")}
            value={after}
            onChange={setAfter}
            options={STATUSES.map((value) => ({
              value,
              label: value === "keep" ? t("actions.bulk.keepStatus") : t(`common.status.${value}`),
            }))}
          />
        </div>
        <p role="status" className={styles["foreseen"]}>
          {[
            t(audience === "public" ? "actions.bulk.going.replies" : "actions.bulk.going.notes", {
              count: going,
            }),
            ...skips.map(({ skip, tickets: passed }) =>
              t(`actions.bulk.skip.${skip}`, { count: passed.length }),
            ),
          ].join(" ")}
        </p>
      </div>
    </Dialog>
  );
}
