import type { FieldChange } from "#domain/ticket/interaction.ts";
import type { Text } from "#renderer/i18n/text.ts";
import { type Names, fieldName, fieldValue } from "#renderer/ui/field-words.ts";

/** Field changes in one line: `Status: Pending · Assignee: Maya`. */
export function changeWords(changes: readonly FieldChange[], names: Names, text: Text): string {
  return changes
    .map(({ field, to }) =>
      text.t("profile.change", {
        field: fieldName(field, names, text),
        value: fieldValue(field, to, names, text),
      }),
    )
    .join(" · ");
}
