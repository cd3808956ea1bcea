import type { AppError } from "#domain/kernel/app-error.ts";
import { redact } from "#main/log/redact.ts";

/** The server's own words: `{"message":"…"}`; personal data masked, "" when it gave none. */
export function messageOf(json: unknown): string {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "";
  const { message } = json as { readonly message?: unknown };
  return typeof message === "string" ? redact(message) : "";
}

/**
 * What a status means to us. A 500 usually has an empty body, and the write it answers may have been done.
 * Source: rt-rest2 facts §1.
 *
 * @param status 400..599, not 429.
 */
export function toAppError(status: number, json: unknown): AppError {
  const words = messageOf(json);
  const detail = words === "" ? `status ${status}` : words;
  switch (status) {
    case 401:
      return { kind: "signed-out", detail };
    case 403:
      return { kind: "no-access", detail };
    case 404:
      return { kind: "not-found", detail };
    case 412:
      return { kind: "conflict", detail };
    default:
      if (status === 408 || status >= 500) return { kind: "unavailable", status, detail };
      return { kind: "refused", status, field: null, detail };
  }
}
