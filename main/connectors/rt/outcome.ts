import type { AppError } from "#domain/kernel/app-error.ts";
import type { PushOutcome } from "#main/sync/ports.ts";
import type { Exchange } from "#main/connectors/rt/client.ts";

/** What an attempt that did not end in data means for the outbox. Source: sync-pitfalls §2 step 3. */
export function toOutcome({ error, left }: Extract<Exchange, { kind: "error" }>): PushOutcome {
  switch (error.kind) {
    case "throttled":
      return { kind: "throttled", retryAfterMs: error.retryAfterMs };
    case "signed-out":
      return { kind: "signed-out", detail: error.detail };
    case "conflict":
      return { kind: "stale-version" };
    case "unavailable":
      return left
        ? { kind: "ambiguous", detail: `${error.status}: ${error.detail}` }
        : { kind: "not-sent", detail: error.detail };
    case "offline":
    case "blocked":
      return { kind: left ? "ambiguous" : "not-sent", detail: error.detail };
    case "cancelled":
      return { kind: left ? "ambiguous" : "not-sent", detail: "stopped" };
    case "refused":
    case "not-found":
    case "no-access":
    case "invalid":
    case "storage":
    case "defect":
      return { kind: "refused", error };
  }
}

export const refused = (field: string | null, detail: string): AppError => ({
  kind: "refused",
  status: 200,
  field,
  detail,
});
