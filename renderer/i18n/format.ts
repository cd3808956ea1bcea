import { type Locale, intlTag } from "#renderer/i18n/locale.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers and times as people of the UI language write them. Times are ms epoch, durations ms. */
export type Format = {
  /** `14:05` */
  readonly time: (at: number) => string;
  /** `14:05:11` */
  readonly clock: (at: number) => string;
  /** `12 Mar 2026`, without the year when it is the current one. */
  readonly date: (at: number, now?: number) => string;
  /** Day, date, time with seconds: the exact time behind every relative one. */
  readonly exact: (at: number) => string;
  /** Day, date, time in minutes: a moment that somebody chose. */
  readonly moment: (at: number) => string;
  /** `5 minutes ago` or `in 2 hours` up to a day, then the date. */
  readonly relative: (at: number, now: number) => string;
  /** As `relative` in the fewest characters (`5m`, `2h`, `12 Mar`); for dense rows. */
  readonly relativeShort: (at: number, now: number) => string;
  readonly number: (value: number) => string;
  /** @param share 0..1 */
  readonly percent: (share: number) => string;
  /** `0:42`, `13:05` hours and minutes below two days, then `3d`. Never negative. */
  readonly duration: (ms: number) => string;
  /** `42 sec`, `5 min`, `3 hr`, `2 days`: one unit, spelled. */
  readonly span: (ms: number) => string;
  readonly bytes: (count: number) => string;
  /** `a, b and c` */
  readonly list: (items: readonly string[]) => string;
};

/** Largest unit in which the length is at least one. */
function unitOf(ms: number): readonly ["second" | "minute" | "hour" | "day", number] {
  if (ms < MINUTE) return ["second", SECOND];
  if (ms < HOUR) return ["minute", MINUTE];
  return ms < DAY ? ["hour", HOUR] : ["day", DAY];
}

const cache = new Map<Locale, Format>();

/** The formats of one language; the same object for the same language. */
export function formatFor(locale: Locale): Format {
  const known = cache.get(locale);
  if (known !== undefined) return known;
  const made = makeFormat(intlTag(locale));
  cache.set(locale, made);
  return made;
}

function makeFormat(tag: string): Format {
  const at = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(tag, options);
    return (ms: number) => formatter.format(ms);
  };
  const time = at({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const clock = at({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const dayAndMonth = at({ day: "numeric", month: "short" });
  const fullDate = at({ day: "numeric", month: "short", year: "numeric" });
  const toTheMinute = {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  const moment = at(toTheMinute);
  const exact = at({ ...toTheMinute, second: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const integer = new Intl.NumberFormat(tag);
  const share = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 0 });
  const conjunction = new Intl.ListFormat(tag, { type: "conjunction" });
  const units = new Map<string, Intl.NumberFormat>();
  const unit = (name: string, display: "narrow" | "short", digits = 0) => {
    const key = `${name}/${display}/${digits}`;
    const made =
      units.get(key) ??
      new Intl.NumberFormat(tag, {
        style: "unit",
        unit: name,
        unitDisplay: display,
        maximumFractionDigits: digits,
      });
    units.set(key, made);
    return made;
  };
  const date = (ms: number, now = Date.now()) =>
    new Date(ms).getFullYear() === new Date(now).getFullYear() ? dayAndMonth(ms) : fullDate(ms);

  return {
    time,
    clock,
    exact,
    moment,
    date,
    relative: (ms, now) => {
      const delta = ms - now;
      if (Math.abs(delta) >= DAY) return date(ms, now);
      const [name, size] = unitOf(Math.abs(delta));
      return relative.format(name === "second" ? 0 : Math.trunc(delta / size), name);
    },
    relativeShort: (ms, now) => {
      const length = Math.abs(ms - now);
      if (length >= DAY) return date(ms, now);
      const [name, size] = unitOf(Math.max(length, MINUTE));
      return unit(name, "narrow").format(Math.trunc(Math.max(length, MINUTE) / size));
    },
    number: (value) => integer.format(value),
    percent: (value) => share.format(value),
    duration: (ms) => {
      const length = Math.max(0, ms);
      if (length >= 2 * DAY) return unit("day", "narrow").format(Math.trunc(length / DAY));
      const minutes = Math.trunc(length / MINUTE);
      return `${Math.trunc(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    },
    span: (ms) => {
      const length = Math.max(0, ms);
      const [name, size] = unitOf(length);
      return unit(name, "short").format(Math.trunc(length / size));
    },
    bytes: (count) => {
      const names = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
      const step = count < 1000 ? 0 : Math.min(3, Math.trunc(Math.log10(count) / 3));
      return unit(names[step] ?? "gigabyte", "short", step === 0 ? 0 : 1).format(
        count / 1000 ** step,
      );
    },
    list: (items) => conjunction.format(items),
  };
}
