/** A failure that may cross a process boundary: plain data, never an Error instance. */
export type AppError =
  /** No answer at all: name resolution, refused, reset, timeout. The request may or may not have landed. */
  | { readonly kind: "offline"; readonly detail: string }
  /** Something answered, but not the helpdesk: HTML instead of JSON, a redirect, a login page of the network. */
  | { readonly kind: "blocked"; readonly detail: string }
  | { readonly kind: "signed-out"; readonly detail: string }
  /** `retryAfterMs` is a minimum. */
  | { readonly kind: "throttled"; readonly retryAfterMs: number }
  /** 5xx, truncated or unreadable answer. The request may or may not have been applied. */
  | { readonly kind: "unavailable"; readonly status: number; readonly detail: string }
  /** The remote version moved (409, 412): nothing was applied by this request. */
  | { readonly kind: "conflict"; readonly detail: string }
  /** The helpdesk said no, for good. `field` names the culprit when it told. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly field: string | null;
      readonly detail: string;
    }
  | { readonly kind: "not-found"; readonly detail: string }
  | { readonly kind: "no-access"; readonly detail: string }
  /** What a person or a file gave us is wrong. `remedy` is an i18n key under `errors.remedy`. */
  | {
      readonly kind: "invalid";
      readonly field: string;
      readonly detail: string;
      readonly remedy: string | null;
    }
  | { readonly kind: "storage"; readonly detail: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "defect"; readonly detail: string };

/** Turns anything thrown into plain data, for the edge of a process or worker only. */
export function defect(cause: unknown): AppError {
  return { kind: "defect", detail: cause instanceof Error ? cause.message : String(cause) };
}
