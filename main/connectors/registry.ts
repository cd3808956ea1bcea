import type { AccountKind, Credentials } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { RtMapping } from "#domain/mapping/rt-mapping.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { createLimiter, type Limiter } from "#main/net/limiter.ts";
import { createServerClock, type ServerClock } from "#main/net/server-clock.ts";
import type { Clock, Connector, Http, Random } from "#main/sync/ports.ts";
import { createRtConnector } from "#main/connectors/rt/connector.ts";
import type { RtCredentials } from "#main/connectors/rt/sign-in.ts";
import { createZendeskConnector } from "#main/connectors/zendesk/connector.ts";
import { ACCOUNT_PER_MINUTE, ENDPOINT_LIMITS } from "#main/connectors/zendesk/limits.ts";

export type ConnectorRequest = {
  readonly accountId: string;
  readonly kind: AccountKind;
  /** As `accounts/base-url.ts` gives it. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** What a site's own words mean, where the kind knows such a thing. */
  readonly mapping?: RtMapping;
  /** The account's gate, where it has one already: what it was told of pauses and budgets stays true. */
  readonly limiter?: Limiter;
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

const invalid = (field: string, detail: string): Result<never, AppError> =>
  err({ kind: "invalid", field, detail, remedy: null });

/** Request Tracker tells no limits; this many calls a minute are more than one console ever makes. */
const RT_PER_MINUTE = 6_000;

/** How an agent signs in to Request Tracker: a token made there, or name and password. */
function rtCredentials(credentials: Credentials): Result<RtCredentials, AppError> {
  switch (credentials.kind) {
    case "bearer":
      return ok({ kind: "token", token: credentials.token.trim() });
    case "password":
      return ok({ kind: "password", user: credentials.user, password: credentials.password });
    case "api-token":
      return invalid("token", "Request Tracker takes a token, or a user name and a password");
  }
}

/** Builds the connector of an account; a wrong address is an answer, nothing is sent. */
export function createConnector(
  request: ConnectorRequest,
  ports: ConnectorPorts,
): Result<Connected, AppError> {
  if (!URL.canParse(request.baseUrl)) return invalid("baseUrl", "not an address");
  const { http, clock, random, userAgent } = ports;
  const { accountId } = request;
  const serverClock = createServerClock();
  const isRt = request.kind === "rt";
  const limiter =
    request.limiter ??
    createLimiter({
      clock,
      random,
      accountPerMinute: isRt ? RT_PER_MINUTE : ACCOUNT_PER_MINUTE,
      endpoints: isRt ? {} : ENDPOINT_LIMITS,
    });
  const shared = { accountId, userAgent, http, limiter, clock, serverClock };
  switch (request.kind) {
    case "rt": {
      const credentials = rtCredentials(request.credentials);
      if (!credentials.ok) return credentials;
      const base = request.baseUrl.replace(/\/+$/, "");
      const connector = createRtConnector({
        ...shared,
        base,
        credentials: credentials.value,
        ...(request.mapping === undefined ? {} : { mapping: request.mapping }),
      });
      return ok({ connector, serverClock, limiter });
    }
    case "demo":
    case "zendesk": {
      const connector = createZendeskConnector({
        ...shared,
        origin: new URL(request.baseUrl).origin,
        authorization: authorizationOf(request.credentials),
      });
      return ok({ connector, serverClock, limiter });
    }
  }
}
