/** A moment to be reminded at. `words` name it; `at` is ms epoch. */
export type RemindTime = {
  readonly id: "hour" | "evening" | "tomorrow" | "threeDays" | "monday" | "typed";
  readonly at: number;
};

const HOUR_MS = 3_600_000;
const MORNING = 9;
const EVENING = 17;

/** Local wall-clock hour of a day `days` after `now`'s. */
function atHour(now: number, days: number, hour: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hour).getTime();
}

/** Moments that are offered, soonest first, none of them past. Days are the agent's own. */
export function remindTimes(now: number): readonly RemindTime[] {
  const weekday = new Date(now).getDay();
  const times: readonly RemindTime[] = [
    { id: "hour", at: now + HOUR_MS },
    { id: "evening", at: atHour(now, 0, EVENING) },
    { id: "tomorrow", at: atHour(now, 1, MORNING) },
    { id: "threeDays", at: atHour(now, 3, MORNING) },
    { id: "monday", at: atHour(now, (8 - weekday) % 7 || 7, MORNING) },
  ];
  return times.filter(({ at }) => at > now).toSorted((a, b) => a.at - b.at);
}

/**
 * Reads `30m`, `2h`, `3d`, `2026-12-01` or `2026-12-01 14:30`; days begin at nine.
 *
 * @returns ms epoch; null for anything else and for what is past.
 */
export function readRemindTime(text: string, now: number): number | null {
  const span = /^(\d{1,3})\s*([mhd])$/i.exec(text.trim());
  if (span !== null) {
    const count = Number(span[1]);
    if (count === 0) return null;
    const unit = (span[2] ?? "").toLowerCase();
    if (unit === "d") return atHour(now, count, MORNING);
    return now + count * (unit === "h" ? HOUR_MS : 60_000);
  }
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim());
  if (day === null) return null;
  const [year = 0, month = 0, date = 0] = day.slice(1, 4).map(Number);
  const [hour, minute] = [Number(day[4] ?? MORNING), Number(day[5] ?? 0)];
  const at = new Date(year, month - 1, date, hour, minute);
  const isReal = at.getMonth() === month - 1 && at.getDate() === date && hour < 24 && minute < 60;
  return isReal && at.getTime() > now ? at.getTime() : null;
}
