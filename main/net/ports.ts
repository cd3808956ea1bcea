import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";

/** Time as the network and sync code sees it. The simulator runs it virtually. */
export interface Clock {
  /** Wall clock, ms epoch; may jump. */
  now(): number;
  /** Never goes back; for timeouts and settle times. Unit ms, origin arbitrary. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when aborted (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Uniform in [0, 1). */
export type Random = () => number;

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | null;
  readonly timeoutMs: number;
};
export type HttpResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};
/**
 * One exchange; redirects are never followed. Any failure before a whole answer is `offline`; its detail begins with
 * `NO_CONNECTION` when the request certainly never left (`http-failure.ts`).
 */
export interface Http {
  send(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpResponse, AppError>>;
}
