import { expect, test } from "vitest";
import { createLimiter, type Limiter, type Permit, type Urgency } from "#main/net/limiter.ts";
import {
  createVirtualClock,
  fixedRandom,
  settle,
  type VirtualClock,
} from "#test/support/fixed-clock.ts";

const never = new AbortController().signal;
function make(
  accountPerMinute: number,
  clock: VirtualClock = createVirtualClock(),
): { limiter: Limiter; clock: VirtualClock } {
  const limiter = createLimiter({
    clock,
    random: fixedRandom(1 - Number.EPSILON, 0),
    accountPerMinute,
    endpoints: { export: { limit: 2, windowMs: 60_000, header: "x-export" } },
  });
  return { limiter, clock };
}
const told = (limit: number, remaining: number, extra: Record<string, string> = {}) => ({
  status: 200,
  headers: { "x-rate-limit": String(limit), "x-rate-limit-remaining": String(remaining), ...extra },
});

/** Asks for a permit and notes the moment it came. */
function ask(
  limiter: Limiter,
  urgency: Urgency,
  log: string[],
  name: string,
  endpoint: string | null = null,
): Promise<Permit | null> {
  return limiter
    .acquire({ urgency, endpoint, maxWaitMs: Number.POSITIVE_INFINITY }, never)
    .then((got) => {
      log.push(name);
      return got.ok ? got.value : null;
    });
}

test("bulk calls stop at half of the budget, the agent's own call still goes", async () => {
  const { limiter, clock } = make(10);
  const log: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    void ask(limiter, "prefetch", log, `bulk${n}`).then((permit) => permit?.done(told(10, 9 - n)));
    await settle();
  }
  expect(log).toEqual(["bulk0", "bulk1", "bulk2", "bulk3", "bulk4"]);
  void ask(limiter, "open-ticket", log, "mine");
  await settle();
  expect(log.at(-1)).toBe("mine");
  await clock.advance(60_001);
  expect(log.filter((name) => name.startsWith("bulk")).length).toBeGreaterThan(5);
});

test("who waits for a place goes by urgency, then by order of asking", async () => {
  const { limiter, clock } = make(100);
  const log: string[] = [];
  const permit = await ask(limiter, "changed-list", log, "first");
  permit?.done({
    status: 429,
    headers: { "retry-after": "5", "x-rate-limit": "100", "x-rate-limit-remaining": "0" },
  });
  const rest: readonly Urgency[] = [
    "prefetch",
    "sweep",
    "profiles",
    "changed-list",
    "outbox",
    "outbox",
    "open-ticket",
  ];
  rest.forEach(
    (urgency, n) =>
      void ask(limiter, urgency, log, `${urgency}${n}`).then((own) => own?.done(null)),
  );
  await clock.advance(4_999);
  expect(log).toEqual(["first"]);
  await clock.advance(65_000);
  expect(log.slice(1)).toEqual([
    "open-ticket6",
    "outbox4",
    "outbox5",
    "changed-list3",
    "profiles2",
    "sweep1",
    "prefetch0",
  ]);
});

test("Retry-After is a minimum: jitter only lengthens it, by a quarter at most", async () => {
  const { limiter, clock } = make(100);
  const log: string[] = [];
  const permit = await ask(limiter, "open-ticket", log, "hit");
  permit?.done({ status: 429, headers: { "retry-after": "10" } });
  expect(limiter.pausedMs()).toBeGreaterThanOrEqual(10_000);
  expect(limiter.pausedMs()).toBeLessThanOrEqual(12_500);
  void ask(limiter, "open-ticket", log, "next");
  await clock.advance(9_999);
  expect(log).toEqual(["hit"]);
  await clock.advance(2_600);
  expect(log).toEqual(["hit", "next"]);
});

test("a 429 of one endpoint does not stop the others while the account has calls left", async () => {
  const { limiter } = make(100);
  const log: string[] = [];
  const permit = await ask(limiter, "prefetch", log, "export", "export");
  permit?.done({
    status: 429,
    headers: { "retry-after": "30", "x-rate-limit": "100", "x-rate-limit-remaining": "60" },
  });
  void ask(limiter, "prefetch", log, "export again", "export");
  void ask(limiter, "changed-list", log, "list");
  await settle();
  expect(log).toEqual(["export", "list"]);
  expect(limiter.pausedMs()).toBe(0);
});

test("an endpoint's own budget is kept, and its header is believed", async () => {
  const { limiter, clock } = make(100);
  const log: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    void ask(limiter, "prefetch", log, `e${n}`, "export").then((permit) =>
      permit?.done(told(100, 90 - n, { "x-export": `total=3; remaining=${2 - n}; resets=20` })),
    );
    await settle();
  }
  expect(log).toEqual(["e0", "e1", "e2"]);
  await clock.advance(20_500);
  expect(log).toEqual(["e0", "e1", "e2", "e3"]);
});

test("a limit the remote tells replaces the assumed one at once", async () => {
  const { limiter } = make(10);
  const log: string[] = [];
  const permit = await ask(limiter, "prefetch", log, "0");
  permit?.done(told(1000, 999));
  for (let n = 1; n < 100; n += 1) {
    void ask(limiter, "prefetch", log, String(n)).then((own) => own?.done(told(1000, 999 - n)));
    await settle();
  }
  expect(log.length).toBe(100);
});

test("a remote that counts nothing, or tells no limits, is not slowed down", async () => {
  for (const headers of [{}, { "x-rate-limit": "10", "x-rate-limit-remaining": "10" }]) {
    const { limiter } = make(10);
    const log: string[] = [];
    for (let n = 0; n < 50; n += 1) {
      void ask(limiter, "prefetch", log, String(n)).then((permit) =>
        permit?.done({ status: 200, headers }),
      );
      await settle();
    }
    expect(log.length).toBe(50);
  }
});

test("a write that would have to wait long is told so at once", async () => {
  const { limiter } = make(100);
  const permit = await ask(limiter, "outbox", [], "x");
  permit?.done({ status: 429, headers: { "retry-after": "20" } });
  const refused = await limiter.acquire(
    { urgency: "outbox", endpoint: null, maxWaitMs: 2000 },
    never,
  );
  expect(refused.ok ? "ok" : refused.error.kind).toBe("throttled");
});

test("who gives up while waiting takes no place", async () => {
  const { limiter, clock } = make(1);
  const log: string[] = [];
  const held = await ask(limiter, "open-ticket", log, "held");
  held?.done(told(1, 0));
  const stop = new AbortController();
  const waiting = limiter.acquire(
    { urgency: "outbox", endpoint: null, maxWaitMs: Number.POSITIVE_INFINITY },
    stop.signal,
  );
  stop.abort();
  expect(await waiting).toEqual({ ok: false, error: { kind: "cancelled" } });
  void ask(limiter, "open-ticket", log, "next");
  await clock.advance(61_000);
  expect(log).toEqual(["held", "next"]);
});

test("no more than eight calls are under way, and bulk leaves room for the agent", async () => {
  const { limiter } = make(1000);
  const log: string[] = [];
  for (let n = 0; n < 20; n += 1) void ask(limiter, "prefetch", log, `bulk${n}`);
  for (let n = 0; n < 20; n += 1) void ask(limiter, "open-ticket", log, `mine${n}`);
  await settle();
  expect(log.filter((name) => name.startsWith("bulk")).length).toBe(5);
  expect(log.length).toBe(8);
});
