import type { AccountKind } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const SUBDOMAIN = /^[a-z0-9][a-z0-9-]{0,61}$/i;

/**
 * Turns what a person typed into the address of a helpdesk.
 *
 * Zendesk: `acme`, `acme.zendesk.com` and any address inside it mean `https://acme.zendesk.com`. Request Tracker keeps
 * its path (`https://help.example/rt`), without the part that names its interface.
 *
 * @returns Address without a slash at its end, or `invalid` with the remedy (i18n key under `errors.remedy`).
 */
export function parseBaseUrl(kind: AccountKind, typed: string): Result<string, AppError> {
  const wrong = (detail: string, remedy: string): Result<string, AppError> =>
    err({ kind: "invalid", field: "baseUrl", detail, remedy });
  const text = typed.trim();
  if (text === "") return wrong("the address is empty", "baseUrl.empty");
  if (kind === "zendesk" && SUBDOMAIN.test(text) && text.toLowerCase() !== "localhost") {
    return ok(`https://${text.toLowerCase()}.zendesk.com`);
  }
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return wrong(`"${text.slice(0, 100)}" is not an address`, "baseUrl.malformed");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return wrong(`${url.protocol} is not a web address`, "baseUrl.malformed");
  }
  if (url.username !== "" || url.password !== "") {
    return wrong("the address holds a user name or password", "baseUrl.credentials");
  }
  const isLoopback = LOOPBACK.test(url.hostname);
  if (url.protocol === "http:" && !isLoopback) {
    return wrong("http would send the password in clear text", "baseUrl.https");
  }
  if (!isLoopback && !url.hostname.includes(".")) {
    return wrong(`"${url.hostname}" is no full host name`, "baseUrl.malformed");
  }
  if (kind === "zendesk") {
    if (url.hostname === "zendesk.com" || url.hostname === "www.zendesk.com") {
      return wrong("the subdomain of the account is missing", "baseUrl.subdomain");
    }
    return ok(url.origin);
  }
  const path = url.pathname.replace(/\/REST\/2\.0.*$/i, "").replace(/\/+$/, "");
  return ok(kind === "rt" ? url.origin + path : url.origin);
}
