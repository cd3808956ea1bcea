import { relationOf } from "#domain/ticket/links.ts";
import { type Text, isTextKey } from "#renderer/i18n/text.ts";

/** Names behind the ids of agents, groups and fields, and of the customer where one is at hand. */
export type Names = ReadonlyMap<string, string>;

type Named = { readonly id: string; readonly name: string };
/** As much of the helpdesk's directory as names need. */
type NamedRecords = {
  readonly agents: readonly Named[];
  readonly groups: readonly Named[];
  readonly fields: readonly {
    readonly id: string;
    readonly title: string;
    readonly options?: readonly { readonly value: string; readonly label: string }[];
  }[];
};

/** Where the name of a field's choice stands among the names. */
export const choiceKey = (fieldId: string, value: string): string => `${fieldId}=${value}`;

/** A value of a custom field, as histories and conflicts tell it: choices by what they are called. */
export function customValue(field: string, value: string, names: Names, { t }: Text): string {
  if (value === "true" || value === "false")
    return t(value === "true" ? "common.yes" : "common.no");
  const whole = names.get(choiceKey(field, value));
  if (whole !== undefined) return whole;
  const words = value.split(", ").map((word) => names.get(choiceKey(field, word)));
  return words.includes(undefined) ? value : words.join(", ");
}

/** @returns A map of its own, for the caller to add to. */
export function namesOf(directory: NamedRecords | undefined): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, name } of directory?.agents ?? []) names.set(id, name);
  for (const { id, name } of directory?.groups ?? []) names.set(id, name);
  for (const { id, title, options = [] } of directory?.fields ?? []) {
    names.set(id, title);
    for (const { value, label } of options) names.set(choiceKey(id, value), label);
  }
  return names;
}

const PEOPLE: ReadonlySet<string> = new Set(["assignee", "assigneeId", "requester", "requesterId"]);
const REFERENCES: ReadonlySet<string> = new Set(["group", "groupId", "organisationId"]);

/** A field in the agent's words: ours, else the title the helpdesk gives it. */
export function fieldName(field: string, names: Names, { t }: Text): string {
  const relation = relationOf(field);
  if (relation !== null) return t(`common.link.${relation}`);
  const key = `common.field.${field}`;
  if (isTextKey(key)) return t(key);
  return names.get(field) ?? (field.includes(":") ? t("common.field.custom") : field);
}

/** A value of a field in the agent's words; what an id stands for, or that nobody here knows it, never the id. */
export function fieldValue(field: string, value: string | null, names: Names, text: Text): string {
  const { t } = text;
  if (value === null || value === "") return t("common.none");
  const key = `common.${field}.${value}`;
  if ((field === "status" || field === "priority" || field === "kind") && isTextKey(key))
    return t(key);
  if (relationOf(field) !== null) return /^\d+$/.test(value) ? `#${value}` : value;
  if (field.includes(":")) return customValue(field, value, names, text);
  const name = names.get(value);
  if (name !== undefined) return name;
  if (PEOPLE.has(field)) return t("common.person.unknown");
  return REFERENCES.has(field) ? t("common.unknown") : value;
}
