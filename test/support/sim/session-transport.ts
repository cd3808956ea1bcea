import type { AppError } from "#domain/kernel/app-error.ts";
import { err } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import { createClient } from "#main/connectors/rt/client.ts";
import { toOutcome } from "#main/connectors/rt/outcome.ts";
import { createSignIn } from "#main/connectors/rt/sign-in.ts";
import { gatedHttp } from "#main/net/gated-http.ts";
import { createServerClock } from "#main/net/server-clock.ts";
import type { DeliveryTraits } from "#main/sync/ports.ts";
import { flawedSignIn } from "#test/support/sim/flaws.ts";
import type { Flaw } from "#test/support/sim/flaws.ts";
import { createModelHttp } from "#test/support/sim/model-http.ts";
import { CLIENT_TIMEOUT_MS, never } from "#test/support/sim/model-net.ts";
import type { ModelNet } from "#test/support/sim/model-net.ts";
import { GATEWAY_BASE } from "#test/support/sim/session-gateway.ts";
import type { SessionGateway } from "#test/support/sim/session-gateway.ts";
import { outcomeOf, parseWire } from "#test/support/sim/transport.ts";
import type { Transport } from "#test/support/sim/transport.ts";

const STATUS: Partial<Record<AppError["kind"], number>> = { "no-access": 403, "not-found": 404 };

/**
 * The product's own Request Tracker client, with its sign-in, sessions and reading of answers, in front of the model
 * server: what it asks for is ours, how it asks is its.
 *
 * @param user Agent whose name and password it knows.
 */
export function createSessionTransport(
  net: ModelNet,
  gateway: SessionGateway,
  traits: DeliveryTraits,
  user: string,
  flaw: Flaw | null,
): Transport {
  const { life, server, limiter } = net;
  const http = createModelHttp(net, gateway);
  const userAgent = gateway.newClient();
  const credentials = { kind: "password", user, password: "secret" } as const;
  const signIn = createSignIn(credentials, GATEWAY_BASE, gatedHttp(http, limiter), userAgent);
  const client = createClient({
    base: GATEWAY_BASE,
    signIn: flawedSignIn(signIn, flaw),
    userAgent,
    http,
    limiter,
    clock: net.world.clock(life),
    serverClock: createServerClock(),
  });

  return {
    async read<T>(
      urgency: Parameters<Transport["read"]>[0],
      signal: AbortSignal,
      act: (agentId: string) => Result<T, AppError>,
    ): Promise<Result<T, AppError>> {
      if (!life.alive) return never();
      let found: Result<T, AppError> = err({ kind: "defect", detail: "nothing landed" });
      const path = gateway.expect((author) => {
        found = act(author);
        return found.ok ? 200 : (STATUS[found.error.kind] ?? 422);
      });
      const answer = await client.call(
        { method: "GET", path, urgency, timeoutMs: CLIENT_TIMEOUT_MS },
        signal,
      );
      return answer.ok ? found : answer;
    },
    async write(request, signal) {
      if (!life.alive) return never();
      const wire = parseWire(request.body);
      net.onSent(wire);
      let landed: ReturnType<typeof server.land> = { status: 404 };
      const path = gateway.expect((author) => {
        landed = server.land(wire, author);
        if (landed.status === 409) return 412;
        return landed.status === 204 ? 200 : landed.status;
      });
      const exchange = await client.attempt(
        { method: "PUT", path, json: {}, urgency: "outbox", timeoutMs: CLIENT_TIMEOUT_MS },
        signal,
      );
      return exchange.kind === "error" ? toOutcome(exchange) : outcomeOf(landed, traits);
    },
  };
}
