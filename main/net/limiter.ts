import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { jitterUp } from "#main/net/backoff.ts";
import { createCrowd } from "#main/net/crowd.ts";
import type { Clock, Random } from "#main/net/ports.ts";
import {
  readAccountLimit,
  readEndpointLimit,
  readRetryAfterMs,
  type RateNotice,
} from "#main/net/rate-headers.ts";
import { createTurns, type Load, type Turns } from "#main/net/turns.ts";

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
/** What an agent waits for never queues behind other consoles' turns. */
const takesTurns = (urgency: Urgency): boolean => urgency !== "open-ticket" && urgency !== "outbox";

/** Of a crowd: background calls leave room for what agents do. */
const BACKGROUND = { aim: 0.55, usualMs: 3_000, keep: 0.9, gain: 0.6 } as const;
const ENDPOINT = { aim: 1.12, usualMs: null, keep: 0.6, gain: 0.5 } as const;
/** After so long without an answer everybody else was without one too, and has work that waited. */
const OUTAGE_MS = 120_000;

export type EndpointLimit = {
  readonly limit: number;
  readonly windowMs: number;
  /** Header in which the remote tells this limit. */
  readonly header?: string;
  /** So small for a whole team that consoles must take turns (`turnMs`). */
  readonly turns?: true;
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
  /**
   * ms until a call of this class should be begun, so that every console of a crowd gets its turn; 0: now. Asked before
   * work is done for the call's sake; `acquire` itself does not wait for it.
   */
  turnMs(request: Pick<PermitRequest, "urgency"> & { readonly endpoint: string }): number;
  /** ms kept between two turns of this class while the budget is crowded; 0: none. */
  turnPauseMs(endpoint: string): number;
  /** Work for such a call begins: the next turn comes later. */
  takeTurn(endpoint: string): void;
}

/** One fixed window of requests, as helpdesks count them. Times are monotonic. */
type Window = {
  limit: number;
  windowMs: number;
  remaining: number;
  resetAt: number;
  blockedUntil: number;
  /** Our calls in it. */
  own: number;
};

const newWindow = (limit: number, windowMs: number): Window => ({
  limit,
  windowMs,
  remaining: limit,
  resetAt: 0,
  blockedUntil: 0,
  own: 0,
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
  const crowd = createCrowd();
  const background = createTurns({ random, ...BACKGROUND });
  const turns = new Map<string, Turns>(
    Object.entries(endpoints).flatMap(([name, own]) =>
      own.turns === true ? [[name, createTurns({ random, ...ENDPOINT })]] : [],
    ),
  );
  let silentSince: number | null = null;

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
    const turnAt = takesTurns(request.urgency) ? now + background.waitMs(now) : now;
    const ownAt = own === undefined ? now : freeAt(own, 0, now);
    return Math.max(turnAt, freeAt(account, reserve, now), ownAt);
  };
  const beginWindow = (window: Window): void => {
    window.own = 0;
    if (window === account) crowd.nextWindow();
  };
  const spend = (window: Window, now: number): void => {
    if (now >= window.resetAt) {
      window.resetAt = now + window.windowMs;
      beginWindow(window);
    }
    window.remaining -= 1;
    window.own += 1;
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
    if (isNewWindow) {
      beginWindow(window);
      window.own = 1;
    }
    window.remaining = isNewWindow ? told.remaining : Math.min(window.remaining, told.remaining);
    if (isNewWindow || told.resetSeconds !== null) window.resetAt = resetAt;
    if (window === account) crowd.told(told.limit - told.remaining, window.own);
  };
  const loadOf = (window: Window, told: RateNotice, now: number): Load => ({
    limit: told.limit,
    windowMs: window.windowMs,
    used: told.limit - told.remaining,
    elapsedMs: Math.max(0, window.windowMs - (window.resetAt - now)),
  });
  /** Tells those who wait for turns what an answer said about a budget. */
  const steer = (
    window: Window,
    by: Turns,
    told: RateNotice,
    retryAfterMs: number | null,
    now: number,
  ): void => {
    if (told.remaining >= told.limit) return;
    const load = loadOf(window, told, now);
    if (retryAfterMs === null) by.told(load, crowd.size(), now);
    else by.refused(load, retryAfterMs, crowd.size(), now);
  };
  /** Notices the end of an outage. */
  const listen = (answer: Parameters<Permit["done"]>[0], now: number): void => {
    if (answer === null || answer.status >= 500) {
      silentSince ??= now;
      return;
    }
    if (silentSince !== null && now - silentSince > OUTAGE_MS) {
      background.returned(account, crowd.size(), now);
      for (const [name, by] of turns) {
        const own = classes.get(name);
        if (own !== undefined) by.returned(own, crowd.size(), now);
      }
    }
    silentSince = null;
  };

  function settle(request: PermitRequest, answer: Parameters<Permit["done"]>[0]): void {
    inFlight -= 1;
    if (isBulk(request.urgency)) bulkInFlight -= 1;
    const now = clock.monotonic();
    listen(answer, now);
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
      const by = request.endpoint === null ? undefined : turns.get(request.endpoint);
      const refusedMs = answer.status === 429 ? (waitMs ?? 10_000) : null;
      const isAccountFull = toldAccount?.remaining === 0;
      if (toldAccount !== null)
        steer(account, background, toldAccount, isAccountFull ? refusedMs : null, now);
      if (by !== undefined && own !== undefined && toldOwn !== null)
        steer(own, by, toldOwn, refusedMs, now);
    }
    pump();
  }

  function admit(waiter: Waiter, now: number): void {
    inFlight += 1;
    if (isBulk(waiter.urgency)) bulkInFlight += 1;
    if (takesTurns(waiter.urgency)) background.take(now);
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
    turnMs: ({ urgency, endpoint }) => {
      const now = clock.monotonic();
      const startMs = startsAt({ urgency, endpoint, maxWaitMs: 0 }, now) - now;
      return Math.max(startMs, turns.get(endpoint)?.waitMs(now) ?? 0);
    },
    turnPauseMs: (endpoint) => turns.get(endpoint)?.pauseMs() ?? 0,
    takeTurn: (endpoint) => turns.get(endpoint)?.take(clock.monotonic()),
  };
}

const byUrgency = (a: Waiter, b: Waiter): number =>
  URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) || a.order - b.order;
