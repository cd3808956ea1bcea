import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { toFailure } from "#main/net/http-failure.ts";
import type { Clock, Http, HttpRequest, HttpResponse } from "#main/net/ports.ts";

/** The part of `fetch` that is used; Node's own keeps connections alive. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

export type HttpOptions = {
  readonly clock: Clock;
  readonly fetch?: FetchLike;
  /** Largest answer that is read, bytes after decompression. */
  readonly maxBytes?: number;
};

const MAX_BYTES = 64 * 1024 * 1024;

/** Reads a body up to a cap; null when it is larger. */
async function readCapped(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array(0);
  const declared = Number(response.headers.get("content-length") ?? "0");
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    if (declared > maxBytes || size > maxBytes) {
      await reader.cancel();
      return null;
    }
    const part = await reader.read();
    if (part.done) break;
    const chunk = part.value as Uint8Array;
    chunks.push(chunk);
    size += chunk.byteLength;
  }
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * The product's `Http`: one exchange over Node's `fetch`.
 *
 * Redirects come back as they are (3xx), so that credentials never travel on. The timeout counts the clock's
 * monotonic time over the whole exchange including the body. An aborted signal is `cancelled`; the request may have
 * reached the server.
 */
export function createFetchHttp(options: HttpOptions): Http {
  const { clock } = options;
  const doFetch: FetchLike = options.fetch ?? ((url, init) => fetch(url, init));
  const maxBytes = options.maxBytes ?? MAX_BYTES;

  async function send(
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Result<HttpResponse, AppError>> {
    if (signal.aborted) return err({ kind: "cancelled" });
    const stop = new AbortController();
    const onAbort = (): void => stop.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    const ended = new AbortController();
    let timedOut = false;
    void clock.sleep(request.timeoutMs, ended.signal).then(() => {
      if (ended.signal.aborted) return;
      timedOut = true;
      stop.abort();
    });
    try {
      const response = await doFetch(request.url, {
        method: request.method,
        headers: { ...request.headers },
        body: request.body as RequestInit["body"] & (Uint8Array | string | null),
        redirect: "manual",
        signal: stop.signal,
      });
      const body = await readCapped(response, maxBytes);
      if (body === null) {
        return err({
          kind: "unavailable",
          status: response.status,
          detail: `answer larger than ${Math.floor(maxBytes / 1048576)} MB`,
        });
      }
      const headers: Record<string, string> = {};
      for (const [name, value] of response.headers) headers[name.toLowerCase()] = value;
      return ok({ status: response.status, headers, body });
    } catch (thrown) {
      if (timedOut) return err({ kind: "offline", detail: `no answer in ${request.timeoutMs} ms` });
      if (signal.aborted) return err({ kind: "cancelled" });
      return err(toFailure(thrown));
    } finally {
      ended.abort();
      signal.removeEventListener("abort", onAbort);
    }
  }
  return { send };
}
