/** What an answer told about one limit. */
export type RateNotice = {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends; null when it did not tell. */
  readonly resetSeconds: number | null;
};

type Headers = Readonly<Record<string, string>>;

const toCount = (text: string | undefined): number | null => {
  if (text === undefined || !/^\s*\d{1,12}\s*$/.test(text)) return null;
  return Number(text);
};

/** The account-wide limit: `x-rate-limit(-remaining)` or `ratelimit-limit/-remaining/-reset`. */
export function readAccountLimit(headers: Headers): RateNotice | null {
  const limit = toCount(headers["x-rate-limit"]) ?? toCount(headers["ratelimit-limit"]);
  const remaining =
    toCount(headers["x-rate-limit-remaining"]) ?? toCount(headers["ratelimit-remaining"]);
  if (limit === null || remaining === null || limit === 0) return null;
  return { limit, remaining, resetSeconds: toCount(headers["ratelimit-reset"]) };
}

/** One endpoint's limit, as `total=100; remaining=99; resets=41`. */
export function readEndpointLimit(headers: Headers, name: string): RateNotice | null {
  const parts = new Map<string, string>();
  for (const part of (headers[name] ?? "").split(";")) {
    const [key = "", value = ""] = part.split("=");
    parts.set(key.trim().toLowerCase(), value);
  }
  const limit = toCount(parts.get("total"));
  const remaining = toCount(parts.get("remaining"));
  if (limit === null || remaining === null || limit === 0) return null;
  return { limit, remaining, resetSeconds: toCount(parts.get("resets")) };
}

/**
 * `Retry-After` as ms: whole seconds or an HTTP date.
 *
 * @param now Wall clock, ms epoch, for the date form.
 * @returns   Minimum wait, null when absent or unreadable; never above one hour.
 */
export function readRetryAfterMs(headers: Headers, now: number): number | null {
  const text = headers["retry-after"];
  if (text === undefined) return null;
  const seconds = toCount(text);
  const ms = seconds === null ? Date.parse(text) - now : seconds * 1000;
  return Number.isNaN(ms) ? null : Math.min(3_600_000, Math.max(0, ms));
}
