import { useState } from "react";
import type { ReactNode } from "react";
import type { Directory } from "#contract/asks.ts";
import { ok } from "#domain/kernel/result.ts";
import type { FieldConflict, HumanReason, OutboxEntry } from "#domain/sync/outbox.ts";
import { EditChips } from "#renderer/actions/EditChips.tsx";
import { type Deed, endEntry } from "#renderer/actions/end-entry.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { moveText, wayOn } from "#renderer/actions/move-text.ts";
import { call } from "#renderer/bridge.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { useCommands } from "#renderer/commands/registry.ts";
import {
  type DecisionContext,
  decisionCommands,
} from "#renderer/features/conversation/commands.ts";
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
  hasKeys,
}: {
  readonly entry: OutboxEntry;
  readonly directory: Directory | undefined;
  /** The keys that send and edit act on this one. */
  readonly hasKeys: boolean;
}) {
  const { t } = useText();
  const [isBusy, setBusy] = useState(false);
  const [mine, setMine] = useState<readonly string[]>([]);
  const keys = { goOn: useCaps("conversation.goOn"), edit: useCaps("conversation.editDecided") };
  const caps = hasKeys ? keys : { goOn: undefined, edit: undefined };
  const { action, opId } = entry.intent;
  const reason = entry.reason;
  if (reason === null || (action.kind !== "update-ticket" && action.kind !== "create-ticket"))
    return null;
  const comment = action.comment;
  const busy = async (act: Deed): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    const answer = await act();
    setBusy(false);
    if (!answer.ok) notify("critical", "actions.failed", { reason: failureText(answer.error) });
    return answer.ok;
  };
  const confirm = () => busy(() => call("outbox.confirm", { opId, keep: [...mine] }));
  const retry = () => busy(() => call("outbox.retry", { opId }));
  const drop = () => busy(() => endEntry(entry.intent, "outbox.discard"));
  const edit = async () => {
    // Its text is in the ticket's draft again; the composer shows it from there.
    if (!(await drop())) return;
    workspace.compose(comment?.audience === "internal" ? "note" : "reply");
    workspace.focusPane("composer");
  };
  const way = wayOn(entry);
  const move = () => busy(async () => ok(await moveText(entry)));
  const copy = async () => {
    await navigator.clipboard.writeText(comment?.text ?? "");
    notify("info", "actions.copied");
  };
  const isSendable =
    reason.kind === "conversation-moved" ||
    reason.kind === "field-conflict" ||
    reason.kind === "undecided";
  const isRepeatable = reason.kind === "refused" || reason.kind === "access-lost";
  const goOn = isSendable ? confirm : isRepeatable ? retry : way === null ? null : move;
  return (
    <section
      className={styles["card"]}
      aria-label={t("conversation.decide.label")}
      data-decision={reason.kind}
    >
      {hasKeys && <DecisionKeys goOn={goOn} edit={comment === null ? null : edit} />}
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
          <Button
            variant="primary"
            caps={caps.goOn}
            isPending={isBusy}
            onPress={() => void confirm()}
          >
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
          <Button
            variant="primary"
            caps={caps.goOn}
            isPending={isBusy}
            onPress={() => void retry()}
          >
            {t("common.action.retry")}
          </Button>
        )}
        {way !== null && (
          <Button variant="primary" caps={caps.goOn} isPending={isBusy} onPress={() => void move()}>
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
            <Button caps={caps.edit} isPending={isBusy} onPress={() => void edit()}>
              {t("common.action.edit")}
            </Button>
            <Button variant="quiet" onPress={() => void copy()}>
              {t("conversation.decide.copy")}
            </Button>
          </>
        )}
        <Button variant="danger" isPending={isBusy} onPress={() => void drop()}>
          {t(comment === null ? "conversation.decide.drop" : "conversation.decide.toDraft")}
        </Button>
      </div>
    </section>
  );
}

/** The card's ways as commands, for the keyboard and the palette. */
function DecisionKeys(ways: DecisionContext): null {
  useCommands(decisionCommands, ways);
  return null;
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
