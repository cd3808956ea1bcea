import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, jitterUp, reconnectMs } from "#main/net/backoff.ts";
import { createFetchHttp } from "#main/net/http.ts";
import { neverLeft, toFailure } from "#main/net/http-failure.ts";
import { readAccountLimit, readEndpointLimit, readRetryAfterMs } from "#main/net/rate-headers.ts";
import { createServerClock } from "#main/net/server-clock.ts";
import { systemClock } from "#main/net/system-clock.ts";
import { createVirtualClock } from "#test/support/fixed-clock.ts";

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("a backoff never falls below its capped value and never exceeds it by more than a quarter", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 120_000 }),
      unit,
      (failures, first, cap, r) => {
        const capped = Math.min(cap, first * 2 ** Math.min(30, failures - 1));
        const got = backoffMs(failures, first, cap, () => r);
        expect(got).toBeGreaterThanOrEqual(capped);
        expect(got).toBeLessThanOrEqual(Math.ceil(capped * 1.25));
      },
    ),
  );
});

test("jitter never shortens a wait", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3_600_000 }),
      unit,
      (ms, r) => jitterUp(ms, () => r) >= ms,
    ),
  );
});

test("reconnecting is quick while an outage is short and spread over two minutes after a long one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), unit, (failures, r) => {
      expect(reconnectMs(failures, 60_000, () => r)).toBeLessThanOrEqual(5_000);
      expect(reconnectMs(failures, 300_000, () => r)).toBeLessThanOrEqual(30_000);
      expect(reconnectMs(failures, 3_600_000, () => r)).toBeLessThanOrEqual(120_000);
      expect(reconnectMs(failures, 60_000, () => r)).toBeGreaterThanOrEqual(1_000);
    }),
  );
  expect(reconnectMs(20, 3_600_000, () => 0.999)).toBeGreaterThan(
    reconnectMs(20, 3_600_000, () => 0) + 20_000,
  );
});

test("rate headers are read in each documented form, and nonsense is ignored", () => {
  expect(readAccountLimit({ "x-rate-limit": "700", "x-rate-limit-remaining": "699" })).toEqual({
    limit: 700,
    remaining: 699,
    resetSeconds: null,
  });
  expect(
    readAccountLimit({
      "ratelimit-limit": "700",
      "ratelimit-remaining": "12",
      "ratelimit-reset": "41",
    }),
  ).toEqual({ limit: 700, remaining: 12, resetSeconds: 41 });
  expect(readAccountLimit({ "x-rate-limit": "lots" })).toBeNull();
  expect(readEndpointLimit({ a: "total=100; remaining=99; resets=41" }, "a")).toEqual({
    limit: 100,
    remaining: 99,
    resetSeconds: 41,
  });
  expect(readEndpointLimit({ a: "remaining=99" }, "a")).toBeNull();
  expect(readRetryAfterMs({ "retry-after": "7" }, 0)).toBe(7000);
  expect(readRetryAfterMs({ "retry-after": "Thu, 01 Jan 1970 00:00:09 GMT" }, 1000)).toBe(8000);
  expect(readRetryAfterMs({ "retry-after": "soon" }, 0)).toBeNull();
  expect(readRetryAfterMs({}, 0)).toBeNull();
});

test("the server's clock is found within its resolution, whatever the delays", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -3_600_000, max: 3_600_000 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(400), fc.nat(5000)), { minLength: 1, maxLength: 20 }),
      (offset, exchanges) => {
        const clock = createServerClock();
        let at = 1_700_000_000_000;
        for (const [there, back, pause] of exchanges) {
          const stamped = Math.floor((at + there + offset) / 1000) * 1000;
          clock.observe(new Date(stamped).toUTCString(), at, at + there + back);
          at += there + back + pause;
        }
        expect(Math.abs(clock.offsetMs() - offset)).toBeLessThanOrEqual(1_000 + 800);
      },
    ),
  );
});

test("a clock that is set anew is followed", () => {
  const clock = createServerClock();
  const at = 1_700_000_000_000;
  clock.observe(new Date(at).toUTCString(), at, at + 20);
  clock.observe(new Date(at + 1000).toUTCString(), at + 1000 + 600_000, at + 1020 + 600_000);
  expect(Math.abs(clock.offsetMs() + 600_000)).toBeLessThan(1_100);
  clock.observe(undefined, at, at);
  clock.observe("not a date", at, at);
  expect(Math.abs(clock.offsetMs() + 600_000)).toBeLessThan(1_100);
});

test("failures before a connection are told from lost ones, and wrong certificates from both", () => {
  const wrapped = (code: string, syscall = ""): Error =>
    new TypeError("fetch failed", { cause: { code, syscall } });
  expect(neverLeft(toFailure(wrapped("ECONNREFUSED")))).toBe(true);
  expect(neverLeft(toFailure(wrapped("ENOTFOUND")))).toBe(true);
  expect(neverLeft(toFailure(wrapped("UND_ERR_CONNECT_TIMEOUT")))).toBe(true);
  expect(neverLeft(toFailure(wrapped("ETIMEDOUT", "connect")))).toBe(true);
  expect(neverLeft(toFailure(wrapped("ETIMEDOUT", "read")))).toBe(false);
  expect(neverLeft(toFailure(wrapped("ECONNRESET")))).toBe(false);
  expect(neverLeft(toFailure(wrapped("UND_ERR_SOCKET")))).toBe(false);
  expect(toFailure(wrapped("CERT_HAS_EXPIRED")).kind).toBe("blocked");
  expect(toFailure(new Error("secret.example said no")).kind).toBe("offline");
  expect(JSON.stringify(toFailure(new Error("secret.example said no")))).not.toContain("secret");
});

async function withServer(
  answer: (path: string, write: (text: string) => void, end: () => void) => void,
  visit: (base: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) =>
    answer(
      request.url ?? "",
      (text) => response.write(text),
      () => response.end(),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
const get = (url: string, timeoutMs = 60_000) => ({
  method: "GET" as const,
  url,
  headers: {},
  body: null,
  timeoutMs,
});
const never = new AbortController().signal;

test("an answer above the cap is given up, one below it comes whole", async () => {
  const http = createFetchHttp({ clock: systemClock, maxBytes: 1_000_000 });
  await withServer(
    (path, write, end) => {
      write("x".repeat(path === "/big" ? 1_500_000 : 900_000));
      end();
    },
    async (base) => {
      const small = await http.send(get(`${base}/small`), never);
      expect(small.ok && small.value.body.byteLength).toBe(900_000);
      const big = await http.send(get(`${base}/big`), never);
      expect(big.ok ? "ok" : big.error.kind).toBe("unavailable");
    },
  );
});

test("a timeout counts the whole exchange on the monotonic clock", async () => {
  const clock = createVirtualClock();
  const http = createFetchHttp({ clock });
  let hit = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    hit = resolve;
  });
  await withServer(
    (_path, write) => {
      write("half of an ans");
      hit();
    },
    async (base) => {
      const sent = http.send(get(base, 5000), never);
      await arrived;
      clock.jumpWall(3_600_000);
      await clock.advance(4_999);
      await clock.advance(2);
      expect(await sent).toEqual({
        ok: false,
        error: { kind: "offline", detail: "no answer in 5000 ms" },
      });
    },
  );
});

test("stopping a call is cancelled, before and during it", async () => {
  const http = createFetchHttp({ clock: systemClock });
  expect(await http.send(get("http://127.0.0.1:1/"), AbortSignal.abort())).toEqual({
    ok: false,
    error: { kind: "cancelled" },
  });
  const stop = new AbortController();
  await withServer(
    () => stop.abort(),
    async (base) => {
      expect(await http.send(get(base), stop.signal)).toEqual({
        ok: false,
        error: { kind: "cancelled" },
      });
    },
  );
});
