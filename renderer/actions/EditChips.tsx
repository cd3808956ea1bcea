import { X } from "lucide-react";
import type { Directory } from "#contract/asks.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import styles from "#renderer/actions/EditChips.module.css";
import { fieldText } from "#renderer/actions/fields/field-text.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import type { Text } from "#renderer/i18n/text.ts";
import { IconButton } from "#renderer/ui/IconButton.tsx";

/** One field change in words. `field` is its key in `TicketEdits`. */
export type EditLine = { readonly field: string; readonly name: string; readonly to: string };

/** Field changes in words, in a fixed order. */
export function editLines(
  edits: TicketEdits,
  directory: Directory | undefined,
  text: Text,
): readonly EditLine[] {
  const { t, format } = text;
  const lines: EditLine[] = [];
  const add = (field: string, name: string, to: string) => lines.push({ field, name, to });
  const { status, priority, kind, assigneeId, groupId, subject, dueAt, tags, customFields } = edits;
  const { followUpAt } = edits;
  if (status) add("status", t("actions.field.status"), t(`common.status.${status.value}`));
  if (priority)
    add("priority", t("actions.field.priority"), t(`common.priority.${priority.value ?? "none"}`));
  if (kind)
    add(
      "kind",
      t("actions.field.kind"),
      kind.value === null ? t("common.none") : t(`common.kind.${kind.value}`),
    );
  if (assigneeId) {
    const agent = directory?.agents.find(({ id }) => id === assigneeId.value);
    const name = assigneeId.value === null ? t("common.person.nobody") : agent?.name;
    add("assigneeId", t("actions.field.assignee"), name ?? t("common.person.unknown"));
  }
  if (groupId) {
    const group = directory?.groups.find(({ id }) => id === groupId.value);
    add("groupId", t("actions.field.group"), group?.name ?? t("common.none"));
  }
  if (subject) add("subject", t("actions.field.subject"), subject.value);
  if (dueAt)
    add(
      "dueAt",
      t("actions.field.dueAt"),
      dueAt.value === null ? t("common.none") : format.moment(dueAt.value),
    );
  if (followUpAt)
    add(
      "followUpAt",
      t("actions.field.followUpAt"),
      followUpAt.value === null ? t("common.none") : format.moment(followUpAt.value),
    );
  if (tags)
    add(
      "tags",
      t("actions.field.tags"),
      [...tags.add.map((tag) => `+${tag}`), ...tags.remove.map((tag) => `−${tag}`)].join(" "),
    );
  for (const [id, edit] of Object.entries(customFields ?? {})) {
    const field = directory?.fields.find((each) => each.id === id);
    add(
      "customFields",
      field?.title ?? t("actions.field.custom"),
      fieldText(edit.value, field, text) || t("common.none"),
    );
  }
  return lines;
}

/** Field changes as a row of small labels; each can be taken out where that is offered. */
export function EditChips({
  edits,
  onRemove,
}: {
  readonly edits: TicketEdits;
  readonly onRemove?: (field: string) => void;
}) {
  const text = useText();
  const directory = useCacheQuery("directory.get", {});
  const lines = editLines(edits, directory, text);
  if (lines.length === 0) return null;
  return (
    <ul className={styles["chips"]} aria-label={text.t("actions.field.list")}>
      {lines.map(({ field, name, to }) => (
        <li key={`${field}/${name}`} className={styles["chip"]}>
          <span className={styles["name"]}>{name}</span>
          <span aria-hidden="true" className={styles["arrow"]} />
          <bdi>{to}</bdi>
          {onRemove !== undefined && (
            <IconButton
              icon={X}
              size={12}
              label={text.t("actions.field.remove", { name })}
              onPress={() => onRemove(field)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
