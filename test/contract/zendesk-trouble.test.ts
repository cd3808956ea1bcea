import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import type { DemoServer } from "#main/demo/server.ts";
import type { Connector } from "#main/sync/ports.ts";
import { intentOf, must, never, syncAll } from "#test/contract/connector-suite.ts";
import {
  ACCOUNT,
  connectTo,
  startDemo,
  tampered,
  withJson,
  type Tamper,
} from "#test/contract/zendesk-remote.ts";
import { createMemoryCache } from "#test/support/memory-cache.ts";

let server: DemoServer;
beforeAll(async () => {
  server = await startDemo({ tickets: 120, customers: 30 });
});
afterAll(async () => {
  await server.close();
});

const kindOf = (result: {
  readonly ok: boolean;
  readonly error?: { readonly kind: string };
}): string => (result.ok ? "ok" : (result.error?.kind ?? ""));
async function probed(connector: Connector): Promise<Connector> {
  must(await connector.probe(never));
  return connector;
}
const admin = (): Connector => connectTo(server.baseUrl(), server.credentials.admin);
const tamperedAdmin = (tamper: Tamper): Connector =>
  connectTo(server.baseUrl(), server.credentials.admin, tampered(tamper));

/** A server that is not a helpdesk. */
async function withServer(
  listener: RequestListener,
  visit: (base: string) => Promise<void>,
): Promise<void> {
  const other = createServer(listener);
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    await visit(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  } finally {
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  }
}

test("nobody listening there is offline, and a write to it was certainly not sent", async () => {
  let gone = "";
  await withServer(
    () => undefined,
    async (base) => {
      gone = await Promise.resolve(base);
    },
  );
  const connector = connectTo(gone, server.credentials.admin);
  const answer = await connector.probe(never);
  expect(kindOf(answer)).toBe("offline");
  const intent = intentOf(connector, `${ACCOUNT}:1`, {
    kind: "update-ticket",
    ticketId: `${ACCOUNT}:1`,
    comment: { audience: "public", text: "hi", files: [] },
    edits: {},
    macroIds: [],
    seen: null,
  });
  const sent = await connector.send(
    connector.freeze(intent, { base: "", stamp: "x" }, new Map()),
    never,
  );
  expect(sent.kind).toBe("not-sent");
});

test("a wrong token and an expired one are a sign-out, not an outage", async () => {
  const wrong = connectTo(server.baseUrl(), { ...server.credentials.admin, token: "wrong" });
  expect(kindOf(await wrong.probe(never))).toBe("signed-out");
  const anonymous = tamperedAdmin((request, response) =>
    request.url.includes("/users/me")
      ? withJson(response, () => ({ user: { id: null, name: "Anonymous user", role: "end-user" } }))
      : response,
  );
  expect(kindOf(await anonymous.probe(never))).toBe("signed-out");
});

test("a customer's account is refused with words that say why", async () => {
  const customer = tamperedAdmin((request, response) =>
    request.url.includes("/users/me")
      ? withJson(response, () => ({ user: { id: 5, name: "Nia", role: "end-user" } }))
      : response,
  );
  expect(await customer.probe(never)).toEqual({
    ok: false,
    error: { kind: "no-access", detail: "this is a customer's account, not an agent's" },
  });
});

test("a login page of the network is blocked: not data, not a sign-out, not followed", async () => {
  const pages: readonly RequestListener[] = [
    (_request, response) =>
      response.setHeader("content-type", "text/html").end("<html>Welcome to the hotel</html>"),
    (_request, response) =>
      response.writeHead(401, { "content-type": "text/html" }).end("<html>Sign in</html>"),
    (_request, response) =>
      response.writeHead(302, { location: `${server.baseUrl()}/api/v2/users/me.json` }).end(),
    (_request, response) => response.writeHead(511).end(),
    (_request, response) =>
      response.setHeader("content-type", "application/json").end('{"hello":"world"}'),
  ];
  for (const page of pages) {
    const seen: (string | undefined)[] = [];
    await withServer(
      (request, response) => {
        seen.push(request.headers.authorization);
        page(request, response);
      },
      async (base) => {
        const answer = await connectTo(base, server.credentials.admin).probe(never);
        expect(kindOf(answer)).toBe("blocked");
        expect(seen.length).toBe(1);
      },
    );
  }
});

test("an address without a helpdesk is told as such", async () => {
  await withServer(
    (_request, response) =>
      response
        .writeHead(404, { "content-type": "application/json" })
        .end('{"error":"InvalidEndpoint"}'),
    async (base) => {
      expect(await connectTo(base, server.credentials.admin).probe(never)).toEqual({
        ok: false,
        error: { kind: "blocked", detail: "no helpdesk at this address" },
      });
    },
  );
});

test("a malformed record is set aside with its field, and its page goes on", async () => {
  const cache = createMemoryCache();
  let bad = 0;
  const connector = await probed(
    tamperedAdmin((request, response) =>
      request.url.includes("/incremental/tickets")
        ? withJson(response, (json: { tickets: Record<string, unknown>[] }) => {
            const [first, second, third, fourth] = json.tickets;
            if (
              first !== undefined &&
              second !== undefined &&
              third !== undefined &&
              fourth !== undefined
            ) {
              bad = Number(first["id"]);
              delete first["requester_id"];
              second["created_at"] = "the other day";
              third["status"] = "escalated";
              third["priority"] = "galactic";
              third["via"] = { channel: "telepathy" };
              fourth["subject"] = "x".repeat(300_000);
            }
            return json;
          })
        : response,
    ),
  );
  const page = must(await connector.pull("tickets", null, never));
  await cache.commitPage(ACCOUNT, "tickets", page, null);
  expect(page.setAside.map(({ kind, field, reason }) => [kind, field, reason])).toEqual([
    ["ticket", "requester_id", "should be number"],
    ["ticket", "created_at", "is not a time"],
  ]);
  expect(page.setAside[0]?.remoteId).toBe(String(bad));
  const tickets = page.changes.tickets ?? [];
  expect(tickets.length).toBe(118);
  expect([
    tickets[0]?.status,
    tickets[0]?.statusLabel,
    tickets[0]?.priority,
    tickets[0]?.channel,
  ]).toEqual(["open", "escalated", null, "other"]);
  expect(tickets[1]?.subject.length).toBeLessThan(10_100);
});

test("a record that carries __proto__ is set aside and pollutes nothing", async () => {
  const connector = await probed(
    tamperedAdmin((request, response) => {
      if (!request.url.includes("/macros.json")) return response;
      const text = new TextDecoder().decode(response.body);
      const poisoned = text.replace('"title"', '"\\u005f_proto__":{"polluted":true},"title"');
      return { ...response, body: new TextEncoder().encode(poisoned) };
    }),
  );
  const page = must(await connector.pull("macros", null, never));
  expect(page.setAside.map((one) => [one.kind, one.field])).toEqual([["macro", "__proto__"]]);
  expect(page.changes.macros?.length).toBeGreaterThan(5);
  expect(page.changes.wholeKinds).toBeUndefined();
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("an answer without its list or cut off, is unavailable and changes nothing", async () => {
  const without = await probed(
    tamperedAdmin((request, response) =>
      request.url.includes("/tickets.json") ? withJson(response, () => ({ count: 3 })) : response,
    ),
  );
  expect(await without.pull("recent", null, never)).toEqual({
    ok: false,
    error: { kind: "unavailable", status: 200, detail: 'the answer lacks the list "tickets"' },
  });
  const cut = await probed(
    tamperedAdmin((request, response) =>
      request.url.includes("/tickets.json")
        ? { ...response, body: response.body.slice(0, 500) }
        : response,
    ),
  );
  expect(kindOf(await cut.pull("recent", null, never))).toBe("unavailable");
});

test("faults of the server are told for what they are", async () => {
  const connector = await probed(admin());
  const cases = [
    [{ kind: "error", status: 503 }, "unavailable"],
    [{ kind: "error-html" }, "unavailable"],
    [{ kind: "captive" }, "blocked"],
    [{ kind: "truncate" }, "unavailable|offline"],
  ] as const;
  for (const [fault, expected] of cases) {
    server.faults.add({ ...fault, count: 1, retryAfter: null, path: "tickets" });
    const answer = await connector.pull("recent", null, never);
    expect(expected.split("|"), JSON.stringify(fault)).toContain(kindOf(answer));
    server.faults.clear();
    expect(kindOf(await connector.pull("recent", null, never))).toBe("ok");
  }
});

test("a read waits out a 429 and then has its answer", async () => {
  const connector = await probed(admin());
  server.faults.add({ kind: "throttle", count: 1, retryAfter: 1, path: "tickets" });
  expect(kindOf(await connector.pull("recent", null, never))).toBe("ok");
});

test("a rejected cursor is refused, and the position before it leads to the same rows", async () => {
  const connector = await probed(admin());
  const first = must(await connector.pull("tickets", null, never));
  server.faults.add({ kind: "reject-cursor", count: 1 });
  const refused = await connector.pull("tickets", first.cursor, never);
  expect(kindOf(refused)).toBe("refused");
  const back = connector.rewind?.("tickets", first.cursor) ?? null;
  expect(back).not.toBeNull();
  const again = must(await connector.pull("tickets", back, never));
  const last = first.changes.tickets?.at(-1)?.id ?? "";
  expect(again.changes.tickets?.map((one) => one.id)).toContain(last);
  expect((again.changes.tickets ?? []).length).toBeLessThan((first.changes.tickets ?? []).length);
});

test("an agent whose exports are refused though the role says admin goes on in agent mode", async () => {
  const connector = await probed(
    tamperedAdmin((request, response) =>
      request.url.includes("/incremental/")
        ? {
            ...withJson(response, () => ({
              error: { title: "Forbidden", message: "You do not have access to this page." },
            })),
            status: 403,
          }
        : response,
    ),
  );
  expect(connector.streams().map((one) => one.id)).toContain("tickets");
  expect(kindOf(await connector.pull("tickets", null, never))).toBe("no-access");
  expect(connector.streams().map((one) => one.id)).toContain("walk");
  const cache = createMemoryCache();
  await syncAll(connector, cache);
  expect(cache.records.ticket.size).toBe(120);
});

test("a closed ticket refuses a write and names the field", async () => {
  const connector = await probed(admin());
  const { agent } = must(await connector.probe(never));
  const closed = [...server.workspace.store.tickets].find((one) => one.status === "closed");
  const ticketId = globalId(ACCOUNT, closed?.id ?? 0);
  const look = must(await connector.look(ticketId, "", never));
  const intent = intentOf(connector, agent.id, {
    kind: "update-ticket",
    ticketId,
    comment: null,
    edits: { priority: { base: null, value: "low" } },
    macroIds: [],
    seen: null,
  });
  const sent = await connector.send(
    connector.freeze(intent, { base: "", stamp: look.stamp }, new Map()),
    never,
  );
  expect(sent.kind).toBe("refused");
  if (sent.kind === "refused" && sent.error.kind === "refused") {
    expect(sent.error.status).toBe(422);
    expect(sent.error.field).toBe("status");
  }
});

test("credentials never leave the helpdesk's own address", async () => {
  const seen: (string | undefined)[] = [];
  await withServer(
    (request, response) => {
      seen.push(request.headers.authorization);
      response.end("bytes");
    },
    async (base) => {
      const connector = await probed(
        tamperedAdmin((request, response) =>
          request.url.endsWith("/moved")
            ? { status: 302, headers: { location: `${base}/file` }, body: new Uint8Array() }
            : response,
        ),
      );
      const direct = await connector.attachment(`${base}/file`, never);
      expect(kindOf(direct)).toBe("blocked"); // another host without encryption
      const moved = await connector.attachment(`${server.baseUrl()}/moved`, never);
      expect(kindOf(moved)).toBe("blocked");
      expect(seen).toEqual([]);
    },
  );
  const elsewhere: Record<string, string>[] = [];
  const connector = connectTo(server.baseUrl(), server.credentials.admin, {
    send: async (request) => {
      elsewhere.push({ ...request.headers, url: request.url });
      return Promise.resolve({
        ok: true,
        value: { status: 200, headers: {}, body: new Uint8Array([1]) },
      });
    },
  });
  must(await connector.attachment("https://cdn.example/f.png", never));
  expect(elsewhere.length).toBe(1);
  expect(elsewhere[0]?.["authorization"]).toBeUndefined();
  expect(remoteOf("a:1")).toBe("1");
});
