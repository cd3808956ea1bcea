import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRtConsole, until } from "#test/rt/support/console.ts";
import { outcomeOf, updateOf } from "#test/rt/support/desk-hand.ts";
import { startDroppingProxy, type DroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import { noteFigure } from "#test/rt/support/figures.ts";
import { newestTransaction, rtBase, rtServer, writtenBy } from "#test/rt/support/rt-desk.ts";

/** One pass as Request Tracker is shipped: every sign-in costs the server a fifth of a second. */
const before = process.env["RT_BCRYPT_COST"] ?? "4";
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

for (const by of ["password", "token"] as const) {
  test(`with a ${by} at the shipped cost, a first sync and a reply whose answer was lost go well`, async () => {
    const since = await newestTransaction();
    const started = performance.now();
    const desk = await startRtConsole("desk.agent", path.join(home, `${by}.log`), {
      base: proxy.base,
      by,
      settleMs: 3_000,
    });
    await until("the first sync", () => desk.engine.status().progress.complete, 600_000);
    noteFigure(`rt.cost12.${by}.sync.s`, (performance.now() - started) / 1000, "s");
    const open = [...desk.cache.records.ticket.values()].find((one) => one.status === "open");
    proxy.dropNextAnswers(1);
    const words = `Slow sign-in by ${by}: größer`;
    const me = desk.engine.identity()?.agent.id ?? "";
    const entry = await outcomeOf(desk, updateOf(me, open?.id ?? "", words));
    await desk.stop();
    expect(entry.state).toBe("done");
    expect((await writtenBy("desk.agent", since)).map((one) => one.text)).toEqual([words]);
  }, 900_000);
}
