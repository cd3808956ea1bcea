import { remoteOf } from "#domain/kernel/ids.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { ConflictCard } from "#renderer/features/outbox/ConflictCard.tsx";
import { type Names, stepsFor, textOf, ticketOf } from "#renderer/features/outbox/outbox-facts.ts";
import { outboxView, useOutboxView } from "#renderer/features/outbox/outbox-view.ts";
import {
  attemptWords,
  editLines,
  reasonWords,
  standWords,
  whatWords,
  whomWords,
} from "#renderer/features/outbox/outbox-words.ts";
import styles from "#renderer/features/outbox/Outbox.module.css";
import { toneOf } from "#renderer/features/outbox/OutboxLine.tsx";
import { useTicketFact } from "#renderer/features/outbox/use-names.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { TextArea } from "#renderer/ui/TextField.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { useAccount } from "#renderer/workspace/accounts-store.ts";

/** All about one entry: its words, its changes, where it stands and why, and the ways forward. */
export function OutboxDetail({
  entry,
  names,
}: {
  readonly entry: OutboxEntry;
  readonly names: Names;
}) {
  const text = useText();
  const { t, format } = text;
  const { intent } = entry;
  const fact = useTicketFact(ticketOf(intent));
  const account = useAccount(intent.accountId);
  const now = useNow(entry.waitingFor?.kind === "undo-window" ? 1000 : 15_000);
  const editing = useOutboxView((view) => view.editing);
  const isEditing = editing?.opId === intent.opId;
  const words = textOf(intent);
  const attempts = attemptWords(entry, text);
  const edits = intent.action.kind === "update-ticket" ? intent.action.edits : {};
  const lines = editLines(edits, names, text);
  const files = filesOf(intent);

  return (
    <section className={styles["detail"]} aria-label={t("outbox.detail")}>
      <header className={styles["detailHead"]}>
        <h2 className={styles["detailTitle"]}>{whatWords(intent, names, text)}</h2>
        <p>{whomWords(intent, fact, text)}</p>
        {entry.state !== "needs-human" && (
          <p className={cx(styles["standing"], toneOf(entry))}>
            {standWords(entry, names, now, text)}
          </p>
        )}
      </header>
      <Reason entry={entry} names={names} />
      {isEditing ? (
        <>
          <TextArea
            label={t("outbox.editing")}
            value={editing.text}
            onChange={(next) => outboxView.edit(intent.opId, next)}
            rows={10}
            autoFocus
            error={editing.text.trim() === "" ? t("outbox.emptyText") : null}
          />
          <div className={styles["steps"]}>
            <CommandButton id="outbox.saveText" variant="primary" />
            <CommandButton id="outbox.stopEditing" variant="quiet">
              {t("common.action.cancel")}
            </CommandButton>
          </div>
        </>
      ) : (
        <div className={styles["steps"]}>
          {stepsFor(entry).map((step, index) => (
            <CommandButton
              key={step}
              id={`outbox.${step}`}
              variant={
                index === 0 &&
                step !== "edit" &&
                step !== "cancel" &&
                step !== "copy" &&
                step !== "open"
                  ? "primary"
                  : "plain"
              }
            />
          ))}
        </div>
      )}
      {words !== null && !isEditing && (
        <div
          dir="auto"
          data-selectable=""
          className={cx(styles["words"], isNote(intent) ? styles["note"] : styles["public"])}
        >
          {words}
        </div>
      )}
      {lines.length > 0 && (
        <ul className={styles["changes"]}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {files.length > 0 && (
        <p className={styles["fact"]}>{t("outbox.files", { names: format.list(files) })}</p>
      )}
      <dl className={styles["facts"]}>
        <Fact name={t("outbox.fact.written")}>{format.exact(intent.createdAt)}</Fact>
        <Fact name={t("outbox.fact.by")}>
          {names.agents.get(intent.authorId) ?? t("common.person.unknown")}
        </Fact>
        <Fact name={t("outbox.fact.attempts")}>{attempts ?? t("outbox.fact.noAttempt")}</Fact>
        {account !== undefined && <Fact name={t("outbox.fact.account")}>{account.name}</Fact>}
        {entry.remoteId !== null && (
          <Fact name={t("outbox.fact.result")}>
            {t("outbox.fact.remote", { id: remoteOf(entry.remoteId) })}
          </Fact>
        )}
      </dl>
    </section>
  );
}

const isNote = ({ action }: Intent): boolean =>
  (action.kind === "update-ticket" && action.comment?.audience === "internal") ||
  (action.kind === "create-ticket" && action.comment.audience === "internal");

function filesOf({ action }: Intent): readonly string[] {
  if (action.kind !== "update-ticket" && action.kind !== "create-ticket") return [];
  return action.comment?.files.map((file) => file.fileName) ?? [];
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div className={styles["factRow"]}>
      <dt>{name}</dt>
      <dd data-selectable="">
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

/** Why the agent must decide, with what is new or what differs. */
function Reason({ entry, names }: { readonly entry: OutboxEntry; readonly names: Names }) {
  const text = useText();
  const { reason } = entry;
  if (entry.state !== "needs-human" || reason === null) return null;
  const { what, remedy, detail } = reasonWords(reason, text);
  return (
    <div role="alert" className={styles["reason"]}>
      <p className={styles["reasonWhat"]}>{what}</p>
      <p>{remedy}</p>
      {detail !== null && (
        <p className={styles["reasonDetail"]} dir="auto" data-selectable="">
          {detail}
        </p>
      )}
      {reason.kind === "conversation-moved" && (
        <ol className={styles["moved"]}>
          {reason.entries.map((moved) => (
            <li key={`${moved.at}/${moved.author}`} className={styles["movedEntry"]}>
              <p className={styles["movedHead"]}>
                <bdi>{moved.author}</bdi> · {text.format.exact(moved.at)}
              </p>
              <p dir="auto" data-selectable="" className={styles["movedText"]}>
                {moved.text}
              </p>
            </li>
          ))}
        </ol>
      )}
      {reason.kind === "field-conflict" &&
        reason.conflicts.map((conflict) => (
          <ConflictCard key={conflict.field} conflict={conflict} names={names} />
        ))}
    </div>
  );
}
