import type { Directory } from "#contract/asks.ts";
import type { Edit, TicketEdits } from "#domain/sync/intent.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import type { Text } from "#renderer/i18n/text.ts";

/** What a macro changes on a ticket, one line each, with names instead of ids. */
export function effectLines(
  edits: TicketEdits,
  directory: Directory | undefined,
  { t }: Text,
): readonly string[] {
  const line = <T>(field: string, edit: Edit<T> | undefined, say: (value: T) => string) =>
    edit === undefined
      ? []
      : [t("macros.preview.edit", { field, from: say(edit.base), to: say(edit.value) })];
  const person = (id: string | null) =>
    id === null
      ? t("common.person.nobody")
      : (directory?.agents.find((agent) => agent.id === id)?.name ?? t("common.person.unknown"));
  const group = (id: string | null) =>
    id === null
      ? t("common.none")
      : (directory?.groups.find((each) => each.id === id)?.name ?? t("common.person.unknown"));
  const plain = (value: FieldValue) =>
    value === null || value === ""
      ? t("common.none")
      : typeof value === "object"
        ? value.join(", ")
        : String(value);
  const { tags } = edits;
  return [
    ...line(t("macros.action.status"), edits.status, (value) => t(`common.status.${value}`)),
    ...line(t("macros.action.priority"), edits.priority, (value) =>
      t(`common.priority.${value ?? "none"}`),
    ),
    ...line(t("macros.action.ticket-kind"), edits.kind, (value) =>
      value === null ? t("common.none") : t(`common.kind.${value}`),
    ),
    ...line(t("macros.action.assignee"), edits.assigneeId, person),
    ...line(t("macros.action.group"), edits.groupId, group),
    ...line(t("macros.action.subject"), edits.subject, plain),
    ...(tags === undefined
      ? []
      : [
          t("macros.preview.tags", {
            tags: [
              ...tags.add.map((tag) => `+${tag}`),
              ...tags.remove.map((tag) => `−${tag}`),
            ].join(" "),
          }),
        ]),
    ...Object.entries(edits.customFields ?? {}).flatMap(([id, edit]) =>
      line(directory?.fields.find((field) => field.id === id)?.title ?? id, edit, plain),
    ),
  ];
}
