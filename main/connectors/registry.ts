import type { AccountKind, Credentials } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { createLimiter, type Limiter } from "#main/net/limiter.ts";
import { createServerClock, type ServerClock } from "#main/net/server-clock.ts";
import type { Clock, Connector, Http, Random } from "#main/sync/ports.ts";
import { createZendeskConnector } from "#main/connectors/zendesk/connector.ts";
import { ACCOUNT_PER_MINUTE, ENDPOINT_LIMITS } from "#main/connectors/zendesk/limits.ts";

export type ConnectorRequest = {
  readonly accountId: string;
  readonly kind: AccountKind;
  /** As `accounts/base-url.ts` gives it. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
};
export type ConnectorPorts = {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  /** e.g. `Switchboard/0.1.0`. */
  readonly userAgent: string;
};
/** A connector with what the engine shows of its network: one limiter and one server clock per account. */
export type Connected = {
  readonly connector: Connector;
  readonly serverClock: ServerClock;
  readonly limiter: Limiter;
};

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** Value of the Authorization header. Source: zendesk-api facts §1. */
function authorizationOf(credentials: Credentials): string {
  switch (credentials.kind) {
    case "api-token":
      return `Basic ${base64(`${credentials.email}/token:${credentials.token}`)}`;
    case "bearer":
      return `Bearer ${credentials.token}`;
    case "password":
      return `Basic ${base64(`${credentials.user}:${credentials.password}`)}`;
  }
}

/** @returns The origin of a helpdesk's address; `invalid` names `baseUrl`. */
function originOf(kind: AccountKind, baseUrl: string): Result<string, AppError> {
  switch (kind) {
    case "demo":
    case "zendesk":
      if (URL.canParse(baseUrl)) return ok(new URL(baseUrl).origin);
      return err({ kind: "invalid", field: "baseUrl", detail: "not an address", remedy: null });
    case "rt":
      return err({
        kind: "invalid",
        field: "kind",
        detail: "Request Tracker is not supported yet",
        remedy: null,
      });
  }
}

/** Builds the connector of an account; a wrong address is an answer, nothing is sent. */
export function createConnector(
  request: ConnectorRequest,
  ports: ConnectorPorts,
): Result<Connected, AppError> {
  const origin = originOf(request.kind, request.baseUrl);
  if (!origin.ok) return origin;
  const { http, clock, random, userAgent } = ports;
  const serverClock = createServerClock();
  const limiter = createLimiter({
    clock,
    random,
    accountPerMinute: ACCOUNT_PER_MINUTE,
    endpoints: ENDPOINT_LIMITS,
  });
  const connector = createZendeskConnector({
    accountId: request.accountId,
    origin: origin.value,
    authorization: authorizationOf(request.credentials),
    userAgent,
    http,
    limiter,
    clock,
    serverClock,
  });
  return ok({ connector, serverClock, limiter });
}
