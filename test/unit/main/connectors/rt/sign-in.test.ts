import { expect, test } from "vitest";
import { ok } from "#domain/kernel/result.ts";
import { createSignIn } from "#main/connectors/rt/sign-in.ts";
import { gatedHttp } from "#main/net/gated-http.ts";
import { createLimiter } from "#main/net/limiter.ts";
import type { Http } from "#main/net/ports.ts";
import { World } from "#test/support/sim/world.ts";

const never = new AbortController().signal;
const credentials = { kind: "password", user: "ben", password: "secret" } as const;

/** A server that opens a new session at each sign-in. */
function desk() {
  let opened = 0;
  const http: Http = {
    send: () => {
      opened += 1;
      const headers = { "set-cookie": `RT_SID_desk.443=${opened}; path=/` };
      return Promise.resolve(ok({ status: 302, headers, body: new Uint8Array() }));
    },
  };
  return { http, opened: () => opened };
}

async function shown(signIn: ReturnType<typeof createSignIn>) {
  const headers = await signIn.headers(never);
  if (!headers.ok) throw new Error(headers.error.kind);
  return headers.value;
}

test("calls that were turned away with one session share one new sign-in, however late they hear", async () => {
  const { http, opened } = desk();
  const signIn = createSignIn(credentials, "https://help.example/rt", http, "test");
  const [first, second] = [await shown(signIn), await shown(signIn)];
  expect(opened()).toBe(1);
  expect(signIn.rejected(first)).toBe(true);
  const again = await shown(signIn);
  // The second hears of it only now: the session that is open is not the one it was turned away with.
  expect(signIn.rejected(second)).toBe(true);
  expect(await shown(signIn)).toEqual(again);
  expect(opened()).toBe(2);
});

test("calls that are turned away at the same moment wait for the same sign-in", async () => {
  const { http, opened } = desk();
  const signIn = createSignIn(credentials, "https://help.example/rt", http, "test");
  const used = await shown(signIn);
  signIn.rejected(used);
  signIn.rejected(used);
  const [one, other] = await Promise.all([shown(signIn), shown(signIn)]);
  expect(one).toEqual(other);
  expect(opened()).toBe(2);
});

test("a password that is turned away is not tried again", async () => {
  const { http } = desk();
  const signIn = createSignIn(credentials, "https://help.example/rt", http, "test");
  expect(signIn.rejected({ authorization: "Basic x" })).toBe(false);
});

test("a sign-in waits out a Retry-After like every other call", async () => {
  const world = new World(1, false);
  const { http, opened } = desk();
  const limiter = createLimiter({
    clock: world.clock({ alive: true, number: 1 }),
    random: () => 0,
    accountPerMinute: 100,
    endpoints: {},
  });
  const busy = await limiter.acquire(
    { urgency: "outbox", endpoint: null, maxWaitMs: Number.POSITIVE_INFINITY },
    never,
  );
  if (busy.ok) busy.value.done({ status: 429, headers: { "retry-after": "30" } });
  const gated = gatedHttp(http, limiter);
  void createSignIn(credentials, "https://help.example/rt", gated, "test").headers(never);
  await world.run(world.now + 29_000, () => false);
  expect(opened()).toBe(0);
  await world.run(world.now + 60_000, () => false);
  expect(opened()).toBe(1);
});
