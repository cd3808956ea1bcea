import { useState } from "react";
import type { ReactNode } from "react";
import type { Directory } from "#contract/asks.ts";
import type { FieldConflict, HumanReason, OutboxEntry } from "#domain/sync/outbox.ts";
import { EditChips } from "#renderer/actions/EditChips.tsx";
import { failureText } from "#renderer/actions/failure.ts";
import { moveText, wayOn } from "#renderer/actions/move-text.ts";
import { call } from "#renderer/bridge.ts";
import { fieldName, fieldValue, namesOf } from "#renderer/ui/field-words.ts";
import styles from "#renderer/features/conversation/DecisionCard.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { notify } from "#renderer/workspace/notices-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** One outgoing change that waits for the agent: what it is, why it waits, and every way forward. */
export function DecisionCard({
  entry,
  directory,
}: {
  readonly entry: OutboxEntry;
  readonly directory: Directory | undefined;
}) {
  const { t } = useText();
  const [isBusy, setBusy] = useState(false);
  const [mine, setMine] = useState<readonly string[]>([]);
  const { action, opId } = entry.intent;
  const reason = entry.reason;
  if (reason === null || (action.kind !== "update-ticket" && action.kind !== "create-ticket"))
    return null;
  const comment = action.comment;
  const run = async (name: "outbox.confirm" | "outbox.retry" | "outbox.discard") => {
    setBusy(true);
    const answer =
      name === "outbox.confirm"
        ? await call(name, { opId, keep: [...mine] })
        : await call(name, { opId });
    setBusy(false);
    if (!answer.ok) notify("critical", "actions.failed", { reason: failureText(answer.error) });
    return answer.ok;
  };
  const edit = async () => {
    // Its text goes back to the ticket's drafts; the composer shows it from there.
    if (!(await run("outbox.discard"))) return;
    workspace.compose(comment?.audience === "internal" ? "note" : "reply");
    workspace.focusPane("composer");
  };
  const way = wayOn(entry);
  const move = async () => {
    setBusy(true);
    await moveText(entry);
    setBusy(false);
  };
  const copy = async () => {
    await navigator.clipboard.writeText(comment?.text ?? "");
    notify("info", "actions.copied");
  };
  const isSendable =
    reason.kind === "conversation-moved" ||
    reason.kind === "field-conflict" ||
    reason.kind === "undecided";
  const isRepeatable = reason.kind === "refused" || reason.kind === "access-lost";
  return (
    <section
      className={styles["card"]}
      aria-label={t("conversation.decide.label")}
      data-decision={reason.kind}
    >
      <h3 className={styles["why"]}>{t(`conversation.decide.why.${reason.kind}`)}</h3>
      {comment !== null && (
        <div className={styles["mine"]}>
          <p className={styles["quiet"]}>
            {t(
              comment.audience === "public"
                ? "conversation.decide.yourReply"
                : "conversation.decide.yourNote",
            )}
          </p>
          <p dir="auto" className={styles["text"]} data-selectable="">
            {comment.text}
          </p>
        </div>
      )}
      {action.kind === "update-ticket" && reason.kind !== "field-conflict" && (
        <EditChips edits={action.edits} />
      )}
      <Why reason={reason} directory={directory} mine={mine} onMine={setMine} />
      <div className={styles["ways"]}>
        {isSendable && (
          <Button variant="primary" isPending={isBusy} onPress={() => void run("outbox.confirm")}>
            {t(
              reason.kind === "field-conflict"
                ? "conversation.decide.send"
                : reason.kind === "undecided"
                  ? "conversation.decide.sendAgain"
                  : "conversation.decide.sendAnyway",
            )}
          </Button>
        )}
        {isRepeatable && (
          <Button variant="primary" isPending={isBusy} onPress={() => void run("outbox.retry")}>
            {t("common.action.retry")}
          </Button>
        )}
        {way !== null && (
          <Button variant="primary" isPending={isBusy} onPress={() => void move()}>
            {t(
              way === "to-merged" ? "conversation.decide.toMerged" : "conversation.decide.followUp",
            )}
          </Button>
        )}
        {reason.kind === "ticket-merged" && (
          <Button
            variant={way === null ? "primary" : "plain"}
            onPress={() => workspace.openTicket(reason.into)}
          >
            {t("conversation.decide.openMerged")}
          </Button>
        )}
        {comment !== null && (
          <>
            <Button isPending={isBusy} onPress={() => void edit()}>
              {t("common.action.edit")}
            </Button>
            <Button variant="quiet" onPress={() => void copy()}>
              {t("conversation.decide.copy")}
            </Button>
          </>
        )}
        <Button variant="danger" isPending={isBusy} onPress={() => void run("outbox.discard")}>
          {t(comment === null ? "conversation.decide.drop" : "conversation.decide.toDraft")}
        </Button>
      </div>
    </section>
  );
}

function Why({
  reason,
  directory,
  mine,
  onMine,
}: {
  readonly reason: HumanReason;
  readonly directory: Directory | undefined;
  readonly mine: readonly string[];
  readonly onMine: (fields: readonly string[]) => void;
}): ReactNode {
  switch (reason.kind) {
    case "conversation-moved":
      return (
        <ul className={styles["moved"]}>
          {reason.entries.map((entry) => (
            <li key={`${entry.at}/${entry.author}`} className={styles["theirs"]}>
              <p className={styles["quiet"]}>
                <bdi>{entry.author}</bdi> · <RelativeTime at={entry.at} />
              </p>
              <p dir="auto" className={styles["text"]} data-selectable="">
                {entry.text}
              </p>
            </li>
          ))}
        </ul>
      );
    case "field-conflict":
      return (
        <Conflicts conflicts={reason.conflicts} directory={directory} mine={mine} onMine={onMine} />
      );
    case "refused":
      return <ErrorNote error={reason.error} />;
    case "undecided":
    case "ticket-closed":
    case "ticket-gone":
    case "ticket-merged":
    case "access-lost":
    case "other-author":
      return null;
  }
}

/** Before, theirs and mine, field by field; mine is kept only where the agent says so. */
function Conflicts({
  conflicts,
  directory,
  mine,
  onMine,
}: {
  readonly conflicts: readonly FieldConflict[];
  readonly directory: Directory | undefined;
  readonly mine: readonly string[];
  readonly onMine: (fields: readonly string[]) => void;
}) {
  const text = useText();
  const { t } = text;
  const names = namesOf(directory);
  const keep = (field: string, isMine: boolean) =>
    onMine([...mine.filter((other) => other !== field), ...(isMine ? [field] : [])]);
  return (
    <table className={styles["conflicts"]}>
      <thead>
        <tr>
          <th scope="col">{t("conversation.decide.field")}</th>
          <th scope="col">{t("conversation.decide.before")}</th>
          <th scope="col">{t("conversation.decide.theirs")}</th>
          <th scope="col">{t("conversation.decide.mine")}</th>
        </tr>
      </thead>
      <tbody>
        {conflicts.map((conflict) => {
          const name = fieldName(conflict.field, names, text);
          const value = (which: string | null) => fieldValue(conflict.field, which, names, text);
          const choice = (isMine: boolean, label: string) => (
            <label className={styles["choice"]}>
              <input
                type="radio"
                name={`keep-${conflict.field}`}
                aria-label={`${name}: ${label}`}
                checked={mine.includes(conflict.field) === isMine}
                onChange={() => keep(conflict.field, isMine)}
              />
              <bdi>{label}</bdi>
            </label>
          );
          return (
            <tr key={conflict.field}>
              <th scope="row">{name}</th>
              <td>
                <bdi>{value(conflict.from)}</bdi>
              </td>
              <td>
                {choice(false, value(conflict.to))}
                {conflict.who !== null && (
                  <span className={styles["quiet"]}>
                    <bdi>{conflict.who}</bdi>
                    {conflict.at !== null && (
                      <>
                        {" "}
                        · <RelativeTime at={conflict.at} />
                      </>
                    )}
                  </span>
                )}
              </td>
              <td>{choice(true, value(conflict.mine))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
