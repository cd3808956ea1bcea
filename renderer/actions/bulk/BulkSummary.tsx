import { useEffect, useState } from "react";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { acting } from "#renderer/actions/acting.ts";
import styles from "#renderer/actions/bulk/Bulk.module.css";
import { type BulkItem, countSkips, toIntents } from "#renderer/actions/bulk/bulk-plan.ts";
import { planBulk } from "#renderer/actions/bulk/plan-bulk.ts";
import { EditChips } from "#renderer/actions/EditChips.tsx";
import { failureText } from "#renderer/actions/failure.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { notify } from "#renderer/workspace/notices-store.ts";

/** Numbers of tickets that are named one by one. */
const MOST_NAMED = 8;

async function send(items: readonly BulkItem[], onSent?: () => void): Promise<void> {
  const intents = toIntents(items, acting());
  const queued = await submitIntents(intents);
  if (queued.ok) {
    onSent?.();
    notify("info", "actions.bulk.queued", { count: intents.length });
  } else notify("critical", "actions.failed", { reason: failureText(queued.error) });
}

/**
 * What would happen, before it does: how many tickets, which are passed over and why, and the words for the first.
 * One key says yes.
 */
export function BulkSummary({
  macro,
  tickets,
  isOwn,
  title,
  onBack,
  onClose,
  onSent,
}: {
  readonly macro: Macro;
  readonly tickets: readonly TicketFacts[];
  /** The agent's own words rather than a macro of the team. */
  readonly isOwn: boolean;
  readonly title: string;
  readonly onBack: () => void;
  readonly onClose: () => void;
  /** Told when the changes are on the disk. */
  readonly onSent?: () => void;
}) {
  const { t, format } = useText();
  const [done, setDone] = useState(0);
  const [items, setItems] = useState<readonly BulkItem[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void planBulk(macro, tickets, isOwn, setDone, stop.signal).then((planned) => {
      if (!stop.signal.aborted) setItems(planned);
    });
    return () => stop.abort();
  }, [macro, tickets, isOwn]);

  const going = (items ?? []).flatMap((item) => (item.skip === null ? [item] : []));
  const [first] = going;
  const isPublic = first?.sending.comment?.audience === "public";
  const kind =
    first?.sending.comment === null || first === undefined
      ? "changes"
      : isPublic
        ? "replies"
        : "notes";
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onPress={onBack}>{t("actions.bulk.back")}</Button>
          <Button
            key={items === null ? "planning" : "ready"}
            variant="primary"
            caps={[["↵"]]}
            autoFocus
            isDisabled={items === null || going.length === 0}
            onPress={() => {
              onClose();
              void send(items ?? [], onSent);
            }}
          >
            {t(`actions.bulk.send.${kind}`, { count: going.length })}
          </Button>
        </>
      }
    >
      {items === null ? (
        <p role="status">
          {t("actions.bulk.planning", {
            done: format.number(done),
            total: format.number(tickets.length),
          })}
        </p>
      ) : (
        <div className={styles["summary"]}>
          <p role="status" className={styles["going"]}>
            {t(`actions.bulk.going.${kind}`, { count: going.length })}
          </p>
          <ul className={styles["skips"]} aria-label={t("actions.bulk.skipped")}>
            {countSkips(items).map(({ skip, tickets: passed }) => (
              <li key={skip}>
                {t(`actions.bulk.skip.${skip}`, { count: passed.length })}{" "}
                <bdi dir="ltr" className={styles["numbers"]}>
                  {passed
                    .slice(0, MOST_NAMED)
                    .map(({ id }) => `#${remoteOf(id)}`)
                    .join(" ")}
                  {passed.length > MOST_NAMED && " …"}
                </bdi>
              </li>
            ))}
          </ul>
          {first !== undefined && (
            <section className={styles["sample"]} data-audience={isPublic ? "public" : "internal"}>
              <h3>{t("actions.bulk.sample", { ticket: `#${remoteOf(first.ticket.id)}` })}</h3>
              {first.sending.comment !== null && (
                <p className={styles["words"]} dir="auto">
                  {first.sending.comment.text}
                </p>
              )}
              <EditChips edits={first.sending.edits} />
            </section>
          )}
        </div>
      )}
    </Dialog>
  );
}
