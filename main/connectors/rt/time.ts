/**
 * Instants and the several spellings of them that Request Tracker wants. It answers in ISO with zone; what it is given it
 * reads differently in each place, and an ISO time written into a date field destroys the value.
 * Source: rt-rest2 facts §4, §8, traps 4 and 5.
 */

/** ms epoch of a time in an answer; null for unset (the epoch itself) and for unreadable ones. */
export function fromWireTime(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text === "") return null;
  const at = Date.parse(text);
  return Number.isNaN(at) || at === 0 ? null : at;
}

/** As core dates (Due, Starts …) are written: `YYYY-MM-DD HH:MM:SS` in UTC. "" clears the date. */
export function toWireDate(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** The same instant on the wall clock of a time zone: as date-time custom fields are written. */
export function toWallClock(at: number, timeZone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const get = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? "00";
  return `${get("year")}-${get("month")}-${get("day")} ${get("hour")}:${get("minute")}:${get("second")}`;
}

/** Whether this runtime knows a zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
