import { expect, test } from "vitest";
import { ok } from "#domain/kernel/result.ts";
import { createConnector } from "#main/connectors/registry.ts";
import type { Limiter } from "#main/net/limiter.ts";
import type { Http } from "#main/net/ports.ts";
import { World } from "#test/support/sim/world.ts";

const never = new AbortController().signal;

/** A helpdesk that answers everything with 429, and the connectors of one account to it. */
function busyDesk() {
  const world = new World(1, false);
  let calls = 0;
  const http: Http = {
    send: () => {
      calls += 1;
      const headers = { "content-type": "application/json", "retry-after": "30" };
      return Promise.resolve(ok({ status: 429, headers, body: new TextEncoder().encode("{}") }));
    },
  };
  const connect = (limiter?: Limiter) => {
    const connected = createConnector(
      {
        accountId: "a",
        kind: "zendesk",
        baseUrl: "https://desk.example",
        credentials: { kind: "bearer", token: "t" },
        ...(limiter === undefined ? {} : { limiter }),
      },
      { http, clock: world.clock({ alive: true, number: 1 }), random: () => 0, userAgent: "test" },
    );
    if (!connected.ok) throw new Error(connected.error.kind);
    return connected.value;
  };
  return { world, connect, calls: () => calls };
}

test("a connector that takes the place of another keeps to what that one was told", async () => {
  const { world, connect, calls } = busyDesk();
  const first = connect();
  void first.connector.probe(never);
  await world.run(world.now + 1_000, () => false);
  expect(calls()).toBe(1);
  void connect(first.limiter).connector.probe(never);
  await world.run(world.now + 28_000, () => false);
  expect(calls()).toBe(1);
  await world.run(world.now + 30_000, () => false);
  expect(calls()).toBeGreaterThan(1);
});

test("an address that is none is refused with the name of the field", () => {
  const made = createConnector(
    {
      accountId: "a",
      kind: "rt",
      baseUrl: "not an address",
      credentials: { kind: "bearer", token: "t" },
    },
    {
      http: { send: () => Promise.reject(new Error("sent")) },
      clock: new World(1, false).clock({ alive: true, number: 1 }),
      random: () => 0,
      userAgent: "test",
    },
  );
  expect(made).toMatchObject({ ok: false, error: { field: "baseUrl" } });
});
