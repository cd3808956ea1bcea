import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRtConsole, until } from "#test/rt/support/console.ts";
import { outcomeOf, updateOf } from "#test/rt/support/desk-hand.ts";
import { startDroppingProxy, type DroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import { noteFigure } from "#test/rt/support/figures.ts";
import {
  connectAs,
  newestTransaction,
  rtBase,
  rtServer,
  writtenBy,
} from "#test/rt/support/rt-desk.ts";

/** One pass as Request Tracker is shipped: every sign-in costs the server a fifth of a second. */
const before = process.env["RT_BCRYPT_COST"] ?? "4";
const never = new AbortController().signal;
let home = "";
let proxy: DroppingProxy;
function restart(cost: string): void {
  const { hostname, port } = new URL(rtBase());
  rtServer("stop");
  process.env["RT_BCRYPT_COST"] = cost;
  rtServer("start", "--host", hostname, "--port", port);
}
beforeAll(async () => {
  restart("12");
  rtServer("reset");
  home = await mkdtemp(path.join(os.tmpdir(), "rt-cost-"));
  proxy = await startDroppingProxy(rtBase());
});
afterAll(async () => {
  await proxy.close();
  restart(before);
  await rm(home, { recursive: true, force: true });
});

test("with a password at the shipped cost, a first sync in one session and a reply whose answer was lost go well", async () => {
  const since = await newestTransaction();
  const started = performance.now();
  const desk = await startRtConsole("desk.agent", path.join(home, "password.log"), {
    base: proxy.base,
    by: "password",
    settleMs: 3_000,
  });
  await until("the first sync", () => desk.engine.status().progress.complete, 600_000);
  noteFigure("rt.cost12.sync.s", (performance.now() - started) / 1000, "s, by password");
  expect(proxy.passwords()).toBe(0);
  const open = [...desk.cache.records.ticket.values()].find((one) => one.status === "open");
  proxy.dropNextAnswers(1);
  const me = desk.engine.identity()?.agent.id ?? "";
  const entry = await outcomeOf(desk, updateOf(me, open?.id ?? "", "Slow sign-in: größer"));
  await desk.stop();
  expect(entry.state).toBe("done");
  expect((await writtenBy("desk.agent", since)).map((one) => one.text)).toEqual([
    "Slow sign-in: größer",
  ]);
}, 900_000);

test("with a token at the shipped cost, each call is slow, and a reply arrives once", async () => {
  const since = await newestTransaction();
  const { connector } = connectAs("desk.agent", { base: proxy.base, settleMs: 3_000 });
  const probed = await connector.probe(never);
  if (!probed.ok) throw new Error(JSON.stringify(probed.error));
  const first = await connector.pull("first", null, never);
  const [ticket] = first.ok ? (first.value.changes.tickets ?? []) : [];
  const stamp = { base: String(since), stamp: String(since) };
  const intent = updateOf(probed.value.agent.id, ticket?.id ?? "", "Slowly, by token");
  const sent = await connector.send(connector.freeze(intent, stamp, new Map()), never);
  expect(sent.kind).toBe("accepted");
  expect((await writtenBy("desk.agent", since)).map((one) => one.text)).toEqual([
    "Slowly, by token",
  ]);
}, 900_000);
