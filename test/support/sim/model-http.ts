import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import { NO_CONNECTION } from "#main/net/http-failure.ts";
import type { Http, HttpRequest, HttpResponse } from "#main/net/ports.ts";
import { LATEST_LANDING_MS, OLDEST_READ_MS, never } from "#test/support/sim/model-net.ts";
import type { ModelNet, Session } from "#test/support/sim/model-net.ts";

type Sent = Result<HttpResponse, AppError>;
const offline = (detail: string): Sent => err({ kind: "offline", detail });

/** How old a read's view may be, ms; one number per call. */
export type Lags = { readonly ticket: number; readonly audits: number };

/** A model server in the words of one kind of helpdesk. */
export interface WireServer {
  answer(status: number, json: unknown, more?: Readonly<Record<string, string>>): HttpResponse;
  /** A page of the network, or of the server's own sign-in. */
  page(status: number): HttpResponse;
  /** Who calls, by what the request shows; an answer: it is turned away. */
  callerOf(request: HttpRequest, session: Session): string | HttpResponse;
  /** Carries out a request at the moment it lands. */
  handle(request: HttpRequest, author: string, lags: Lags): HttpResponse;
  /** Whether a second copy of the request may land. */
  mayDouble(request: HttpRequest): boolean;
}

/** Calls that the model account takes in a minute. */
const PER_MINUTE = 300;
const MINUTE = 60_000;

/** HTTP between a client of the product and the model account, over a network that drops, delays, doubles and lies. */
export function createModelHttp(net: ModelNet, server: WireServer): Http {
  const { world, life, faults } = net;
  const { rng } = world;
  const fault = (probability: number): boolean => world.faults && rng.chance(probability);
  let windowEnds = 0;
  let used = 0;
  const limits = (remaining: number): Readonly<Record<string, string>> => ({
    "x-rate-limit": String(PER_MINUTE),
    "x-rate-limit-remaining": String(Math.max(0, remaining)),
    "ratelimit-reset": String(Math.max(1, Math.ceil((windowEnds - world.now) / 1000))),
  });
  const lag = (): number => (fault(faults.stale) ? rng.int(100, OLDEST_READ_MS) : 0);

  /** Refusals of the gate and of the account, before anything is carried out; else on whose behalf it goes. */
  function refusal(request: HttpRequest): HttpResponse | string {
    const isWrite = request.method !== "GET";
    if (fault(faults.signedOut)) net.session.agentId = null;
    const caller = server.callerOf(request, net.session);
    if (typeof caller !== "string") return caller;
    if (world.now >= windowEnds) {
      windowEnds = world.now + MINUTE;
      used = 0;
    }
    used += 1;
    if (used > PER_MINUTE || fault(faults.throttled)) {
      const seconds = rng.int(1, 20);
      return server.answer(
        429,
        { error: "APIRateLimitExceeded" },
        { ...limits(0), "retry-after": String(seconds) },
      );
    }
    if (!isWrite) return caller;
    if (fault(faults.locked)) return server.answer(409, { error: "DatabaseConflict" });
    if (!fault(faults.refused)) return caller;
    return rng.chance(0.5)
      ? server.answer(413, { error: "RequestEntityTooLarge" })
      : server.answer(422, { error: "RecordInvalid", details: { base: [{ description: "no" }] } });
  }

  function exchange(request: HttpRequest, signal: AbortSignal): Promise<Sent> {
    const isWrite = request.method !== "GET";
    return new Promise((resolve) => {
      let over = false;
      const end = (sent: Sent): void => {
        if (over) return;
        over = true;
        resolve(sent);
      };
      signal.addEventListener("abort", () => end(err({ kind: "cancelled" })), { once: true });
      world.after(request.timeoutMs, () => end(offline("timeout")));
      const reset = (): void => {
        if (rng.chance(0.5)) world.after(rng.int(1, 300), () => end(offline("connection lost")));
      };
      const refused = refusal(request);
      if (typeof refused !== "string") {
        const waitMs = Number(refused.headers["retry-after"] ?? 0) * 1000;
        world.after(rng.int(20, 200), () => {
          if (!over && waitMs > 0) net.onThrottled(world.now + waitMs);
          end(ok(refused));
        });
        return;
      }
      if (fault(faults.html)) {
        world.after(rng.int(20, 200), () => end(ok(server.page(rng.pick([200, 302, 401, 503])))));
        return;
      }
      if (!isWrite && fault(faults.readFails)) {
        world.after(rng.int(20, 200), () => end(ok(server.answer(503, { error: "Unavailable" }))));
        return;
      }
      if (fault(faults.requestLost)) return reset();
      if (isWrite && fault(faults.serverError)) {
        world.after(rng.int(20, 400), () => end(ok(server.answer(502, {}))));
        return;
      }
      const isLate = isWrite && fault(faults.late);
      const delay = isLate ? rng.int(2_000, LATEST_LANDING_MS) : rng.int(20, 400);
      if (isLate) reset();
      world.fly(delay, () => {
        const land = (): HttpResponse =>
          server.handle(request, refused, { ticket: lag(), audits: lag() });
        const landed = land();
        if (isWrite && fault(faults.twice) && server.mayDouble(request)) {
          world.fly(rng.int(1, LATEST_LANDING_MS - delay), () => void land());
        }
        if (fault(faults.answerLost / 3)) return reset();
        if (isWrite && fault(faults.serverError)) {
          world.after(5, () => end(ok(server.page(504))));
          return;
        }
        const isCut = fault(faults.truncated);
        const body = isCut ? landed.body.slice(0, landed.body.length >> 1) : landed.body;
        const headers = { ...landed.headers, ...limits(PER_MINUTE - used) };
        world.after(rng.int(10, 200), () => end(ok({ status: landed.status, headers, body })));
      });
      return undefined;
    });
  }

  return {
    async send(request, signal) {
      if (!life.alive) return never();
      net.onCalled();
      if (!net.isOnline() || fault(faults.notSent)) {
        await world.clock(life).sleep(rng.int(1, 50), signal);
        return life.alive ? offline(`${NO_CONNECTION} (sim)`) : never();
      }
      net.onWire(request);
      const sent = await exchange(request, signal);
      return !life.alive || net.mayCrash() ? never() : sent;
    },
  };
}
