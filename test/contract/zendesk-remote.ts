import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import { createConnector } from "#main/connectors/registry.ts";
import type { DemoInput } from "#main/demo/options.ts";
import { createDemoServer, type DemoServer } from "#main/demo/server.ts";
import { createFetchHttp } from "#main/net/http.ts";
import type { Http, HttpRequest, HttpResponse } from "#main/net/ports.ts";
import { systemClock, systemRandom } from "#main/net/system-clock.ts";
import type { Connector } from "#main/sync/ports.ts";
import type { SuiteRemote } from "#test/contract/connector-suite.ts";

export type Role = "admin" | "agent";
export const ACCOUNT = "acc";

/** Lets a test look at or replace what goes over the wire. */
export type Tamper = (
  request: HttpRequest,
  response: HttpResponse,
) => HttpResponse | Promise<HttpResponse>;

const plain = createFetchHttp({ clock: systemClock });
export const tampered = (tamper: Tamper): Http => ({
  send: async (request, signal) => {
    const sent = await plain.send(request, signal);
    return sent.ok ? { ok: true, value: await tamper(request, sent.value) } : sent;
  },
});

/** Replaces the JSON body of an answer. */
export function withJson(response: HttpResponse, change: (json: never) => unknown): HttpResponse {
  const json = JSON.parse(new TextDecoder().decode(response.body)) as never;
  return { ...response, body: new TextEncoder().encode(JSON.stringify(change(json))) };
}

export function connectTo(
  baseUrl: string,
  credential: { readonly email: string; readonly token: string },
  http: Http = plain,
): Connector {
  const made = createConnector(
    {
      accountId: ACCOUNT,
      kind: "demo",
      baseUrl,
      credentials: { kind: "api-token", ...credential },
    },
    { http, clock: systemClock, random: systemRandom, userAgent: "Switchboard/test" },
  );
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.connector;
}

export async function startDemo(options: DemoInput): Promise<DemoServer> {
  const server = createDemoServer({
    unlimited: true,
    faults: true,
    ledger: true,
    lag: 0,
    ...options,
  });
  await server.listen();
  return server;
}

/** The demo workspace as a remote of the suite. */
export async function startSuiteRemote(role: Role, options: DemoInput): Promise<SuiteRemote> {
  const server = await startDemo(options);
  const own = server.credentials[role];
  const boss = server.credentials.supervisor;
  let told = 0;
  const asBoss = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await fetch(`${server.baseUrl()}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${boss.email}/token:${boss.token}`).toString("base64")}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  };
  return {
    connector: async () => Promise.resolve(connectTo(server.baseUrl(), own)),
    visibleTickets: () => {
      const user = server.workspace.store.users.get(own.userId);
      if (user === undefined) throw new Error("no such user");
      return [...server.workspace.visibleTickets(user)].map((one) => globalId(ACCOUNT, one.id));
    },
    accepted: () => {
      const entries = server.ledger(told);
      told += entries.length;
      return entries.map((one) => ({
        ticketId: globalId(ACCOUNT, one.ticketId),
        text: one.body,
        isPublic: one.public,
      }));
    },
    dropNextAnswer: () => server.faults.add({ kind: "drop-after-commit", count: 1 }),
    colleagueNotes: (ticketId, text) =>
      asBoss("PUT", `/tickets/${remoteOf(ticketId)}.json`, {
        ticket: { comment: { body: text, public: false } },
      }),
    colleagueDeletes: (ticketId) => asBoss("DELETE", `/tickets/${remoteOf(ticketId)}.json`),
    nextStamp: () => systemClock.sleep(1010),
    close: () => server.close(),
  };
}
