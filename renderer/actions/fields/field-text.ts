import type { TicketField } from "#domain/directory/directory.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import type { Text } from "#renderer/i18n/text.ts";

/** What is needed to say the value of a custom field. */
export type FieldShape = Pick<TicketField, "type" | "options">;

/** Local midday of a day that is written as `2026-03-01`: the same day in every zone. null when it is none. */
export function dayOf(text: string): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  if (year === undefined) return null;
  const date = new Date(Number(year), Number(month) - 1, Number(day), 12);
  return date.getMonth() === Number(month) - 1 ? date.getTime() : null;
}

/** The value of a custom field in the agent's words; "" for none. */
export function fieldText(
  value: FieldValue,
  shape: FieldShape | undefined,
  { t, format }: Text,
): string {
  if (value === null || value === "") return "";
  const words = typeof value === "object" ? value : [String(value)];
  if (shape?.type === "checkbox")
    return t(
      value === true || words[0] === "true" || words[0] === "1" ? "common.yes" : "common.no",
    );
  const [first = ""] = words;
  const day = shape?.type === "date" ? dayOf(first) : null;
  const at = day === null || first.length === 10 ? NaN : Date.parse(first);
  if (!Number.isNaN(at)) return `${format.date(at)} ${format.time(at)}`;
  if (day !== null) return format.date(day);
  return words
    .map((word) => shape?.options.find((option) => option.value === word)?.label ?? word)
    .join(", ");
}
