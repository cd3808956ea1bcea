import type { Limiter } from "#main/net/limiter.ts";
import type { Http } from "#main/net/ports.ts";

/** Calls that nobody counted yet, e.g. those of a sign-in: they too wait for a place in the account's budget. */
export function gatedHttp(http: Http, limiter: Limiter): Http {
  const place = {
    urgency: "open-ticket",
    endpoint: null,
    maxWaitMs: Number.POSITIVE_INFINITY,
  } as const;
  return {
    async send(request, signal) {
      const permit = await limiter.acquire(place, signal);
      if (!permit.ok) return permit;
      const sent = await http.send(request, signal);
      permit.value.done(sent.ok ? sent.value : null);
      return sent;
    },
  };
}
