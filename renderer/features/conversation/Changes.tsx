import { Cog } from "lucide-react";
import type { FieldChange, Interaction } from "#domain/ticket/interaction.ts";
import styles from "#renderer/features/conversation/Message.module.css";
import { authorName } from "#renderer/features/conversation/Message.tsx";
import type { AuthorNames } from "#renderer/features/conversation/Message.tsx";
import { isTextKey, useText } from "#renderer/i18n/text.ts";
import type { Text } from "#renderer/i18n/text.ts";

/** A field of the helpdesk in the agent's words, where we have some. */
export function fieldName(field: string, { t }: Text): string {
  const key = `conversation.field.${field}`;
  return isTextKey(key) ? t(key) : field;
}

/** A value of a field in the agent's words, where we have some; ids of people become names. */
export function fieldValue(
  field: string,
  value: string | null,
  agents: ReadonlyMap<string, string>,
  { t }: Text,
): string {
  if (value === null || value === "") return t("common.none");
  const key = `common.${field}.${value}`;
  if ((field === "status" || field === "priority" || field === "kind") && isTextKey(key))
    return t(key);
  return agents.get(value) ?? value;
}

function ChangeWords({
  change,
  agents,
}: {
  readonly change: FieldChange;
  readonly agents: ReadonlyMap<string, string>;
}) {
  const text = useText();
  return (
    <span className={styles["change"]}>
      {fieldName(change.field, text)}:{" "}
      {change.from !== null && (
        <>
          <bdi>{fieldValue(change.field, change.from, agents, text)}</bdi>{" "}
          <span aria-hidden="true" className={styles["arrow"]} />{" "}
        </>
      )}
      <bdi className={styles["to"]}>{fieldValue(change.field, change.to, agents, text)}</bdi>
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
        <ChangeWords key={change.field} change={change} agents={names.agents} />
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
