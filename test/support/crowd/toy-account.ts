import { createLimiter, type Limiter, type Urgency } from "#main/net/limiter.ts";
import type { Clock } from "#main/net/ports.ts";
import { createRng, type Rng } from "#test/support/sim/rng.ts";
import { World } from "#test/support/sim/world.ts";

/** One helpdesk account that counts fixed windows, and tells them, as the real one does. */
export class ToyAccount {
  readonly world: World;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly perMinute: number;
  isUp = true;
  requests = 0;
  rejected = 0;
  rejectedUpdates = 0;
  readonly #windows = new Map<string, { used: number; until: number }>();

  constructor(seed: number, perMinute: number) {
    this.world = new World(seed, false);
    this.clock = this.world.clock({ alive: true, number: 1 });
    this.rng = createRng(seed);
    this.perMinute = perMinute;
  }

  console(): Limiter {
    return createLimiter({
      clock: this.clock,
      random: this.rng.next,
      accountPerMinute: 200,
      endpoints: { update: { limit: 100, windowMs: 60_000, header: "x-update", turns: true } },
    });
  }

  /** One call of a console. @returns Status; 0: nobody answered. */
  async call(
    limiter: Limiter,
    urgency: Urgency,
    endpoint: "update" | null,
    maxWaitMs = Number.POSITIVE_INFINITY,
  ): Promise<{ readonly status: number; readonly retryAfterMs: number }> {
    const permit = await limiter.acquire({ urgency, endpoint, maxWaitMs }, NEVER);
    if (!permit.ok) {
      const { error } = permit;
      return { status: 429, retryAfterMs: error.kind === "throttled" ? error.retryAfterMs : 0 };
    }
    await this.clock.sleep(this.rng.int(50, 250));
    if (!this.isUp) {
      permit.value.done(null);
      return { status: 0, retryAfterMs: 0 };
    }
    this.requests += 1;
    const answer = this.#answer(endpoint);
    if (answer.status === 429) this.rejected += 1;
    if (answer.status === 429 && endpoint !== null) this.rejectedUpdates += 1;
    permit.value.done(answer);
    return {
      status: answer.status,
      retryAfterMs: Number(answer.headers["retry-after"] ?? 0) * 1000,
    };
  }

  #answer(endpoint: string | null): { status: number; headers: Record<string, string> } {
    const headers: Record<string, string> = {};
    const all = this.#take("account", this.perMinute);
    headers["ratelimit-limit"] = String(this.perMinute);
    headers["ratelimit-remaining"] = String(all.remaining);
    headers["ratelimit-reset"] = String(all.resets);
    if (!all.ok) return { status: 429, headers: { ...headers, "retry-after": String(all.resets) } };
    if (endpoint === null) return { status: 200, headers };
    const own = this.#take(endpoint, 100);
    headers["x-update"] = `total=100; remaining=${own.remaining}; resets=${own.resets}`;
    return own.ok
      ? { status: 200, headers }
      : { status: 429, headers: { ...headers, "retry-after": String(own.resets) } };
  }

  #take(name: string, limit: number): { ok: boolean; remaining: number; resets: number } {
    const { now } = this.world;
    let window = this.#windows.get(name);
    if (window === undefined || window.until <= now) {
      window = { used: 0, until: now + 60_000 };
      this.#windows.set(name, window);
    }
    const resets = Math.max(1, Math.ceil((window.until - now) / 1000));
    if (window.used >= limit) return { ok: false, remaining: 0, resets };
    window.used += 1;
    return { ok: true, remaining: limit - window.used, resets };
  }
}

const NEVER = new AbortController().signal;

export type CrowdResult = {
  readonly minutes: number;
  readonly rejectedPercent: number;
  readonly slowestRatio: number;
};

/** Consoles at work, an outage, and what becomes of the replies that waited: the limiter alone, without engines. */
export async function returnFromOutage(options: {
  readonly seed: number;
  readonly consoles: number;
  readonly replies: number;
  readonly perMinute: number;
  readonly trace?: (line: string) => void;
}): Promise<CrowdResult> {
  const account = new ToyAccount(options.seed, options.perMinute);
  const { world, clock, rng } = account;
  const left: number[] = Array.from({ length: options.consoles }, () => options.replies);
  const doneAt: number[] = [];
  let backAt = Number.POSITIVE_INFINITY;
  const minutes = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await world.run(world.now + 60_000, () => false);
  };

  async function connected(limiter: Limiter, spreadMs: number): Promise<void> {
    await clock.sleep(rng.int(0, spreadMs));
    for (let waits = 0; (await account.call(limiter, "open-ticket", null)).status !== 200;) {
      waits += 1;
      await clock.sleep(Math.min(96_000, 1_000 * 2 ** waits) + rng.int(0, 24_000));
    }
  }
  async function background(limiter: Limiter, urgency: Urgency, pauseMs: number): Promise<void> {
    for (;;) {
      await clock.sleep(pauseMs * (1 + rng.next() * 0.25));
      if (account.isUp) await account.call(limiter, urgency, null);
    }
  }
  async function outbox(index: number, limiter: Limiter): Promise<void> {
    while (account.isUp) await clock.sleep(1_000 + rng.int(0, 11_000));
    // Everybody noticed the outage within seconds, and then asks every two minutes whether it is over.
    while ((await account.call(limiter, "open-ticket", null)).status !== 200) {
      await clock.sleep(rng.int(96_000, 120_000));
    }
    while ((left[index] ?? 0) > 0) {
      const waitMs = limiter.turnMs({ urgency: "outbox", endpoint: "update" });
      if (waitMs > 0) {
        await clock.sleep(Math.min(60_000, waitMs));
        continue;
      }
      limiter.takeTurn("update");
      await account.call(limiter, "outbox", null);
      await account.call(limiter, "outbox", null);
      const sent = await account.call(limiter, "outbox", "update", 2_000);
      if (sent.status === 200) left[index] = (left[index] ?? 0) - 1;
      else await clock.sleep(sent.retryAfterMs * (1 + rng.next() * 0.25));
    }
    doneAt.push(world.now - backAt);
  }

  for (let index = 0; index < options.consoles; index += 1) {
    const limiter = account.console();
    void connected(limiter, 300_000).then(() => {
      void background(limiter, "changed-list", 12_000);
      for (let n = 0; n < 3; n += 1) void background(limiter, "prefetch", 2_000);
    });
    void outbox(index, limiter);
  }
  await minutes(12);
  account.isUp = false;
  await minutes(20);
  account.isUp = true;
  backAt = world.now;
  account.requests = 0;
  account.rejected = 0;
  account.rejectedUpdates = 0;
  for (let minute = 1; minute <= 60 && doneAt.length < options.consoles; minute += 1) {
    await minutes(1);
    options.trace?.(
      `minute ${minute}: ${left.reduce((a, b) => a + b, 0)} left, ${account.requests} requests, ${account.rejected} rejected (${account.rejectedUpdates} updates)`,
    );
  }
  const sorted = doneAt.toSorted((a, b) => a - b);
  const slowest =
    doneAt.length < options.consoles ? Number.POSITIVE_INFINITY : (sorted.at(-1) ?? 0);
  return {
    minutes: slowest / 60_000,
    rejectedPercent: (account.rejected / account.requests) * 100,
    slowestRatio: slowest / (sorted[Math.floor((sorted.length - 1) / 2)] ?? 1),
  };
}
