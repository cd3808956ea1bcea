import { Cog } from "lucide-react";
import type { FieldChange, Interaction } from "#domain/ticket/interaction.ts";
import styles from "#renderer/features/conversation/Message.module.css";
import { authorName } from "#renderer/features/conversation/Message.tsx";
import type { AuthorNames } from "#renderer/features/conversation/Message.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { type Names, fieldName, fieldValue } from "#renderer/ui/field-words.ts";

function ChangeWords({ change, known }: { readonly change: FieldChange; readonly known: Names }) {
  const text = useText();
  return (
    <span className={styles["change"]}>
      {fieldName(change.field, known, text)}:{" "}
      {change.from !== null && (
        <>
          <bdi>{fieldValue(change.field, change.from, known, text)}</bdi>{" "}
          <span aria-hidden="true" className={styles["arrow"]} />{" "}
        </>
      )}
      <bdi className={styles["to"]}>{fieldValue(change.field, change.to, known, text)}</bdi>
    </span>
  );
}

/** Neighbouring field changes as one quiet line; several are folded. */
export function Changes({
  interactions,
  names,
}: {
  readonly interactions: readonly Interaction[];
  readonly names: AuthorNames;
}) {
  const text = useText();
  const { t } = text;
  const last = interactions.at(-1);
  if (last === undefined) return null;
  const line = (interaction: Interaction) => (
    <>
      <bdi>{authorName(interaction, names, t)}</bdi>
      {interaction.changes.map((change) => (
        <ChangeWords key={change.field} change={change} known={names.known} />
      ))}
      {interaction.changes.length === 0 && <bdi>{interaction.text}</bdi>}
      <time dateTime={new Date(interaction.at).toISOString()}>
        {text.format.time(interaction.at)}
      </time>
    </>
  );
  if (interactions.length === 1)
    return (
      <p className={styles["changes"]}>
        <Cog size={12} aria-hidden="true" />
        {line(last)}
      </p>
    );
  return (
    <details className={styles["changes"]}>
      <summary>
        <Cog size={12} aria-hidden="true" />{" "}
        {t("conversation.changes", { count: interactions.length })}{" "}
        <time dateTime={new Date(last.at).toISOString()}>{text.format.time(last.at)}</time>
      </summary>
      {interactions.map((interaction) => (
        <p key={interaction.id} className={styles["changeLine"]}>
          {line(interaction)}
        </p>
      ))}
    </details>
  );
}
