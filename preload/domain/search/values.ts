const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** @returns ms of `45s`, `30m`, `2h`, `7d`, `4w`; null for anything else. */
export function readDuration(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/i.exec(text) ?? [];
  const size = UNITS[(unit ?? "").toLowerCase()];
  return count === undefined || size === undefined ? null : Number(count) * size;
}

/** A written point in time: so long ago, or a day from its first to after its last millisecond. */
export type WrittenInstant =
  | { readonly kind: "age"; readonly ms: number }
  | { readonly kind: "day"; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: "today"; readonly back: number };

/** @returns null when the text is neither an age nor a day that exists. */
export function readInstant(text: string): WrittenInstant | null {
  const word = text.toLowerCase();
  if (word === "today") return { kind: "today", back: 0 };
  if (word === "yesterday") return { kind: "today", back: 1 };
  const ms = readDuration(word);
  if (ms !== null) return { kind: "age", ms };
  const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word) ?? [];
  if (y === undefined || m === undefined || d === undefined) return null;
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day
    ? { kind: "day", year, month, day }
    : null;
}

/**
 * The span of a day in the agent's own time zone.
 *
 * @param now ms epoch, for `today` and `yesterday`.
 * @returns   [first ms, first ms of the next day).
 */
export function daySpan(
  day: Exclude<WrittenInstant, { kind: "age" }>,
  now: number,
): readonly [from: number, to: number] {
  const start = day.kind === "day" ? new Date(day.year, day.month - 1, day.day) : new Date(now);
  start.setHours(0, 0, 0, 0);
  if (day.kind === "today") start.setDate(start.getDate() - day.back);
  const end = new Date(start);
  end.setDate(end.getDate() + 1);
  return [start.getTime(), end.getTime()];
}
