import type { EndpointLimit } from "#main/net/limiter.ts";

/** Smallest plan; the real figure comes with the first answer. Source: zendesk-api facts §3. */
export const ACCOUNT_PER_MINUTE = 200;

const minute = 60_000;
/** Calls with a budget of their own. Source: zendesk-api facts §3. */
export const ENDPOINT_LIMITS: Readonly<Record<string, EndpointLimit>> = {
  incremental: { limit: 10, windowMs: minute, header: "zendesk-ratelimit-incremental-exports" },
  "tickets-index": { limit: 100, windowMs: minute, header: "zendesk-ratelimit-tickets-index" },
  "tickets-update": {
    limit: 100,
    windowMs: minute,
    header: "zendesk-ratelimit-tickets-update",
    turns: true,
  },
  "deleted-tickets": {
    limit: 10,
    windowMs: minute,
    header: "zendesk-ratelimit-deleted-tickets-index",
  },
  search: { limit: 100, windowMs: minute, header: "zendesk-ratelimit-search-index" },
  "user-update": { limit: 5, windowMs: minute },
};

/** Which budget besides the account's a call draws on. @param path Below `/api/v2`, without a query. */
export function endpointOf(method: string, path: string): string | null {
  if (path.startsWith("/incremental/")) return "incremental";
  if (method === "GET" && path === "/tickets.json") return "tickets-index";
  if (method === "PUT" && path.startsWith("/tickets/")) return "tickets-update";
  if (path.startsWith("/deleted_tickets")) return "deleted-tickets";
  if (path.startsWith("/search")) return "search";
  return null;
}
