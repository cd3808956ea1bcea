import { expect, test } from "vitest";
import { createCrowd } from "#main/net/crowd.ts";
import { createTurns, type Load } from "#main/net/turns.ts";
import { returnFromOutage, ToyAccount } from "#test/support/crowd/toy-account.ts";

const TURNS = { random: () => 0.5, aim: 1, usualMs: null, keep: 0.6, gain: 0.5 } as const;
const WINDOW = { limit: 100, windowMs: 60_000 } as const;
/** Everybody at this share of the budget, half a minute into the window. */
const load = (speed: number): Load => ({ ...WINDOW, elapsedMs: 30_000, used: speed * 50 });

test.each([60, 200])(
  "%i consoles come back at once: few refusals, nobody much later than the others",
  { timeout: 60_000 },
  async (consoles) => {
    const result = await returnFromOutage({ seed: 1, consoles, replies: 10, perMinute: 700 });
    expect(result.rejectedPercent).toBeLessThanOrEqual(3);
    expect(result.slowestRatio).toBeLessThanOrEqual(1.6);
    expect(result.minutes).toBeLessThanOrEqual(consoles / 10 + 6);
  },
);

test("a console alone waits for nobody, before and after an outage", async () => {
  const account = new ToyAccount(1, 700);
  const limiter = account.console();
  const calls = async (count: number): Promise<readonly number[]> => {
    const waits: number[] = [];
    for (let n = 0; n < count; n += 1) {
      waits.push(limiter.turnMs({ urgency: "outbox", endpoint: "update" }));
      limiter.takeTurn("update");
      const called = account.call(limiter, "outbox", "update");
      await account.world.run(account.world.now + 1_000, () => false);
      await called;
    }
    return waits;
  };
  expect(await calls(20)).toEqual(Array.from({ length: 20 }, () => 0));
  account.isUp = false;
  for (let minute = 0; minute < 10; minute += 1) {
    void account.call(limiter, "open-ticket", null);
    await account.world.run(account.world.now + 60_000, () => false);
  }
  account.isUp = true;
  expect(await calls(20)).toEqual(Array.from({ length: 20 }, () => 0));
});

test("the crowd's size is what everybody used over what we used", () => {
  const crowd = createCrowd();
  expect(crowd.size()).toBe(1);
  for (let window = 0; window < 30; window += 1) {
    for (let own = 1; own <= 4; own += 1) crowd.told(own * 10, own);
    crowd.nextWindow();
  }
  expect(crowd.size()).toBeGreaterThan(9);
  expect(crowd.size()).toBeLessThan(13);
});

test("an outage does not make the team smaller", () => {
  const crowd = createCrowd();
  for (let window = 0; window < 5; window += 1) {
    crowd.told(100, 5);
    crowd.nextWindow();
  }
  const before = crowd.size();
  for (let window = 0; window < 60; window += 1) crowd.nextWindow();
  expect(crowd.size()).toBe(before);
});

test("while there is plenty nobody takes turns", () => {
  const turns = createTurns(TURNS);
  turns.take(0);
  turns.told(load(0.3), 50, 0);
  expect(turns.waitMs(1)).toBe(0);
});

test("in a crowd the pause begins as an equal share and grows while all are too fast", () => {
  const turns = createTurns(TURNS);
  turns.told(load(0.9), 100, 0);
  turns.take(0);
  expect(turns.waitMs(0)).toBeCloseTo(60_000, -1);
  turns.take(100_000);
  turns.told(load(1.9), 100, 100_000);
  expect(turns.waitMs(100_000)).toBeGreaterThan(62_000);
  turns.take(300_000);
  turns.told(load(0.5), 100, 300_000);
  turns.take(500_000);
  turns.told(load(0.5), 100, 500_000);
  expect(turns.waitMs(500_000)).toBeLessThan(60_000);
});

test("a refusal keeps at least the Retry-After, and then not everybody comes at its end", () => {
  const ends = [0, 0.5, 0.99].map((random) => {
    const turns = createTurns({ ...TURNS, random: () => random });
    turns.refused({ ...WINDOW, used: 100, elapsedMs: 20_000 }, 40_000, 20, 0);
    return turns.waitMs(0);
  });
  expect(Math.min(...ends)).toBeGreaterThanOrEqual(40_000);
  expect(new Set(ends.map((ms) => Math.round(ms / 1000))).size).toBe(3);
});

test("after a long calm the turns end", () => {
  const turns = createTurns(TURNS);
  turns.told(load(0.9), 100, 0);
  for (let at = 0; at <= 600_000; at += 60_000) {
    turns.take(at);
    turns.told(load(0.1), 100, at);
  }
  expect(turns.waitMs(600_001)).toBe(0);
});
