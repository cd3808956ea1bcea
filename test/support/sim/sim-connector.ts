import { ENDPOINT_LIMITS } from "#main/connectors/zendesk/limits.ts";
import { createZendeskConnector } from "#main/connectors/zendesk/connector.ts";
import { createServerClock } from "#main/net/server-clock.ts";
import type { EndpointLimit } from "#main/net/limiter.ts";
import type { Connector } from "#main/sync/ports.ts";
import { createDirectTransport } from "#test/support/sim/direct-transport.ts";
import { flawedConnector } from "#test/support/sim/flaws.ts";
import type { Flaw } from "#test/support/sim/flaws.ts";
import { createModelConnector } from "#test/support/sim/model-connector.ts";
import { createModelHttp } from "#test/support/sim/model-http.ts";
import { markerTraits, settleTraits } from "#test/support/sim/model-net.ts";
import type { ModelNet } from "#test/support/sim/model-net.ts";
import type { SessionGateway } from "#test/support/sim/session-gateway.ts";
import { createSessionTransport } from "#test/support/sim/session-transport.ts";
import { OPERATION_HEADER } from "#test/support/sim/zendesk-server.ts";
import type { ZendeskServer } from "#test/support/sim/zendesk-server.ts";

/** What an account's helpdesk is, and the way to it. */
export type Remote =
  /** The product's Zendesk connector. */
  | { readonly kind: "zendesk"; readonly door: ZendeskServer }
  /** Keeps markers and compares stamps. */
  | { readonly kind: "marker" }
  /** Does neither. */
  | { readonly kind: "settle" }
  /** The same behind sessions: the product's Request Tracker client and sign-in. */
  | { readonly kind: "session"; readonly door: SessionGateway };

export const endpointsOf = ({ kind }: Remote): Readonly<Record<string, EndpointLimit>> =>
  kind === "zendesk" ? ENDPOINT_LIMITS : {};

/** @param user The agent whose credentials it is given. */
export function createSimConnector(
  remote: Remote,
  net: ModelNet,
  user: string,
  flaw: Flaw | null,
): Connector {
  return flawedConnector(connect(remote, net, user, flaw), flaw);
}

function connect(remote: Remote, net: ModelNet, user: string, flaw: Flaw | null): Connector {
  const { accountId } = net.server;
  switch (remote.kind) {
    case "zendesk": {
      const connector = createZendeskConnector({
        accountId,
        origin: "https://sim.example",
        authorization: "Basic sim",
        userAgent: "sim",
        http: createModelHttp(net, remote.door),
        limiter: net.limiter,
        clock: net.world.clock(net.life),
        serverClock: createServerClock(),
      });
      return { ...connector, freeze: named(connector.freeze) };
    }
    case "marker":
      return createModelConnector(net, createDirectTransport(net, markerTraits), markerTraits);
    case "settle":
      return createModelConnector(net, createDirectTransport(net, settleTraits), settleTraits);
    case "session": {
      const way = createSessionTransport(net, remote.door, settleTraits, user, flaw);
      return createModelConnector(net, way, settleTraits);
    }
  }
}

/** Requests that do not say which operation they are, say it. */
const named =
  (freeze: Connector["freeze"]): Connector["freeze"] =>
  (intent, pin, uploads) => {
    const request = freeze(intent, pin, uploads);
    const headers = { ...request.headers, [OPERATION_HEADER]: intent.opId };
    return intent.action.kind === "merge-ticket" ? { ...request, headers } : request;
  };
