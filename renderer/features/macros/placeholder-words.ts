import type { Placeholder } from "#domain/macro/placeholders.ts";
import { type Text, isTextKey } from "#renderer/i18n/text.ts";

/** What a placeholder stands for, in plain words: `Customer: first name`. */
export function placeholderWords(placeholder: Placeholder, { t }: Text): string {
  const group = t(`macros.placeholder.group.${placeholder.group}`);
  if (placeholder.title !== null)
    return t(
      placeholder.path.includes("option_title")
        ? "macros.placeholder.fieldLabel"
        : "macros.placeholder.fieldValue",
      { title: placeholder.title },
    );
  const { path } = placeholder;
  const name = path.includes("organization.")
    ? `organization_${path.split(".").at(-1) ?? ""}`
    : path.replace(/^(ticket\.(requester|assignee)|current_user|agent|ticket|satisfaction)\./, "");
  const key = `macros.placeholder.name.${name.replaceAll(".", "_")}`;
  return isTextKey(key) ? t("macros.placeholder.of", { group, name: t(key) }) : group;
}
