import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { awaited } from "#domain/sync/outbox-rules.ts";
import { isFinal, type OutboxEntry } from "#domain/sync/outbox.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { ask, type BuiltConsole, launchConsole } from "#test/support/built-console.ts";
import { Hand } from "#test/support/hand.ts";
import { descendants } from "#test/support/process-tree.ts";
import { createRng, type Rng } from "#test/support/sim/rng.ts";
import {
  collectGarbage,
  countListeners,
  folderMb,
  installWatch,
  type Listeners,
  memoryByKind,
  takeWatched,
} from "#test/soak/measure.ts";
import type { Sample } from "#test/soak/slope.ts";
import { Helpdesk } from "#test/torture/helpdesk.ts";
import { opOf } from "#test/torture/record.ts";

export type SoakOptions = {
  readonly hours: number;
  readonly seed: number;
  readonly tickets: number;
  /** 1: what a shift brings, 60 replies and 2,000 changes an hour; 3: three times that. */
  readonly pace: number;
  /** Tickets opened before anything is measured. */
  readonly warmUpOpens: number;
  /** Sent before anything is measured, and every trouble once; 0: neither. */
  readonly warmUpReplies: number;
  readonly note: (line: string) => void;
};

export type SoakResult = {
  /** By kind of process, and `total`. */
  readonly memory: ReadonlyMap<string, readonly Sample[]>;
  readonly profile: readonly Sample[];
  readonly listeners: { readonly start: Listeners; readonly end: Listeners };
  /** ms from key to paint, in the first and the last quarter. */
  readonly typing: { readonly start: readonly number[]; readonly end: readonly number[] };
  /** ms from the sending key to "queued", which includes the disk's sync. */
  readonly queued: readonly number[];
  readonly replies: number;
  readonly delivered: number;
  readonly troubles: ReadonlyMap<string, number>;
  readonly unsent: number;
  /** A person holds them up: they ask, or wait behind one that asks. */
  readonly asking: number;
};

const REPLIES_PER_HOUR = 60;
const CHANGES_PER_HOUR = 2_000;
const SAMPLES = 40;
const FROZEN_MS = 36_000;

/** One shift with the built console: replies by keys, a busy helpdesk, sleeps, outages and lost sign-ins. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { hours, seed, note, pace } = options;
  const rng = createRng(seed);
  const profile = await mkdtemp(path.join(os.tmpdir(), "switchboard-soak-"));
  const demo = await startDemo([
    ..."--ledger --faults --unlimited --lag 2".split(" "),
    "--tickets",
    String(options.tickets),
    "--rate",
    String((CHANGES_PER_HOUR * pace) / 60),
  ]);
  const who = demo.credentials["agent"];
  if (who === undefined) throw new Error("the demo workspace has no agent");
  const helpdesk = new Helpdesk(demo);
  const console = await launchConsole({
    profile,
    baseUrl: demo.baseUrl,
    email: who.email,
    token: who.token,
    args: ["--js-flags=--expose-gc"],
  });
  note(
    `soak: ${hours} h at ${pace.toFixed(1)} times a shift's pace: ${(REPLIES_PER_HOUR * pace).toFixed(0)} replies and ` +
      `${(CHANGES_PER_HOUR * pace).toFixed(0)} changes an hour`,
  );
  try {
    return await shift(options, { rng, pace, profile, helpdesk, console });
  } finally {
    await console.kill();
    await demo.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Shift = {
  readonly rng: Rng;
  readonly pace: number;
  readonly profile: string;
  readonly helpdesk: Helpdesk;
  readonly console: BuiltConsole;
};

async function shift(options: SoakOptions, parts: Shift): Promise<SoakResult> {
  const { note, hours } = options;
  const { console, helpdesk, profile, rng, pace } = parts;
  const { app, page } = console;
  const hand = new Hand(page);
  await hand.seesQueue(60_000);
  await hand.begin();
  await untilComplete(page);
  await warmUp(hand, page, options.warmUpOpens, () => collectGarbage(app));
  let [replies, failed, happened] = [0, 0, 0];
  const reply = async (): Promise<void> => {
    try {
      await hand.openBelow(rng.int(1, 4));
      await hand.write("reply", `Reply ${replies} of a long shift, typed as people type.`);
      await hand.send();
      replies += 1;
    } catch {
      failed += 1; // a closed ticket has no composer; the next one has
      await hand.toQueue().catch(() => undefined);
    }
  };
  for (const what of options.warmUpReplies > 0 ? TROUBLES : []) {
    await trouble(what, parts, page);
    await untilOver(helpdesk, page);
  }
  // An hour's work in a few minutes: what has a limit has reached it then.
  while (replies + failed < options.warmUpReplies) {
    await reply();
    for (let n = 0; n < CHANGES_PER_HOUR / REPLIES_PER_HOUR; n += 1) await helpdesk.step();
  }
  await installWatch(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");

  const memory = new Map<string, Sample[]>();
  const sizes: Sample[] = [];
  const typed: { readonly hours: number; readonly ms: number }[] = [];
  const queued: number[] = [];
  const troubles = new Map<string, number>();
  const began = performance.now();
  const now = (): number => (performance.now() - began) / 3_600_000;
  const sampleEveryMs = Math.max(5_000, (hours * 3_600_000) / SAMPLES);
  const replyEveryMs = 3_600_000 / (REPLIES_PER_HOUR * pace);
  const troubleEveryMs = Math.max(60_000, (hours * 3_600_000) / 12);
  let nextSample = 0;
  let nextReply = performance.now();
  let nextTrouble = performance.now() + troubleEveryMs / 2;
  let startListeners: Listeners | null = null;

  const sample = async (): Promise<void> => {
    await collectGarbage(app);
    const byKind = await memoryByKind(app);
    const total = [...byKind.values()].reduce((sum, mb) => sum + mb, 0);
    for (const [kind, value] of [...byKind, ["total", total] as const]) {
      memory.set(kind, [...(memory.get(kind) ?? []), { hours: now(), value }]);
    }
    sizes.push({ hours: now(), value: await folderMb(profile) });
    if (startListeners === null && now() > hours * 0.2)
      startListeners = await countListeners(app, cdp);
    const watched = await takeWatched(page);
    for (const ms of watched.typed) typed.push({ hours: now(), ms });
    queued.push(...watched.queued);
  };

  while (now() < hours) {
    const at = performance.now();
    if (at >= nextReply) {
      nextReply = at + replyEveryMs * (0.7 + rng.next() * 0.6);
      await reply();
    } else if (at >= nextSample) {
      // In turns: an agent does not write while all heaps are swept.
      nextSample = at + sampleEveryMs;
      await sample();
    }
    if (at >= nextTrouble) {
      nextTrouble = at + troubleEveryMs;
      const what = TROUBLES[happened % TROUBLES.length] ?? "outage";
      happened += 1;
      await trouble(what, parts, page);
      troubles.set(what, (troubles.get(what) ?? 0) + 1);
      note(`${(now() * 60).toFixed(1)} min: ${what}`);
    }
    await page.waitForTimeout(200);
  }
  await helpdesk.quiet();
  await sample();
  const end = await countListeners(app, cdp);
  const unsent = await drain(page);
  const listed = await ask(page, "outbox.list", {});
  const asking = listed.ok ? heldUp(listed.value) : [];
  const why = asking.map(({ reason, waitingFor }) => (reason ?? waitingFor)?.kind ?? "nothing");
  if (why.length > 0) note(`held up: ${why.join(", ")}`);
  const ops = new Set((await helpdesk.ledger()).map(({ metadata }) => opOf(metadata)));
  ops.delete(null);
  const quarter = hours / 4;
  note(`${replies} replies by keys, ${failed} could not be written (closed or unreadable tickets)`);
  return {
    memory,
    profile: sizes,
    listeners: { start: startListeners ?? end, end },
    typing: {
      start: typed.filter((one) => one.hours < quarter).map(({ ms }) => ms),
      end: typed.filter((one) => one.hours > hours - quarter).map(({ ms }) => ms),
    },
    queued,
    replies,
    delivered: ops.size,
    troubles,
    unsent,
    asking: asking.length,
  };
}

/** An open ticket has been looked up at the helpdesk by then. */
const LOOKED_UP_MS = 300;
const SCREENS = ["s", "o", "m", "c", "k", "e", "q"] as const;

/**
 * What fills up to a limit does so before anything is measured: tickets at hand, conversations kept open, glyphs of all
 * scripts, compiled code. What grows after that has no limit.
 */
async function warmUp(
  hand: Hand,
  page: Page,
  opens: number,
  collect: () => Promise<void>,
): Promise<void> {
  for (let n = 0; n < opens; n += 1) {
    await hand.openBelow(1 + (n % 2)).catch(() => undefined);
    await page.waitForTimeout(LOOKED_UP_MS);
    if (n % 10 === 0) {
      await hand.write("note", "Words of the warm-up, never sent.").catch(() => undefined);
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Backspace");
    }
    if (n % 60 === 59) {
      await hand.toQueue();
      await page.keyboard.press("Home");
      await collect();
    }
  }
  await hand.toQueue();
  for (const screen of [...SCREENS, ...SCREENS]) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press(screen);
    await page.waitForTimeout(500);
  }
  await hand.toQueue();
}

async function untilComplete(page: Page): Promise<void> {
  for (;;) {
    const status = await ask(page, "sync.status", {});
    if (status.ok && status.value[0]?.progress.complete === true) return;
    await page.waitForTimeout(500);
  }
}

const TROUBLES = ["outage", "sign-in expired", "sleep", "too many requests"] as const;
type Trouble = (typeof TROUBLES)[number];

/** An outage ends by itself: until then nobody can be told to be quiet. */
async function untilOver(helpdesk: Helpdesk, page: Page): Promise<void> {
  for (;;) {
    await page.waitForTimeout(5_000);
    const isOver = await helpdesk.quiet().then(
      () => true,
      () => false,
    );
    if (isOver) return;
  }
}

/** One of the things that happen in a shift. */
async function trouble(
  what: Trouble,
  { rng, helpdesk, console }: Shift,
  page: Page,
): Promise<void> {
  switch (what) {
    case "outage":
      await helpdesk.outage(rng.pick(["refuse", "reset", "hang"]), rng.int(10, 40));
      return;
    case "sign-in expired":
      await helpdesk.fault({ kind: "error", status: 401, count: 4 });
      await page.waitForTimeout(3_000);
      await helpdesk.quiet();
      for (const { accountId } of await accountsOf(page))
        await ask(page, "sync.now", { accountId });
      return;
    case "sleep":
      await freeze(console.pid, FROZEN_MS);
      return;
    case "too many requests":
      await helpdesk.fault({ kind: "throttle", count: 5, retryAfter: 5 });
  }
}

async function accountsOf(page: Page): Promise<readonly { readonly accountId: string }[]> {
  const accounts = await ask(page, "accounts.list", {});
  return accounts.ok ? accounts.value : [];
}

/** Stops every process of the console for a while, as a machine asleep does. */
async function freeze(pid: number, ms: number): Promise<void> {
  const all = [pid, ...(await descendants(pid))];
  const signal = (name: "SIGSTOP" | "SIGCONT"): void => {
    for (const one of all) {
      try {
        process.kill(one, name);
      } catch {
        // it ended meanwhile
      }
    }
  };
  signal("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal("SIGCONT");
}

/** Entries that a person holds up: those that ask, and what waits behind them for the same ticket. */
function heldUp(entries: readonly OutboxEntry[]): readonly OutboxEntry[] {
  const asking = entries.filter(({ state }) => state === "needs-human");
  const ids = new Set(asking.flatMap(({ intent }) => awaited(intent)));
  return entries.filter(
    ({ state, intent }) => !isFinal(state) && awaited(intent).some((id) => ids.has(id)),
  );
}

/** @returns Entries that are still on their way after two minutes of quiet; those that a person holds up don't count. */
async function drain(page: Page): Promise<number> {
  for (let second = 0; ; second += 1) {
    if (second % 10 === 0) {
      for (const { accountId } of await accountsOf(page))
        await ask(page, "sync.now", { accountId });
    }
    const listed = await ask(page, "outbox.list", {});
    const open = listed.ok ? listed.value.filter(({ state }) => !isFinal(state)) : [];
    const left = listed.ok ? open.length - heldUp(open).length : 1;
    if (left === 0 || second >= 120) return left;
    await page.waitForTimeout(1_000);
  }
}
