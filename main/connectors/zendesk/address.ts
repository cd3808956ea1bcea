import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Turns what a person types into the origin of a helpdesk.
 *
 * Takes `acme`, `acme.zendesk.com`, and any pasted page address of it; the path is dropped. Plain http is accepted
 * on this machine only, because credentials would travel readable.
 *
 * @returns Origin without a slash at its end, e.g. `https://acme.zendesk.com`; `invalid` names `baseUrl`.
 */
export function toOrigin(input: string): Result<string, AppError> {
  const text = input.trim();
  if (/^[a-z0-9][a-z0-9-]{0,62}$/i.test(text) && text.toLowerCase() !== "localhost") {
    return ok(`https://${text.toLowerCase()}.zendesk.com`);
  }
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text === "" || !URL.canParse(address)) return wrong("not an address", "check-address");
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") {
    return wrong("the address holds a user name or password", "check-address");
  }
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname)) {
    return wrong("http without encryption is only for this machine", "use-https");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return wrong(`${url.protocol} is not a web address`, "check-address");
  }
  return ok(url.origin);
}

const wrong = (detail: string, remedy: string): Result<never, AppError> =>
  err({ kind: "invalid", field: "baseUrl", detail, remedy });
