import type { Credentials } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";

/**
 * Says a failed first contact in terms of the form that was filled in: which field is wrong and what helps. Failures
 * that are nobody's typing (offline, captive portal, throttled) stay what they are.
 */
export function toFormError(error: AppError, credentials: Credentials): AppError {
  switch (error.kind) {
    case "signed-out":
      return {
        kind: "invalid",
        field: secretField(credentials),
        detail: error.detail,
        remedy: "credentials",
      };
    case "no-access":
      return {
        kind: "invalid",
        field: secretField(credentials),
        detail: error.detail,
        remedy: "role",
      };
    case "not-found":
      return {
        kind: "invalid",
        field: "baseUrl",
        detail: error.detail,
        remedy: "baseUrl.notHelpdesk",
      };
    case "offline":
      return /ENOTFOUND|EAI_AGAIN|NAME_NOT_RESOLVED/i.test(error.detail)
        ? { kind: "invalid", field: "baseUrl", detail: error.detail, remedy: "baseUrl.unknownHost" }
        : error;
    case "blocked":
    case "throttled":
    case "unavailable":
    case "conflict":
    case "refused":
    case "invalid":
    case "storage":
    case "cancelled":
    case "defect":
      return error;
  }
}

const secretField = (credentials: Credentials): string =>
  credentials.kind === "password" ? "password" : "token";
