import type { Reply } from "#main/demo/http/reply.ts";

type Window = { count: number; until: number };
export type Allowance = {
  readonly ok: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */ readonly resets: number;
};

/** Counts requests in fixed windows; one window per key, begun by its first request. */
export class Limits {
  readonly #windows = new Map<string, Window>();
  readonly #unlimited: boolean;

  /** @param unlimited counts nothing and refuses nothing */
  constructor(unlimited: boolean) {
    this.#unlimited = unlimited;
  }

  /**
   * Takes one from the allowance of `key`.
   *
   * @param limit   requests per window
   * @param seconds length of the window
   * @param nowMs   epoch milliseconds
   */
  take(key: string, limit: number, seconds: number, nowMs: number): Allowance {
    if (this.#unlimited) return { ok: true, limit, remaining: limit, resets: seconds };
    let window = this.#windows.get(key);
    if (window === undefined || window.until <= nowMs) {
      if (this.#windows.size > 5000)
        for (const [k, w] of this.#windows) if (w.until <= nowMs) this.#windows.delete(k);
      window = { count: 0, until: nowMs + seconds * 1000 };
      this.#windows.set(key, window);
    }
    const resets = Math.max(1, Math.ceil((window.until - nowMs) / 1000));
    if (window.count >= limit) return { ok: false, limit, remaining: 0, resets };
    window.count += 1;
    return { ok: true, limit, remaining: limit - window.count, resets };
  }
}

/** 429 as the product says it. @param seconds for `Retry-After` */
export const tooMany = (seconds: number): Reply => ({
  status: 429,
  body: {
    error: "APIRateLimitExceeded",
    description: "Number of allowed API requests per minute exceeded",
  },
  headers: { "Retry-After": String(seconds) },
});

type Bucket = {
  readonly name: string;
  readonly header: string | null;
  readonly limit: number;
  readonly seconds: number;
};

/**
 * Buckets that a request draws from besides the account's, in the order they are checked.
 * Source: rate limits of the Zendesk Support API for the Enterprise plan.
 *
 * @param user  id of the caller
 * @param page  value of `page`, for the deep-pagination limits
 */
export function bucketsOf(
  method: string,
  path: string,
  user: number,
  page: number,
  perMinute: number,
): readonly Bucket[] {
  const parts = path.split("/");
  const [first, second, third] = parts;
  if (method === "GET") {
    if (first === "incremental") {
      if (third === "sample")
        return [{ name: `sample:${second ?? ""}`, header: null, limit: 10, seconds: 1200 }];
      return [
        {
          name: "incremental",
          header: "zendesk-ratelimit-incremental-exports",
          limit: 10,
          seconds: 60,
        },
      ];
    }
    if (path === "tickets") {
      const buckets = [
        {
          name: "tickets-index",
          header: "zendesk-ratelimit-tickets-index",
          limit: perMinute,
          seconds: 60,
        },
      ];
      if (page > 500)
        buckets.push({
          name: "tickets-deep",
          header: "zendesk-ratelimit-tickets-index-deep-pagination",
          limit: 50,
          seconds: 60,
        });
      return buckets;
    }
    if (path === "search/export")
      return [
        {
          name: "search-export",
          header: "zendesk-ratelimit-search-index",
          limit: 100,
          seconds: 60,
        },
      ];
    if (path === "views/count_many")
      return [{ name: `count-many:${user}`, header: null, limit: 6, seconds: 300 }];
    if (first === "views" && parts.length === 3 && (third === "execute" || third === "count"))
      return [
        { name: `view-${third}:${second ?? ""}:${user}`, header: null, limit: 5, seconds: 60 },
      ];
    if (path === "deleted_tickets")
      return [
        {
          name: "deleted",
          header: "zendesk-ratelimit-deleted-tickets-index",
          limit: page > 100 ? 5 : 10,
          seconds: 60,
        },
      ];
    return [];
  }
  if (path === "views/preview")
    return [{ name: `view-preview:${user}`, header: null, limit: 5, seconds: 60 }];
  if (method === "PUT" && first === "tickets" && /^\d+$/.test(second ?? "")) {
    return [
      {
        name: "ticket-update",
        header: "zendesk-ratelimit-tickets-update",
        limit: 100,
        seconds: 60,
      },
      { name: `ticket-update:${user}:${second ?? ""}`, header: null, limit: 30, seconds: 600 },
    ];
  }
  if (
    (method === "PUT" && first === "users" && parts.length === 2) ||
    path === "users/create_or_update"
  )
    return [
      { name: "user-update", header: null, limit: 1, seconds: 1 },
      { name: `user-update:${second ?? ""}`, header: null, limit: 5, seconds: 60 },
    ];
  if (method === "PUT" && first === "organizations" && parts.length === 2)
    return [{ name: `organization-update:${second ?? ""}`, header: null, limit: 5, seconds: 60 }];
  if (method === "DELETE" && first === "tickets" && parts.length === 2)
    return [{ name: "ticket-delete", header: null, limit: 400, seconds: 60 }];
  return [];
}
