import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { neverLeft } from "#main/net/http-failure.ts";
import type { Limiter, Urgency } from "#main/net/limiter.ts";
import type { Clock, Http, HttpResponse } from "#main/net/ports.ts";
import { readRetryAfterMs } from "#main/net/rate-headers.ts";
import type { ServerClock } from "#main/net/server-clock.ts";
import type { SharedTurns } from "#main/sync/ports.ts";
import { readErrorBody, toAppError } from "#main/connectors/zendesk/errors.ts";
import { endpointOf } from "#main/connectors/zendesk/limits.ts";

export type ClientOptions = {
  /** e.g. `https://acme.zendesk.com`, without a slash at its end. */
  readonly origin: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
  readonly userAgent: string;
  readonly http: Http;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
};

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;
export type Call = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v2`, e.g. `/tickets/7.json`. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, or raw bytes together with a content type in `headers`. */
  readonly body?: string | Uint8Array;
  readonly urgency: Urgency;
  readonly timeoutMs?: number;
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed body; null for an empty one. */
  readonly json: unknown;
  /** The body may hold keys as `__proto__`: records need a closer look. */
  readonly suspicious: boolean;
};

/** An exchange as a write needs to know it: whether it may have reached the server. */
export type Exchange =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "error"; readonly error: AppError; readonly left: boolean };

export interface Client {
  readonly origin: string;
  /** Server time, ms epoch. */
  serverNow(): number;
  /** One JSON call; reads wait out a 429 up to twice. */
  call(call: Call, signal: AbortSignal): Promise<Result<Answer, AppError>>;
  /** Turns of this team's consoles at updating tickets, whose budget is small. */
  readonly updates: SharedTurns;
  /** One attempt of a write. Waits at most two seconds for its place. */
  attempt(call: Call, signal: AbortSignal): Promise<Exchange>;
  /** Raw bytes from any address; credentials go to our own origin only, redirects are followed without them. */
  download(
    url: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, AppError>>;
}

const READ_TIMEOUT_MS = 60_000;
const WRITE_TIMEOUT_MS = 45_000;
const WRITE_PATIENCE_MS = 2_000;
const READ_TRIES = 3;
const MAX_REDIRECTS = 3;
const decoder = new TextDecoder();

const looksLikeJson = (headers: Readonly<Record<string, string>>): boolean =>
  /\bapplication\/(?:[a-z.]+\+)?json\b/i.test(headers["content-type"] ?? "");

const FORBIDDEN_KEY = /"(?:__proto__|prototype|constructor)"|\\u005[fF]/;
/** Looks at the text for keys that must never reach an object of ours, escaped spellings included. */
const isSuspicious = (text: string): boolean =>
  (text.includes("proto") || text.includes("constructor") || text.includes("\\u005")) &&
  FORBIDDEN_KEY.test(text);

const blocked = (detail: string): Result<never, AppError> => err({ kind: "blocked", detail });

/** Turns a whole HTTP answer into data or into what it means. Never parses anything but JSON. */
export function readAnswer(response: HttpResponse, now: number): Result<Answer, AppError> {
  const { status, headers, body } = response;
  if (status >= 300 && status < 400) return blocked(`redirect (${status}) instead of an answer`);
  if (status === 407 || status === 511) return blocked(`the network asks to sign in (${status})`);
  if (status === 429) {
    return err({ kind: "throttled", retryAfterMs: readRetryAfterMs(headers, now) ?? 10_000 });
  }
  const isJson = looksLikeJson(headers);
  if (!isJson && body.byteLength > 0) {
    if (status >= 500) return err({ kind: "unavailable", status, detail: `status ${status}` });
    if (status === 413) return err(toAppError(status, readErrorBody(null)));
    return blocked(`a page instead of data (status ${status})`);
  }
  const text = decoder.decode(body);
  let json: unknown = null;
  if (text !== "") {
    try {
      json = JSON.parse(text);
    } catch {
      return err({ kind: "unavailable", status, detail: "the answer is cut off or unreadable" });
    }
  }
  if (status >= 400) return err(toAppError(status, readErrorBody(json)));
  return ok({ status, headers, json, suspicious: isSuspicious(text) });
}

/** JSON calls to one Zendesk account. Source: zendesk-api facts §1–§3, zendesk-client-check §6. */
export function createClient(options: ClientOptions): Client {
  const { origin, http, limiter, clock, serverClock } = options;

  const address = (path: string, query: Query | undefined): string => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value === undefined) continue;
      for (const one of typeof value === "object" ? value : [value])
        params.append(name, String(one));
    }
    const search = params.toString();
    return `${origin}/api/v2${path}${search === "" ? "" : `?${search}`}`;
  };

  async function exchange(call: Call, maxWaitMs: number, signal: AbortSignal): Promise<Exchange> {
    const path = call.path.split("?")[0] ?? call.path;
    const permit = await limiter.acquire(
      { urgency: call.urgency, endpoint: endpointOf(call.method, path), maxWaitMs },
      signal,
    );
    if (!permit.ok) return { kind: "error", error: permit.error, left: false };
    const sentAt = clock.now();
    const isWrite = call.method !== "GET";
    const sent = await http.send(
      {
        method: call.method,
        url: address(call.path, call.query),
        headers: {
          accept: "application/json",
          authorization: options.authorization,
          "user-agent": options.userAgent,
          ...(typeof call.body === "string" ? { "content-type": "application/json" } : {}),
          ...call.headers,
        },
        body: call.body ?? null,
        timeoutMs: call.timeoutMs ?? (isWrite ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS),
      },
      signal,
    );
    permit.value.done(sent.ok ? sent.value : null);
    if (!sent.ok) return { kind: "error", error: sent.error, left: !neverLeft(sent.error) };
    const answer = readAnswer(sent.value, clock.now());
    if (!answer.ok) return { kind: "error", error: answer.error, left: true };
    serverClock.observe(sent.value.headers["date"], sentAt, clock.now());
    return { kind: "answer", answer: answer.value };
  }

  async function call(wanted: Call, signal: AbortSignal): Promise<Result<Answer, AppError>> {
    for (let tries = 1; ; tries += 1) {
      const done = await exchange(wanted, Number.POSITIVE_INFINITY, signal);
      if (done.kind === "answer") return ok(done.answer);
      if (done.error.kind !== "throttled" || wanted.method !== "GET" || tries >= READ_TRIES) {
        return err(done.error);
      }
    }
  }

  async function download(
    url: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, AppError>> {
    let at = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      if (!URL.canParse(at)) return err({ kind: "not-found", detail: "unreadable address" });
      const target = new URL(at);
      const isOurs = target.origin === origin;
      if (!isOurs && target.protocol !== "https:") return blocked("file on an unencrypted address");
      const permit = await limiter.acquire(
        { urgency: "open-ticket", endpoint: null, maxWaitMs: Number.POSITIVE_INFINITY },
        signal,
      );
      if (!permit.ok) return permit;
      const sent = await http.send(
        {
          method: "GET",
          url: at,
          headers: {
            "user-agent": options.userAgent,
            ...(isOurs ? { authorization: options.authorization } : {}),
          },
          body: null,
          timeoutMs: READ_TIMEOUT_MS,
        },
        signal,
      );
      permit.value.done(sent.ok && isOurs ? sent.value : null);
      if (!sent.ok) return sent;
      const { status, headers, body } = sent.value;
      if (status >= 300 && status < 400 && headers["location"] !== undefined) {
        at = URL.canParse(headers["location"], at) ? new URL(headers["location"], at).href : "";
        continue;
      }
      if (status === 429) {
        return err({
          kind: "throttled",
          retryAfterMs: readRetryAfterMs(headers, clock.now()) ?? 10_000,
        });
      }
      if (status === 401 && !isOurs) return err({ kind: "no-access", detail: "status 401" });
      if (status >= 400) return err(toAppError(status, readErrorBody(null)));
      if (body.byteLength > maxBytes) {
        return err({
          kind: "refused",
          status,
          field: "size",
          detail: "the file is larger than allowed",
        });
      }
      return ok(body);
    }
    return blocked("too many redirects");
  }

  return {
    origin,
    serverNow: () => clock.now() + serverClock.offsetMs(),
    call,
    updates: {
      waitMs: () => limiter.turnMs({ urgency: "outbox", endpoint: "tickets-update" }),
      pauseMs: () => limiter.turnPauseMs("tickets-update"),
      take: () => limiter.takeTurn("tickets-update"),
    },
    attempt: (wanted, signal) => exchange(wanted, WRITE_PATIENCE_MS, signal),
    download,
  };
}
