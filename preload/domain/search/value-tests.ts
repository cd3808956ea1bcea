import { fold } from "#domain/search/fold.ts";
import { type Compare, type Field, fieldKind } from "#domain/search/query.ts";
import { daySpan, readDuration, readInstant } from "#domain/search/values.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";

/** Whether a row is as one value of a term says. */
export type Test<R> = (row: R) => boolean;
/** Values of added fields by name, those with a value. */
export type NamedFields = Readonly<Record<string, FieldValue>>;

const compares = (left: number, compare: Compare, right: number): boolean => {
  switch (compare) {
    case "is":
      return left === right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
};

/** @param have The word of a row; with an ordering comparison words are as far apart as they stand in their field. */
export function ordered<R>(
  field: Field,
  compare: Compare,
  value: string,
  have: (row: R) => string,
): Test<R> {
  if (compare === "is") return (row) => have(row) === value;
  const kind = fieldKind(field);
  const order = kind.is === "choice" ? kind.of : [];
  const limit = order.indexOf(value);
  return (row) => compares(order.indexOf(have(row)), compare, limit);
}

/** @param have A length of time of a row, ms; null fits nothing. */
export function lengthTest<R>(
  compare: Compare,
  value: string,
  have: (row: R) => number | null,
): Test<R> {
  const limit = readDuration(value) ?? 0;
  return (row) => {
    const length = have(row);
    return length !== null && compares(length, compare, limit);
  };
}

/** An age compares how long ago; a day compares the calendar: `created<7d` and `created>2026-03-01` are both recent. */
export function instantTest<R>(
  compare: Compare,
  value: string,
  now: number,
  have: (row: R) => number | null,
): Test<R> {
  if (value === "none") return (row) => have(row) === null;
  const limit = readInstant(value);
  if (limit === null) return () => false;
  if (limit.kind === "age") {
    const sign = compare === "is" ? "<=" : compare;
    return (row) => {
      const at = have(row);
      return at !== null && compares(now - at, sign, limit.ms);
    };
  }
  const [from, to] = daySpan(limit, now);
  return (row) => {
    const at = have(row);
    if (at === null) return false;
    switch (compare) {
      case "is":
        return at >= from && at < to;
      case "<":
        return at < from;
      case "<=":
        return at < to;
      case ">":
        return at >= to;
      case ">=":
        return at >= from;
    }
  };
}

/** Equal without case and accents; `*` at the beginning or the end stands for anything. */
export function pattern(written: string): (text: string) => boolean {
  const folded = fold(written);
  const start = folded.startsWith("*");
  const end = folded.length > 1 && folded.endsWith("*");
  const core = folded.slice(start ? 1 : 0, end ? -1 : undefined);
  if (start && end) return (text) => fold(text).includes(core);
  if (start) return (text) => fold(text).endsWith(core);
  if (end) return (text) => fold(text).startsWith(core);
  return (text) => fold(text) === core;
}

/** A custom field's name as people write it: capitals, accents, spaces and strokes do not count. */
export const fieldWord = (name: string): string => fold(name).replace(/[\s_-]+/gu, " ");

/** A field of a customer or an organisation. */
export function keyedTest<R>(
  key: string,
  compare: Compare,
  value: string,
  fieldsOf: (row: R) => NamedFields | undefined,
): Test<R> {
  const wanted = fieldWord(key);
  const fits = customTest(compare, value);
  // Names repeat over thousands of rows: each is compared once.
  const names = new Map<string, boolean>();
  const isMeant = (name: string): boolean => {
    let meant = names.get(name);
    if (meant === undefined) names.set(name, (meant = fieldWord(name) === wanted));
    return meant;
  };
  return (row) => {
    const fields = fieldsOf(row);
    for (const name in fields) if (isMeant(name)) return fits(fields[name] ?? null);
    return fits(null);
  };
}

/** @returns Tells whether a value, or what it is called, is what was written. */
export function customTest(
  compare: Compare,
  value: string,
): (one: FieldValue, labels?: ReadonlyMap<string, string>) => boolean {
  const fits = pattern(value);
  const isNone = value.toLowerCase() === "none";
  const limit = Number(value);
  return (one, labels) => {
    const words = one === null || one === "" ? [] : typeof one === "object" ? one : [String(one)];
    if (compare !== "is") {
      return words.some((word) =>
        Number.isFinite(limit) && word.trim() !== "" && Number.isFinite(Number(word))
          ? compares(Number(word), compare, limit)
          : compares(
              fold(word) < fold(value) ? -1 : fold(word) === fold(value) ? 0 : 1,
              compare,
              0,
            ),
      );
    }
    if (isNone) return words.length === 0;
    return words.some(
      (word) => fits(word) || (labels !== undefined && fits(labels.get(word) ?? word)),
    );
  };
}

/**
 * The day that a custom field holds (`2026-03-01`), as its local midday: the same day in every time zone. One with a time
 * is that time.
 *
 * @returns ms epoch; null for none and for what is no day.
 */
export function readDay(value: FieldValue): number | null {
  if (typeof value !== "string") return null;
  const [, y, m, d, time] = /^(\d{4})-(\d{2})-(\d{2})(.*)$/u.exec(value) ?? [];
  if (y === undefined) return null;
  const at =
    time === "" || time === undefined
      ? new Date(Number(y), Number(m) - 1, Number(d), 12).getTime()
      : Date.parse(value);
  return Number.isNaN(at) ? null : at;
}
