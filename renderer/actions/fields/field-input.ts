import type { TicketField } from "#domain/directory/directory.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import { dayOf } from "#renderer/actions/fields/field-text.ts";

/** What was typed into a field: its value, or what is wrong with it. */
export type FieldInput =
  | { readonly ok: true; readonly value: FieldValue }
  | { readonly ok: false; readonly fault: "number" | "date" };

/** How a value is changed. Lists of choices that nobody may read here are typed as words. */
export type FieldEditor = "choice" | "checkbox" | "multichoice" | "line" | "text" | "fixed";

export function editorOf({ type, options }: Pick<TicketField, "type" | "options">): FieldEditor {
  switch (type) {
    case "choice":
      return options.length === 0 ? "line" : "choice";
    case "multichoice":
      return options.length === 0 ? "line" : "multichoice";
    case "checkbox":
      return "checkbox";
    case "text":
    case "number":
    case "date":
      return "line";
    case "multiline":
      return "text";
    case "other":
      return "fixed";
  }
}

/** A value as it is typed. */
export function toTyped(value: FieldValue): string {
  if (value === null) return "";
  return typeof value === "object" ? value.join(", ") : String(value);
}

/**
 * Reads what was typed into a field of one line or of text. Nothing typed takes the value away.
 *
 * @param base What the field holds: a number stays a number, text stays text, as the helpdesk tells it.
 */
export function readTyped(
  typed: string,
  { type }: Pick<TicketField, "type">,
  base: FieldValue,
): FieldInput {
  const text = type === "multiline" ? typed : typed.trim();
  if (text.trim() === "") return { ok: true, value: null };
  if (type === "multichoice") {
    const words = text
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean);
    return { ok: true, value: [...new Set(words)] };
  }
  if (type === "number") {
    // A comma is a decimal sign where there is no point; spaces and other signs are not guessed at.
    const number = /^[-+]?\d+(?:[.,]\d+)?$/u.test(text) ? text.replace(",", ".") : null;
    if (number === null) return { ok: false, fault: "number" };
    return { ok: true, value: typeof base === "number" ? Number(number) : number };
  }
  if (type === "date") {
    const isDay = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?$/u.test(text);
    if (!isDay || dayOf(text) === null) return { ok: false, fault: "date" };
  }
  return { ok: true, value: text };
}
