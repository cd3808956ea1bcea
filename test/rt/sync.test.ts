import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { globalId } from "#domain/kernel/ids.ts";
import { runBestPlan } from "#test/rt/support/best-plan.ts";
import { startRtConsole, until } from "#test/rt/support/console.ts";
import { startDroppingProxy, type DroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import { noteFigure } from "#test/rt/support/figures.ts";
import { ACCOUNT, askRt, listRt, rtBase, rtServer } from "#test/rt/support/rt-desk.ts";

let home = "";
let proxy: DroppingProxy;
beforeAll(async () => {
  rtServer("reset");
  home = await mkdtemp(path.join(os.tmpdir(), "rt-sync-"));
  proxy = await startDroppingProxy(rtBase());
});
afterAll(async () => {
  await proxy.close();
  await rm(home, { recursive: true, force: true });
});

test("the first sync of the desk brings every ticket with its whole thread, as fast as the best plan of requests", async () => {
  await runBestPlan("desk.agent"); // fills the server's own caches for both
  const best = await runBestPlan("desk.agent");
  const started = performance.now();
  const desk = await startRtConsole("desk.agent", path.join(home, "first.log"), {
    base: proxy.base,
    by: "password",
  });
  await until("the first sync", () => desk.engine.status().progress.complete, 300_000);
  const ms = performance.now() - started;
  const requests = proxy.seen.length;
  noteFigure("rt.sync.ratio", ms / best.ms, "x of the best request plan, one at a time", {
    relation: "<=",
    value: 1.3,
  });
  noteFigure("rt.sync.s", ms / 1000, "s");
  noteFigure("rt.sync.requests", requests, `requests (best plan ${best.requests})`);
  const visible = (await listRt("desk.agent", "/tickets", "id > 0", "Status")).map((one) =>
    globalId(ACCOUNT, String(one["id"])),
  );
  expect([...desk.cache.records.ticket.keys()].toSorted()).toEqual(visible.toSorted());
  expect(visible.every((id) => (desk.cache.threads.get(id)?.size ?? 0) > 0)).toBe(true);
  expect(desk.engine.status().setAsideCount).toBe(0);
  await desk.stop();
});

test("a colleague's reply appears by itself, and quiet rounds cost at most two requests", async () => {
  const everyMs = 3_000;
  const desk = await startRtConsole("desk.agent", path.join(home, "live.log"), {
    base: proxy.base,
    by: "password",
    changesEveryMs: everyMs,
  });
  await until("the first sync", () => desk.engine.status().progress.complete, 300_000);
  const [id = ""] = [...desk.cache.records.ticket.values()]
    .filter((one) => one.status === "open")
    .map((one) => one.id);
  await until("threads are filled", () => desk.cache.whole.size >= desk.cache.records.ticket.size);
  await askRt("desk.lead", "POST", `/ticket/${id.slice(ACCOUNT.length + 1)}/correspond`, {
    Content: "A colleague was faster. 日本 مرحبا",
    ContentType: "text/plain",
  });
  const asked = performance.now();
  await until("the reply is here", () =>
    [...(desk.cache.threads.get(id)?.values() ?? [])].some((one) =>
      one.text.startsWith("A colleague was faster. 日本 مرحبا"),
    ),
  );
  noteFigure(
    "rt.colleague.s",
    (performance.now() - asked) / 1000,
    `s, looking every ${everyMs / 1000} s`,
    {
      relation: "<=",
      value: everyMs / 1000 + 2,
    },
  );
  // let what the news brought along settle, then count the rounds of a quiet minute
  await new Promise((resolve) => setTimeout(resolve, 2 * everyMs));
  const before = proxy.seen.length;
  const rounds = (from: number): number =>
    proxy.seen.slice(from).filter((one) => one.includes("/transactions?")).length;
  await until("six quiet rounds", () => rounds(before) >= 6);
  const perRound = (proxy.seen.length - before) / rounds(before);
  noteFigure("rt.idle.requests", perRound, "requests per quiet round", {
    relation: "<=",
    value: 2,
  });
  expect(perRound).toBeLessThanOrEqual(2);
  await desk.stop();
});
