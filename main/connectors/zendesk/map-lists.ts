import type {
  Article,
  Group,
  RemoteCondition,
  RemoteView,
  TicketField,
} from "#domain/directory/directory.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { clip, MAX_TEXT } from "#domain/ticket/html-text.ts";
import type { WireArticle, WireField, WireGroup, WireView } from "#main/connectors/zendesk/wire.ts";

const FIELD_TYPE: Readonly<Record<string, TicketField["type"]>> = {
  text: "text",
  regexp: "text",
  partialcreditcard: "text",
  textarea: "multiline",
  checkbox: "checkbox",
  date: "date",
  integer: "number",
  decimal: "number",
  tagger: "choice",
  multiselect: "multichoice",
};
/** Fields every account has; they are members of `Ticket`, not custom fields. */
const SYSTEM_TYPES = new Set([
  "subject",
  "description",
  "status",
  "tickettype",
  "basic_priority",
  "priority",
  "group",
  "assignee",
  "custom_status",
  "organization",
  "brand",
]);

export const toGroup = (wire: WireGroup, accountId: string): Group => ({
  id: globalId(accountId, wire.id),
  accountId,
  name: clip(wire.name, 1000),
});

/** null for a field that every account has. */
export function toField(wire: WireField, accountId: string): TicketField | null {
  if (SYSTEM_TYPES.has(wire.type)) return null;
  return {
    id: globalId(accountId, wire.id),
    accountId,
    title: clip(wire.title, 1000),
    type: Object.hasOwn(FIELD_TYPE, wire.type) ? (FIELD_TYPE[wire.type] ?? "other") : "other",
    options: (wire.custom_field_options ?? []).map(({ name, value }) => ({ value, label: name })),
    requiredToSolve: wire.required === true,
    active: wire.active !== false,
  };
}

const toConditionValue = (value: unknown): string =>
  typeof value === "string"
    ? value
    : value === null || value === undefined
      ? ""
      : JSON.stringify(value);

export function toView(wire: WireView, accountId: string): RemoteView {
  const list = (
    conditions: readonly { field: string; operator: string; value?: unknown }[] | null | undefined,
  ): readonly RemoteCondition[] =>
    (conditions ?? []).map(({ field, operator, value }) => ({
      field,
      operator,
      value: toConditionValue(value),
    }));
  return {
    id: globalId(accountId, wire.id),
    accountId,
    title: clip(wire.title, 1000),
    position: wire.position ?? 0,
    conditions: { all: list(wire.conditions?.all), any: list(wire.conditions?.any) },
    ...(wire.execution && {
      order: {
        sortBy: wire.execution.sort_by ?? null,
        descending: wire.execution.sort_order === "desc",
        groupBy: wire.execution.group_by ?? null,
        columns: (wire.execution.columns ?? []).map(({ id }) => String(id)),
      },
    }),
  };
}

export const toArticle = (wire: WireArticle, accountId: string): Article => ({
  id: globalId(accountId, wire.id),
  accountId,
  title: clip(wire.title, 1000),
  html: clip(wire.body ?? "", MAX_TEXT),
  locale: wire.locale,
  labels: wire.label_names ?? [],
  webUrl: wire.html_url ?? null,
  updatedAt: Date.parse(wire.updated_at),
});
