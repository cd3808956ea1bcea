import type { AppError } from "#domain/kernel/app-error.ts";

/** How the detail of an `offline` error begins when no connection came about: the request certainly never left. */
export const NO_CONNECTION = "no connection";

/** Whether a request that ended with this error can't have reached the server, so that sending again is safe. */
export const neverLeft = (error: AppError): boolean =>
  error.kind === "offline" && error.detail.startsWith(NO_CONNECTION);

const NAME_ERRORS = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA"]);
const CONNECT_ERRORS = new Set([
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(?:GET|VERIFY))/;

type Cause = { readonly code?: unknown; readonly syscall?: unknown; readonly cause?: unknown };
const isCause = (value: unknown): value is Cause => typeof value === "object" && value !== null;

/** The error with a code, however deep the runtime wrapped it. */
function findCoded(thrown: unknown): { readonly code: string; readonly syscall: string } | null {
  let at: unknown = thrown;
  for (let depth = 0; depth < 5 && isCause(at); depth += 1) {
    if (typeof at.code === "string") {
      return { code: at.code, syscall: typeof at.syscall === "string" ? at.syscall : "" };
    }
    at = at.cause;
  }
  return null;
}

/**
 * Says what a thrown network failure means.
 *
 * A wrong certificate is `blocked`: something answered, but it could not prove to be the helpdesk (a network's login
 * page, an intercepting proxy). Everything else is `offline`. Only codes are kept: messages may name hosts.
 * Source: Node error codes of `connect`, `getaddrinfo`, TLS; undici error codes.
 */
export function toFailure(thrown: unknown): AppError {
  const coded = findCoded(thrown);
  const cause = isCause(thrown) ? thrown.cause : null;
  if (cause instanceof Error && cause.message === "bad port") {
    return { kind: "offline", detail: `${NO_CONNECTION} (a port that is never used for the web)` };
  }
  if (coded === null) return { kind: "offline", detail: "connection lost" };
  const { code, syscall } = coded;
  if (CERTIFICATE.test(code)) return { kind: "blocked", detail: `certificate (${code})` };
  const before = NAME_ERRORS.has(code) || CONNECT_ERRORS.has(code) || syscall === "connect";
  return { kind: "offline", detail: `${before ? NO_CONNECTION : "connection lost"} (${code})` };
}
