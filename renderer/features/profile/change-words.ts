import type { FieldChange } from "#domain/ticket/interaction.ts";
import { type Text, isTextKey } from "#renderer/i18n/text.ts";

/** Field changes in one line: `Status: Pending · Assignee: Maya`. Ids become names where they are known. */
export function changeWords(
  changes: readonly FieldChange[],
  names: ReadonlyMap<string, string>,
  { t }: Text,
): string {
  const valueOf = ({ field, to }: FieldChange) => {
    if (to === null || to === "") return t("common.none");
    const key = `common.${field}.${to}`;
    return isTextKey(key) ? t(key) : (names.get(to) ?? to);
  };
  const fieldOf = (field: string) => {
    const key = `profile.field.${field}`;
    return isTextKey(key) ? t(key) : field;
  };
  return changes
    .map((change) => t("profile.change", { field: fieldOf(change.field), value: valueOf(change) }))
    .join(" · ");
}
