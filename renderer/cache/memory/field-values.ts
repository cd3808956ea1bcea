import type { TicketField } from "#domain/directory/directory.ts";
import { fold } from "#domain/search/fold.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";

/** What is known of a custom field. */
export type FieldShape = Pick<TicketField, "type" | "options">;

/** Places of choices in their list, made once for each list. */
const places = new WeakMap<object, ReadonlyMap<string, number>>();
function placeOf(word: string, options: FieldShape["options"]): number {
  let known = places.get(options);
  if (known === undefined) {
    known = new Map(options.map(({ value }, i) => [value, i]));
    places.set(options, known);
  }
  // A choice that was taken off the list comes after those on it.
  return known.get(word) ?? options.length;
}

const labelOf = (word: string, shape: FieldShape | undefined): string =>
  shape?.options.find(({ value }) => value === word)?.label ?? word;

/** A value in words: choices by what they are called. null for none. */
export function fieldWords(value: FieldValue, shape: FieldShape | undefined): string | null {
  if (value === null || value === "") return null;
  const words = typeof value === "object" ? value : [String(value)];
  return words.length === 0 ? null : words.map((word) => labelOf(word, shape)).join(", ");
}

/** What the values of one field are grouped by; null for none. Choices of many make one group for each set. */
export function fieldGroup(value: FieldValue): string | null {
  if (value === null || value === "") return null;
  if (typeof value !== "object") return String(value);
  return value.length === 0 ? null : value.toSorted().join(", ");
}

/** What a group of values is called where it is not what they are; the list of choices knows it. */
export function groupLabel(group: string, shape: FieldShape | undefined): string | null {
  if (shape === undefined || shape.options.length === 0) return null;
  return shape.type === "multichoice"
    ? group
        .split(", ")
        .map((word) => labelOf(word, shape))
        .join(", ")
    : labelOf(group, shape);
}

/**
 * What the values of one field are ordered by: choices by their place in the list, numbers by size, everything else by
 * its words. All keys of one field are of one kind; null for no value.
 */
export function fieldOrder(
  value: FieldValue,
  shape: FieldShape | undefined,
): number | string | null {
  const words = fieldGroup(value);
  if (words === null) return null;
  if (shape?.type === "choice") return placeOf(words, shape.options);
  if (shape?.type === "checkbox") return words === "true" || words === "1" ? 1 : 0;
  if (shape?.type !== "number") return fold(fieldWords(value, shape) ?? "");
  const number = Number(words);
  return Number.isNaN(number) ? null : number;
}

/** Values whose place is remembered: a list of few kinds is compared by few. */
const MOST_KNOWN = 4_000;

/** `fieldOrder` for many rows: what was worked out for a value is not worked out again. */
export function fieldOrders(
  shape: FieldShape | undefined,
): (value: FieldValue) => number | string | null {
  const known = new Map<FieldValue, number | string | null>();
  return (value) => {
    if (value === null || typeof value === "object") return fieldOrder(value, shape);
    let order = known.get(value);
    if (order === undefined) {
      order = fieldOrder(value, shape);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(value, order);
    }
    return order;
  };
}
