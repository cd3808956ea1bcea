import type { AppError } from "#domain/kernel/app-error.ts";
import { redact } from "#main/log/redact.ts";

/** What an error body says, whichever of the envelopes it came in. */
export type ErrorBody = {
  /** Machine word, e.g. `RecordInvalid`; "" when none. */
  readonly code: string;
  /** The server's own words, personal data masked. */
  readonly words: string;
  /** First field that `details` blames; null for the whole record. */
  readonly field: string | null;
};

type Bag = Readonly<Record<string, unknown>>;
const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const join = (...parts: readonly string[]): string =>
  redact(parts.filter((part) => part !== "").join(": "));

/** First blamed field and its words in `details: {field: [{description}]}`. Only own keys are looked at. */
function readDetails(details: unknown): { readonly field: string | null; readonly words: string } {
  if (!isBag(details)) return { field: null, words: "" };
  for (const [field, entries] of Object.entries(details)) {
    const first: unknown = Array.isArray(entries) ? entries[0] : entries;
    const words = isBag(first)
      ? textOf(first["description"]) || textOf(first["error"])
      : textOf(first);
    return { field: field === "base" ? null : field.slice(0, 100), words };
  }
  return { field: null, words: "" };
}

/**
 * Reads an error body in any of the documented forms: string error (A), validation with details (B), object error
 * (C), array of errors (D), OAuth (E), missing scopes (F), or a bare string.
 * Source: zendesk-api facts §2.
 */
export function readErrorBody(json: unknown): ErrorBody {
  if (typeof json === "string")
    return { code: json.slice(0, 100), words: redact(json), field: null };
  if (!isBag(json)) return { code: "", words: "", field: null };
  const { error, errors } = json;
  if (Array.isArray(errors)) {
    const first: unknown = errors[0];
    if (!isBag(first)) return { code: "", words: join(textOf(first)), field: null };
    return {
      code: textOf(first["code"]),
      words: join(textOf(first["title"]), textOf(first["detail"])),
      field: null,
    };
  }
  if (isBag(error)) {
    return {
      code: textOf(error["title"]),
      words: join(textOf(error["title"]), textOf(error["message"])),
      field: null,
    };
  }
  const details = readDetails(json["details"]);
  const description =
    textOf(json["description"]) || textOf(json["error_description"]) || textOf(json["message"]);
  return {
    code: textOf(error),
    words: join(details.words || description || textOf(error)),
    field: details.field,
  };
}

/**
 * What a status and its error body mean to us.
 *
 * @param status       400..599, not 429.
 */
export function toAppError(status: number, body: ErrorBody): AppError {
  const detail = body.words === "" ? `status ${status}` : body.words;
  if (status === 401) return { kind: "signed-out", detail };
  if (status === 403) return { kind: "no-access", detail };
  if (status === 404 || status === 410) return { kind: "not-found", detail };
  if (status === 409) {
    return body.code === "UpdateConflict"
      ? { kind: "conflict", detail }
      : { kind: "unavailable", status, detail };
  }
  if (status === 412) return { kind: "conflict", detail };
  if (status === 413)
    return { kind: "refused", status, field: "files", detail: `too large: ${detail}` };
  if (status === 408 || status >= 500) return { kind: "unavailable", status, detail };
  return { kind: "refused", status, field: body.field, detail };
}
