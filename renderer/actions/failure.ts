import { exhaustive } from "#domain/kernel/exhaustive.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { currentText } from "#renderer/i18n/text.ts";

/** A failure of an act of the agent, in their words and with the remedy. */
export function failureText(error: AppError): string {
  const { t, format } = currentText();
  switch (error.kind) {
    case "offline":
      return t("actions.failure.offline");
    case "blocked":
      return t("actions.failure.blocked");
    case "signed-out":
      return t("actions.failure.signedOut");
    case "throttled":
      return t("actions.failure.throttled", { time: format.span(error.retryAfterMs) });
    case "unavailable":
      return t("actions.failure.unavailable");
    case "conflict":
      return t("actions.failure.conflict");
    case "refused":
      return error.field === null
        ? t("actions.failure.refused", { detail: error.detail })
        : t("actions.failure.refusedField", { field: error.field, detail: error.detail });
    case "not-found":
      return t("actions.failure.notFound");
    case "no-access":
      return t("actions.failure.noAccess");
    case "invalid":
      return t("actions.failure.invalid", { field: error.field, detail: error.detail });
    case "storage":
      return t("actions.failure.storage");
    case "cancelled":
      return t("actions.failure.cancelled");
    case "defect":
      return t("actions.failure.defect", { detail: error.detail });
    default:
      return exhaustive(error);
  }
}
