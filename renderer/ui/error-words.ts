import type { AppError } from "#domain/kernel/app-error.ts";
import { exhaustive } from "#domain/kernel/exhaustive.ts";
import { type Text, isTextKey } from "#renderer/i18n/text.ts";

export type ErrorWords = {
  /** What happened, in the agent's words. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The culprit field's own name, as the helpdesk or the file calls it; null when none was named. */
  readonly field: string | null;
  /** What the other side said, for people who look further; null when nothing. */
  readonly detail: string | null;
};

/** A field's own name as the agent sees it, or the technical one where we have no word for it. */
function fieldName(field: string, t: Text["t"]): string {
  const key = `errors.field.${field.replace(/^credentials\./, "")}`;
  return isTextKey(key) ? t(key) : field;
}

/** Says a failure in words, with its remedy. */
export function errorWords(error: AppError, { t, format }: Text): ErrorWords {
  const plain = (detail: string | null): ErrorWords => ({
    what: t(`errors.${error.kind}.what`),
    remedy: t(`errors.${error.kind}.remedy`),
    field: null,
    detail: detail === "" ? null : detail,
  });
  switch (error.kind) {
    case "throttled":
      return {
        ...plain(null),
        remedy: t("errors.throttled.remedy", { time: format.span(error.retryAfterMs) }),
      };
    case "refused":
      return {
        ...plain(error.detail),
        what:
          error.field === null
            ? t("errors.refused.what")
            : t("errors.refused.whatField", { field: fieldName(error.field, t) }),
        field: error.field,
      };
    case "invalid": {
      const key =
        error.remedy === null
          ? null
          : `errors.remedy.${error.remedy.replace(/^errors\.remedy\./, "")}`;
      return {
        what: t("errors.invalid.what", { field: fieldName(error.field, t) }),
        remedy: key !== null && isTextKey(key) ? t(key) : t("errors.invalid.remedy"),
        field: error.field,
        detail: error.detail === "" ? null : error.detail,
      };
    }
    case "cancelled":
      return plain(null);
    case "offline":
    case "blocked":
    case "signed-out":
    case "unavailable":
    case "conflict":
    case "not-found":
    case "no-access":
    case "storage":
    case "defect":
      return plain(error.detail);
  }
  return exhaustive(error);
}
