import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { globalId } from "#domain/kernel/ids.ts";
import { runBestPlan } from "#test/rt/support/best-plan.ts";
import { differences, readBooks } from "#test/rt/support/books.ts";
import { startRtConsole, until, type RtConsole } from "#test/rt/support/console.ts";
import { startDroppingProxy, type DroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import { noteFigure } from "#test/rt/support/figures.ts";
import { ACCOUNT, askRt, listRt, makeTicket, rtBase, rtServer } from "#test/rt/support/rt-desk.ts";

/** Pause between looks for changes of the console that stays, ms. */
const EVERY_MS = 3_000;
let home = "";
let proxy: DroppingProxy;
/** The console of the last first sync; it stays for what follows. */
let stays: RtConsole | null = null;
beforeAll(async () => {
  rtServer("reset");
  home = await mkdtemp(path.join(os.tmpdir(), "rt-sync-"));
  proxy = await startDroppingProxy(rtBase());
});
afterAll(async () => {
  await stays?.stop();
  await proxy.close();
  await rm(home, { recursive: true, force: true });
});

async function syncFirst(journal: string): Promise<RtConsole> {
  const desk = await startRtConsole("desk.agent", path.join(home, journal), {
    base: proxy.base,
    by: "password",
    changesEveryMs: EVERY_MS,
  });
  await until("the first sync", () => desk.engine.status().progress.complete, 600_000);
  return desk;
}

/** How often each kind of path was asked for, numbers left out, most first. */
function tally(seen: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of seen) {
    const path = (one.split("?")[0] ?? "").replace("/REST/2.0", "").replaceAll(/\d+/g, "…");
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([path, count]) => `${path} ${count}`)
    .join(", ");
}

test("the first sync of the desk brings every ticket with its whole thread, as fast as the best plan of requests", async () => {
  await runBestPlan("desk.agent"); // fills the server's own caches for both
  // In turns, so that whatever else the machine does bears on both alike.
  const best: number[] = [];
  const own: number[] = [];
  let requests = 0;
  let bestRequests = 0;
  for (const round of [1, 2]) {
    await stays?.stop();
    stays = null;
    const plan = await runBestPlan("desk.agent");
    best.push(plan.ms);
    bestRequests = plan.requests;
    const before = proxy.seen.length;
    const started = performance.now();
    stays = await syncFirst(`first-${round}.log`);
    own.push(performance.now() - started);
    requests = proxy.seen.length - before;
    if (round === 1) process.stdout.write(`first sync asks: ${tally(proxy.seen.slice(before))}\n`);
  }
  const desk = stays;
  if (desk === null) throw new Error("there was no first sync");
  const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
  noteFigure("rt.sync.ratio", sum(own) / sum(best), "x of the best request plan, two turns each", {
    relation: "<=",
    value: 1.3,
  });
  noteFigure("rt.sync.s", sum(own) / own.length / 1000, "s");
  noteFigure("rt.sync.best.s", sum(best) / best.length / 1000, "s, the best plan");
  noteFigure("rt.sync.requests", requests, "requests");
  noteFigure("rt.sync.best.requests", bestRequests, "requests, the best plan");
  expect(desk.engine.status().setAsideCount).toBe(0);
  const visible = (await listRt("desk.agent", "/tickets", "id > 0", "Status")).map((one) =>
    globalId(ACCOUNT, String(one["id"])),
  );
  expect([...desk.cache.records.ticket.keys()].toSorted()).toEqual(visible.toSorted());
  expect(visible.every((id) => (desk.cache.threads.get(id)?.size ?? 0) > 0)).toBe(true);
  const queues = ["Support", "Billing", "Returns"];
  expect(differences(desk.cache, await readBooks(), queues)).toEqual([]);
}, 600_000);

test("a colleague's reply appears by itself, and quiet rounds cost at most two requests", async () => {
  const desk = (stays ??= await syncFirst("colleague.log"));
  const id = await makeTicket();
  await until("the new ticket is here", () => desk.cache.records.ticket.has(id));
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
    "rt.reply.visible.s",
    (performance.now() - asked) / 1000,
    `s, looking every ${EVERY_MS / 1000} s`,
    {
      relation: "<=",
      value: EVERY_MS / 1000 + 2,
    },
  );
  // let what the news brought along settle, then count the rounds of a quiet minute
  await new Promise((resolve) => setTimeout(resolve, 2 * EVERY_MS));
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
});
