import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { neverLeft } from "#main/net/http-failure.ts";
import type { Http } from "#main/net/ports.ts";

/** What an agent signs in to Request Tracker with. */
export type RtCredentials =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "password"; readonly user: string; readonly password: string };

/** Headers that say who calls, and what to do when the server no longer believes them. */
export interface SignIn {
  headers(signal: AbortSignal): Promise<Result<Readonly<Record<string, string>>, AppError>>;
  /**
   * The server answered as to a stranger. Calls that were turned away with the same session share one new sign-in.
   *
   * @param used What the refused call carried.
   * @returns Whether new headers are worth one more try.
   */
  rejected(used: Readonly<Record<string, string>>): boolean;
}

const LOGIN_TIMEOUT_MS = 30_000;

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;

const cookieOf = (header: string | undefined): string | null =>
  /(?:^|[,\s])(RT_SID[^=;,\s]*=[^;,\s]+)/.exec(header ?? "")?.[1] ?? null;

/**
 * A token goes with every call. With a password a web session is opened once and its cookie used: the server checks a
 * token or a password by bcrypt, about 0.2 s of its time for each call, a cookie costs nothing. Where the login page does
 * not give a session (a site with its own sign-in) the password goes with every call.
 * Source: rt-rest2 facts §2.
 *
 * @param base Root of Request Tracker, without a slash at its end.
 */
export function createSignIn(
  credentials: RtCredentials,
  base: string,
  http: Http,
  userAgent: string,
): SignIn {
  if (credentials.kind === "token") {
    const headers = { authorization: `token ${credentials.token}` };
    return { headers: () => Promise.resolve(ok(headers)), rejected: () => false };
  }
  const { user, password } = credentials;
  const byPassword = { authorization: basic(user, password) };
  let cookie: string | null = null;
  let hasNoSessions = false;
  let opening: Promise<Result<null, AppError>> | null = null;

  /**
   * Whether the server knows us by this cookie. Its login page may come with a cookie both after a right and after a wrong
   * password, with status 200 and the same page: only a call tells. Seen on 5.0.3 under Starlet.
   */
  async function opensUp(given: string, signal: AbortSignal): Promise<Result<boolean, AppError>> {
    const asked = await http.send(
      {
        method: "GET",
        url: `${base}/REST/2.0/rt`,
        headers: { accept: "application/json", "user-agent": userAgent, cookie: given },
        body: null,
        timeoutMs: LOGIN_TIMEOUT_MS,
      },
      signal,
    );
    if (!asked.ok) return asked;
    const isData = /\bjson\b/i.test(asked.value.headers["content-type"] ?? "");
    return ok(asked.value.status === 200 && isData);
  }

  async function open(signal: AbortSignal): Promise<Result<null, AppError>> {
    const sent = await http.send(
      {
        method: "POST",
        url: `${base}/NoAuth/Login.html`,
        headers: { "user-agent": userAgent, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ user, pass: password }).toString(),
        timeoutMs: LOGIN_TIMEOUT_MS,
      },
      signal,
    );
    if (!sent.ok) return sent;
    const { status, headers } = sent.value;
    if (status >= 500) return err({ kind: "unavailable", status, detail: `status ${status}` });
    const given = cookieOf(headers["set-cookie"]);
    if (given !== null) {
      const isOpen = status === 302 ? ok(true) : await opensUp(given, signal);
      if (!isOpen.ok) return isOpen;
      if (isOpen.value) {
        cookie = given;
        return ok(null);
      }
    }
    // Whether the password is wrong or sessions work otherwise here, a call will tell.
    hasNoSessions = true;
    return ok(null);
  }

  return {
    headers: async (signal) => {
      if (cookie === null && !hasNoSessions) {
        opening ??= open(signal).finally(() => {
          opening = null;
        });
        const opened = await opening;
        // a connection that broke here never carried the call itself
        if (!opened.ok) return neverLeft(opened.error) ? opened : err(notYet(opened.error));
      }
      return ok(cookie === null ? byPassword : { cookie });
    },
    rejected: ({ cookie: used }) => {
      if (used === undefined) return false;
      // Another call may have opened a new session since: that one stays.
      if (used === cookie) cookie = null;
      return true;
    },
  };
}

/** Signing in failed before the call itself was sent: the call certainly never left. */
function notYet(error: AppError): AppError {
  return error.kind === "offline"
    ? { kind: "offline", detail: `no connection (while signing in: ${error.detail})` }
    : error;
}
