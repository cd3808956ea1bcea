import {
  fieldIdOf,
  type GroupField,
  type GroupHead,
  isFieldKey,
  type QueueSort,
} from "#contract/asks.ts";
import { fieldText } from "#renderer/actions/fields/field-text.ts";
import type { DirectoryNames } from "#renderer/features/queue/directory-names.ts";
import type { Text } from "#renderer/i18n/text.ts";
import { accountById } from "#renderer/workspace/accounts-store.ts";

/** What is grouped by. */
export const groupField = (
  field: GroupField,
  { t }: Text,
  { fields }: Pick<DirectoryNames, "fields">,
): string =>
  isFieldKey(field)
    ? (fields.get(fieldIdOf(field))?.title ?? t("common.field.custom"))
    : t(`queue.group.field.${field}`);

/** What is ordered by. */
export const sortWords = (
  sort: QueueSort,
  { t }: Text,
  { fields }: Pick<DirectoryNames, "fields">,
): string =>
  isFieldKey(sort)
    ? (fields.get(fieldIdOf(sort))?.title ?? t("common.field.custom"))
    : t(`queue.sortBy.${sort}`);

/** What a group is called. */
export function groupWords(
  head: GroupHead,
  text: Text,
  { me, fields }: Pick<DirectoryNames, "me" | "fields">,
): string {
  const { field, value, label } = head;
  const { t } = text;
  if (isFieldKey(field))
    return value === null
      ? t("queue.group.none.field")
      : (label ?? fieldText(value, fields.get(fieldIdOf(field)), text));
  if (value === null) return t(`queue.group.none.${field}`);
  switch (field) {
    case "status":
      return t(`common.status.${value as "open"}`);
    case "priority":
      return t(`common.priority.${value as "high"}`);
    case "channel":
      return t(`common.channel.${value as "email"}`);
    case "value":
      return t(`queue.customerValue.${value as "1"}`);
    case "account":
      return accountById(value)?.name ?? value;
    case "assignee":
      return me.has(value) ? t("common.person.you") : (label ?? t("common.person.unknown"));
    case "group":
    case "organisation":
    case "requester":
      return label === null || label === "" ? t("common.person.unknown") : label;
  }
}
