import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { jitterUp } from "#main/net/backoff.ts";
import type { Clock, Random } from "#main/net/ports.ts";
import {
  readAccountLimit,
  readEndpointLimit,
  readRetryAfterMs,
  type RateNotice,
} from "#main/net/rate-headers.ts";

/** Who goes first when calls must wait; from most to least urgent. Source: sync-pitfalls §5. */
export const URGENCIES = [
  "open-ticket",
  "outbox",
  "changed-list",
  "profiles",
  "sweep",
  "prefetch",
] as const;
export type Urgency = (typeof URGENCIES)[number];

/**
 * Share of the account's budget that a call of this urgency leaves untouched. The budget is shared with every other
 * console and integration of the account, so bulk work stops at half of it.
 */
const RESERVE: Readonly<Record<Urgency, number>> = {
  "open-ticket": 0,
  outbox: 0.02,
  "changed-list": 0.1,
  profiles: 0.2,
  sweep: 0.4,
  prefetch: 0.5,
};

/** Requests under way at once; bulk work may not take the last places. */
const MAX_IN_FLIGHT = 8;
const MAX_BULK_IN_FLIGHT = 5;
const isBulk = (urgency: Urgency): boolean => urgency === "sweep" || urgency === "prefetch";

export type EndpointLimit = {
  readonly limit: number;
  readonly windowMs: number;
  /** Header in which the remote tells this limit. */
  readonly header?: string;
};

export type LimiterOptions = {
  readonly clock: Clock;
  readonly random: Random;
  /** Assumed until the remote tells. */
  readonly accountPerMinute: number;
  /** Classes of calls that have a budget of their own. */
  readonly endpoints: Readonly<Record<string, EndpointLimit>>;
};

export type Permit = {
  /** To be called once, with the answer's status and headers, or null when there was none. */
  done(
    answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null,
  ): void;
};

export type PermitRequest = {
  readonly urgency: Urgency;
  /** Class of `endpoints`, or null for calls that only count against the account. */
  readonly endpoint: string | null;
  /** Longest wait, ms; beyond it `throttled` at once. Infinity: wait. */
  readonly maxWaitMs: number;
};

export interface Limiter {
  /** One place in the budget. `throttled` when the wait would be too long, `cancelled` when aborted. */
  acquire(request: PermitRequest, signal: AbortSignal): Promise<Result<Permit, AppError>>;
  /** ms until any call may go again after a 429; 0 when none is in force. */
  pausedMs(): number;
}

/** One fixed window of requests, as helpdesks count them. Times are monotonic. */
type Window = {
  limit: number;
  windowMs: number;
  remaining: number;
  resetAt: number;
  blockedUntil: number;
};

const newWindow = (limit: number, windowMs: number): Window => ({
  limit,
  windowMs,
  remaining: limit,
  resetAt: 0,
  blockedUntil: 0,
});

type Waiter = PermitRequest & { readonly order: number; readonly admit: (permit: Permit) => void };

/**
 * The one gate of an account: every call takes a place here first.
 *
 * Counts fixed windows, takes over the remote's own numbers from its headers, obeys `Retry-After` as a minimum, and
 * lets the more urgent go first. While the remote tells no limits at all (none in its answers), only 429 slows us.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { clock, random, endpoints } = options;
  const account = newWindow(options.accountPerMinute, 60_000);
  const classes = new Map<string, Window>(
    Object.entries(endpoints).map(([name, own]) => [name, newWindow(own.limit, own.windowMs)]),
  );
  const waiters: Waiter[] = [];
  let order = 0;
  let inFlight = 0;
  let bulkInFlight = 0;
  /** Whether the remote speaks of limits; unknown before its first answer. */
  let speaks: boolean | null = null;
  let alarm: AbortController | null = null;

  const roll = (window: Window, now: number): void => {
    if (now >= window.resetAt) window.remaining = window.limit;
  };
  /** Monotonic time from which a window lets a call pass; <= now: at once. */
  const freeAt = (window: Window, reserve: number, now: number): number => {
    roll(window, now);
    const open = speaks === false || window.remaining > reserve ? now : window.resetAt;
    return Math.max(open, window.blockedUntil);
  };
  const startsAt = (request: PermitRequest, now: number): number => {
    const own = request.endpoint === null ? undefined : classes.get(request.endpoint);
    const reserve = Math.floor(account.limit * RESERVE[request.urgency]);
    return Math.max(freeAt(account, reserve, now), own === undefined ? now : freeAt(own, 0, now));
  };
  const spend = (window: Window, now: number): void => {
    if (now >= window.resetAt) window.resetAt = now + window.windowMs;
    window.remaining -= 1;
  };
  const learn = (window: Window, told: RateNotice, now: number): void => {
    const resetAt = now + (told.resetSeconds ?? window.windowMs / 1000) * 1000;
    const isNewWindow =
      now >= window.resetAt || (told.resetSeconds !== null && resetAt > window.resetAt + 2000);
    window.remaining += told.limit - window.limit;
    window.limit = told.limit;
    if (told.remaining >= told.limit) {
      window.remaining = told.limit; // not even this call was counted: nobody counts here
      return;
    }
    window.remaining = isNewWindow ? told.remaining : Math.min(window.remaining, told.remaining);
    if (isNewWindow || told.resetSeconds !== null) window.resetAt = resetAt;
  };

  function settle(request: PermitRequest, answer: Parameters<Permit["done"]>[0]): void {
    inFlight -= 1;
    if (isBulk(request.urgency)) bulkInFlight -= 1;
    const now = clock.monotonic();
    if (answer !== null) {
      const own = request.endpoint === null ? undefined : classes.get(request.endpoint);
      const header = request.endpoint === null ? undefined : endpoints[request.endpoint]?.header;
      const toldAccount = readAccountLimit(answer.headers);
      const toldOwn = header === undefined ? null : readEndpointLimit(answer.headers, header);
      if (toldAccount !== null) learn(account, toldAccount, now);
      if (own !== undefined && toldOwn !== null) learn(own, toldOwn, now);
      if (toldAccount !== null || toldOwn !== null) speaks = true;
      else if (answer.status < 300) speaks ??= false;
      const waitMs = readRetryAfterMs(answer.headers, clock.now());
      if (answer.status === 429 || (answer.status === 503 && waitMs !== null)) {
        const until = now + jitterUp(waitMs ?? 10_000, random);
        const onlyOwn = own !== undefined && (toldAccount === null || toldAccount.remaining > 0);
        const window = onlyOwn && answer.status === 429 ? own : account;
        window.blockedUntil = Math.max(window.blockedUntil, until);
      }
    }
    pump();
  }

  function admit(waiter: Waiter, now: number): void {
    inFlight += 1;
    if (isBulk(waiter.urgency)) bulkInFlight += 1;
    spend(account, now);
    const own = waiter.endpoint === null ? undefined : classes.get(waiter.endpoint);
    if (own !== undefined) spend(own, now);
    let isDone = false;
    waiter.admit({
      done: (answer) => {
        if (isDone) return;
        isDone = true;
        settle(waiter, answer);
      },
    });
  }

  function pump(): void {
    alarm?.abort();
    alarm = null;
    const now = clock.monotonic();
    let earliest = Number.POSITIVE_INFINITY;
    for (const waiter of waiters.toSorted(byUrgency)) {
      const bulk = isBulk(waiter.urgency);
      const isFull = bulk ? bulkInFlight >= MAX_BULK_IN_FLIGHT : inFlight >= MAX_IN_FLIGHT;
      if (isFull) continue;
      const at = startsAt(waiter, now);
      if (at <= now) {
        waiters.splice(waiters.indexOf(waiter), 1);
        admit(waiter, now);
      } else earliest = Math.min(earliest, at);
    }
    if (!Number.isFinite(earliest)) return;
    const next = new AbortController();
    alarm = next;
    void clock.sleep(earliest - now + 1, next.signal).then(() => {
      if (!next.signal.aborted) pump();
    });
  }

  function acquire(request: PermitRequest, signal: AbortSignal): Promise<Result<Permit, AppError>> {
    if (signal.aborted) return Promise.resolve(err({ kind: "cancelled" }));
    const waitMs = startsAt(request, clock.monotonic()) - clock.monotonic();
    if (waitMs > request.maxWaitMs) {
      return Promise.resolve(err({ kind: "throttled", retryAfterMs: Math.ceil(waitMs) }));
    }
    return new Promise((resolve) => {
      const onAbort = (): void => {
        const at = waiters.indexOf(waiter);
        if (at === -1) return;
        waiters.splice(at, 1);
        resolve(err({ kind: "cancelled" }));
      };
      const waiter: Waiter = {
        ...request,
        order: (order += 1),
        admit: (permit) => {
          signal.removeEventListener("abort", onAbort);
          resolve(ok(permit));
        },
      };
      waiters.push(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
      pump();
    });
  }

  return {
    acquire,
    pausedMs: () => Math.max(0, account.blockedUntil - clock.monotonic()),
  };
}

const byUrgency = (a: Waiter, b: Waiter): number =>
  URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) || a.order - b.order;
