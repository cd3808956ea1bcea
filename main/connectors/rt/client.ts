import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { neverLeft } from "#main/net/http-failure.ts";
import type { Limiter, Urgency } from "#main/net/limiter.ts";
import type { Clock, Http, HttpResponse } from "#main/net/ports.ts";
import { readRetryAfterMs } from "#main/net/rate-headers.ts";
import type { ServerClock } from "#main/net/server-clock.ts";
import { toAppError } from "#main/connectors/rt/errors.ts";
import type { SignIn } from "#main/connectors/rt/sign-in.ts";
import { createSlots } from "#main/connectors/rt/slots.ts";

export type ClientOptions = {
  /** Root of Request Tracker as a browser sees it, e.g. `https://help.example/rt`; no slash at its end. */
  readonly base: string;
  readonly signIn: SignIn;
  /** Must not contain "Mozilla": Request Tracker would answer a failed sign-in with a page. */
  readonly userAgent: string;
  readonly http: Http;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
};

export type Query = Readonly<Record<string, string | number | undefined>>;
export type Call = {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/REST/2.0`, e.g. `/ticket/7`. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Writes without one send `{}`: the server wants a content type on every write. */
  readonly json?: unknown;
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
  readonly base: string;
  /** Server time, ms epoch. */
  serverNow(): number;
  /** One call whose repetition is harmless. */
  call(call: Call, signal: AbortSignal): Promise<Result<Answer, AppError>>;
  /** One attempt of a write. */
  attempt(call: Call, signal: AbortSignal): Promise<Exchange>;
}

const READ_TIMEOUT_MS = 60_000;
/** Outgoing mail is made inside the request. Source: rt-rest2 facts §8. */
const WRITE_TIMEOUT_MS = 60_000;
const WRITE_PATIENCE_MS = 2_000;
/** Two bulk requests at once double the speed, more do not. Source: rt-rest2 facts §9. */
const BULK_AT_ONCE = 2;
const isBulk = (urgency: Urgency): boolean => urgency === "prefetch" || urgency === "sweep";
const decoder = new TextDecoder();

const FORBIDDEN_KEY = /"(?:__proto__|prototype|constructor)"|\\u005[fF]/;
const isSuspicious = (text: string): boolean =>
  (text.includes("proto") || text.includes("constructor") || text.includes("\\u005")) &&
  FORBIDDEN_KEY.test(text);
const looksLikeJson = (headers: Readonly<Record<string, string>>): boolean =>
  /\bapplication\/json\b/i.test(headers["content-type"] ?? "");
const LOGIN_PAGE = /NoAuth\/Login\.html|id="login-box"|Request Tracker/;

const blocked = (detail: string): Result<never, AppError> => err({ kind: "blocked", detail });
const stranger = (detail: string): Result<never, AppError> => err({ kind: "signed-out", detail });

/** Whether a redirect stays inside this server, as the one to the login page does. */
function staysHere(location: string | undefined, base: string): boolean {
  if (location === undefined || !URL.canParse(location, base)) return false;
  return new URL(location, base).host === new URL(base).host;
}

/**
 * Turns a whole HTTP answer into data or into what it means. A redirect inside the server and its login page mean that
 * we are not signed in; any other redirect or page is the network speaking. Source: rt-rest2 facts §1, trap 3.
 */
export function readAnswer(
  response: HttpResponse,
  base: string,
  now: number,
): Result<Answer, AppError> {
  const { status, headers, body } = response;
  if (status >= 300 && status < 400 && status !== 304) {
    return staysHere(headers["location"], base)
      ? stranger("the server wants a sign-in")
      : blocked(`redirect (${status}) instead of an answer`);
  }
  if (status === 407 || status === 511) return blocked(`the network asks to sign in (${status})`);
  if (status === 429) {
    return err({ kind: "throttled", retryAfterMs: readRetryAfterMs(headers, now) ?? 10_000 });
  }
  if (!looksLikeJson(headers) && body.byteLength > 0) {
    if (status >= 500) return err({ kind: "unavailable", status, detail: `status ${status}` });
    const text = decoder.decode(body.slice(0, 20_000));
    if (status === 401 || LOGIN_PAGE.test(text)) return stranger("the server wants a sign-in");
    return blocked(`a page instead of data (status ${status})`);
  }
  // Answers to writes may be Latin-1 (facts §8): wrong letters in a message are no reason to lose the answer.
  const text = decoder.decode(body);
  let json: unknown = null;
  if (text !== "") {
    try {
      json = JSON.parse(text);
    } catch {
      return err({ kind: "unavailable", status, detail: "the answer is cut off or unreadable" });
    }
  }
  if (status >= 400) return err(toAppError(status, json));
  return ok({ status, headers, json, suspicious: isSuspicious(text) });
}

/** JSON calls to one Request Tracker. Source: rt-rest2 facts §1, §2. */
export function createClient(options: ClientOptions): Client {
  const { base, signIn, http, limiter, clock, serverClock } = options;
  const bulk = createSlots(BULK_AT_ONCE);

  const address = (path: string, query: Query | undefined): string => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) params.append(name, String(value));
    }
    const search = params.toString();
    return `${base}/REST/2.0${path}${search === "" ? "" : `?${search}`}`;
  };

  async function once(
    call: Call,
    who: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Exchange> {
    const isWrite = call.method !== "GET";
    const permit = await limiter.acquire(
      {
        urgency: call.urgency,
        endpoint: null,
        maxWaitMs: isWrite ? WRITE_PATIENCE_MS : Number.POSITIVE_INFINITY,
      },
      signal,
    );
    if (!permit.ok) return { kind: "error", error: permit.error, left: false };
    const sentAt = clock.now();
    const sent = await http.send(
      {
        method: call.method,
        url: address(call.path, call.query),
        headers: {
          accept: "application/json",
          "user-agent": options.userAgent,
          ...(isWrite ? { "content-type": "application/json" } : {}),
          ...who,
          ...call.headers,
        },
        body: isWrite ? JSON.stringify(call.json ?? {}) : null,
        timeoutMs: call.timeoutMs ?? (isWrite ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS),
      },
      signal,
    );
    permit.value.done(sent.ok ? sent.value : null);
    if (!sent.ok) return { kind: "error", error: sent.error, left: !neverLeft(sent.error) };
    const answer = readAnswer(sent.value, base, clock.now());
    if (!answer.ok) return { kind: "error", error: answer.error, left: true };
    serverClock.observe(sent.value.headers["date"], sentAt, clock.now());
    return { kind: "answer", answer: answer.value };
  }

  /** An expired session is opened again once; the refused call was not carried out. */
  async function exchange(call: Call, signal: AbortSignal): Promise<Exchange> {
    const who = await signIn.headers(signal);
    if (!who.ok) return { kind: "error", error: who.error, left: false };
    const first = await once(call, who.value, signal);
    const isStranger = first.kind === "error" && first.error.kind === "signed-out";
    if (!isStranger || !signIn.rejected(who.value)) return first;
    const again = await signIn.headers(signal);
    if (!again.ok) return { kind: "error", error: again.error, left: false };
    return once(call, again.value, signal);
  }

  return {
    base,
    serverNow: () => clock.now() + serverClock.offsetMs(),
    call: async (call, signal) => {
      const work = (): Promise<Exchange> => exchange(call, signal);
      const done = await (isBulk(call.urgency) ? bulk.run(work, signal) : work());
      return done.kind === "answer" ? ok(done.answer) : err(done.error);
    },
    attempt: exchange,
  };
}
