import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { replyDraftKey } from "#domain/sync/draft.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import {
  ask,
  type BuiltConsole,
  launchConsole,
  processesOf,
  uiWindow,
} from "#test/support/built-console.ts";
import { Hand } from "#test/support/hand.ts";
import { isRunningWith, killNow } from "#test/support/process-tree.ts";
import { createRng, type Rng } from "#test/support/sim/rng.ts";
import { askAllKept, askKept, type Identity, TortureAgent } from "#test/torture/agent.ts";
import { asideBytes, type Damage, DAMAGES, damage, flipInJournal } from "#test/torture/damage.ts";
import { FAULTS, Helpdesk } from "#test/torture/helpdesk.ts";
import { type Point, Points, preparationOf } from "#test/torture/points.ts";
import { AgentRecord, type Verdict } from "#test/torture/record.ts";

export type TortureOptions = {
  readonly minutes: number;
  readonly seed: number;
  /** Folder of the profile; null: a new one that is removed at the end. */
  readonly profile: string | null;
  readonly tickets: number;
  readonly note: (line: string) => void;
  /** Also what takes long: damage inside the journal, cache renewals. */
  readonly isThorough: boolean;
  /** At these named places, one after the other, as far as the time goes. */
  readonly points: readonly Point[];
};

export type TortureResult = Verdict & {
  readonly kills: number;
  readonly killsBy: ReadonlyMap<string, number>;
  readonly acts: number;
  readonly acknowledged: number;
  /** ms from the start of the process until rows are drawn and a draft was saved. */
  readonly restarts: readonly number[];
  /** ms until the console answers again after one of its processes was killed. */
  readonly repairs: readonly number[];
  /** Ends that nobody caused. */
  readonly unexpected: readonly string[];
  /** Named places at which it ended, and those that the time was too short for. */
  readonly passed: readonly Point[];
  readonly missing: readonly Point[];
};

const USABLE_MS = 60_000;
const DRAIN_MS = 240_000;
const CRASH_WAIT_MS = 6_000;
/** For points that a start passes a while after it is usable. */
const POINT_WAIT_MS = 2_500;
/** More page crashes in one minute end the console, on purpose. */
const PAGE_KILLS_PER_MINUTE = 2;

export async function runTorture(options: TortureOptions): Promise<TortureResult> {
  const torture = new Torture(options);
  try {
    return await torture.run();
  } finally {
    await torture.end();
  }
}

type Demo = Awaited<ReturnType<typeof startDemo>>;
type Session = { readonly console: BuiltConsole; page: Page };

class Torture {
  readonly #options: TortureOptions;
  readonly #rng: Rng;
  readonly #record = new AgentRecord();
  readonly #killsBy = new Map<string, number>();
  readonly #restarts: number[] = [];
  readonly #repairs: number[] = [];
  readonly #lost = new Set<string>();
  readonly #unexpected: string[] = [];
  readonly #points: Points;
  #demo: Demo | null = null;
  #session: Session | null = null;
  #profile = "";
  #pageKills: number[] = [];
  #isCacheGone = false;

  constructor(options: TortureOptions) {
    this.#options = options;
    this.#rng = createRng(options.seed);
    this.#points = new Points(this.#rng, options.points);
  }

  async run(): Promise<TortureResult> {
    const { note, minutes, seed } = this.#options;
    this.#profile =
      this.#options.profile ?? (await mkdtemp(path.join(os.tmpdir(), "switchboard-torture-")));
    const demo = await startDemo([
      ..."--ledger --faults --unlimited --lag 1 --rate 6 --seed 7".split(" "),
      "--tickets",
      String(this.#options.tickets),
    ]);
    this.#demo = demo;
    const helpdesk = new Helpdesk(demo);
    const agent = new TortureAgent(this.#rng, this.#record, await helpdesk.openTickets());
    const who = await this.#firstStart();
    const until = performance.now() + minutes * 60_000;
    for (let round = 1; performance.now() < until; round += 1) {
      await this.#round(round, agent, helpdesk, who);
    }
    note(`seed ${seed}: faults end, waiting for the outbox`);
    await helpdesk.quiet();
    const session = this.#session ?? (await this.#start());
    await this.#drain(session.page);
    const kept = await askAllKept(session.page, [...this.#record.drafts.keys()]);
    const verdict = this.#record.compare(await helpdesk.ledger(), kept);
    await this.#checkFlip();
    return {
      ...verdict,
      lost: [...new Set([...verdict.lost, ...this.#lost])],
      kills: [...this.#killsBy.values()].reduce((sum, count) => sum + count, 0),
      killsBy: this.#killsBy,
      acts: agent.acts,
      acknowledged: this.#record.acknowledged(),
      restarts: this.#restarts,
      repairs: this.#repairs,
      unexpected: this.#unexpected,
      passed: [...this.#points.passed],
      missing: this.#points.missing(),
    };
  }

  async end(): Promise<void> {
    await this.#session?.console.kill();
    await this.#demo?.stop();
    if (this.#options.profile === null && this.#profile !== "") {
      await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  #isUp(): boolean {
    return this.#session?.console.isAlive() ?? false;
  }

  #count(what: string): void {
    this.#killsBy.set(what, (this.#killsBy.get(what) ?? 0) + 1);
  }

  /** @throws When the console ended before it was usable. */
  async #start(crashAt = ""): Promise<Session> {
    const demo = this.#demo;
    const who = demo?.credentials["agent"];
    if (demo === null || who === undefined) throw new Error("there is no helpdesk");
    const launch = new AbortController();
    const launching = launchConsole({
      profile: this.#profile,
      baseUrl: demo.baseUrl,
      email: who.email,
      token: who.token,
      env: { SWITCHBOARD_CRASH_AT: crashAt },
    });
    // Playwright does not notice an end before it could attach.
    const gone = untilGone(`--user-data-dir=${this.#profile}`, launch.signal);
    launching.catch(() => undefined);
    const console = await Promise.race([
      launching,
      gone.then(() => Promise.reject(new Error("the console ended before it showed a window"))),
    ]).finally(() => launch.abort());
    const session = { console, page: console.page };
    this.#session = session;
    return session;
  }

  async #usable(page: Page): Promise<void> {
    await new Hand(page).seesQueue(USABLE_MS);
    const key = replyDraftKey("demo:0");
    const probe = { key, accountId: "demo", ticketId: null, text: "probe", fields: {}, files: [] };
    const saved = await ask(page, "drafts.save", {
      draft: { ...probe, seen: null, savedAt: Date.now() },
    });
    if (!saved.ok) throw new Error(`a draft was refused: ${saved.error.kind}`);
  }

  /** The first sync is not part of what is tortured. */
  async #firstStart(): Promise<Identity> {
    const { page } = await this.#start();
    const hand = new Hand(page);
    await hand.seesQueue(USABLE_MS);
    await hand.begin();
    for (;;) {
      const status = await ask(page, "sync.status", {});
      if (status.ok && status.value[0]?.progress.complete === true) break;
      await page.waitForTimeout(250);
    }
    const accounts = await ask(page, "accounts.list", {});
    const account = accounts.ok ? accounts.value[0] : undefined;
    if (account === undefined) throw new Error("the console has no account");
    return account;
  }

  async #round(
    round: number,
    agent: TortureAgent,
    helpdesk: Helpdesk,
    who: Identity,
  ): Promise<void> {
    const { note } = this.#options;
    const rng = this.#rng;
    const isPoint = this.#session === null && this.#options.points.length > 0 && rng.chance(0.7);
    const aim = isPoint ? this.#points.next() : null;
    const preparation = preparationOf(aim?.point ?? "journal.append");
    if (aim !== null && preparation.kind === "damage") {
      await this.#damage(rng.pick(preparation.choices));
    }
    // Without a cache and without a helpdesk there is no queue to wait for.
    if (this.#isCacheGone) await helpdesk.quiet();
    let what = this.#session === null ? "" : "first session";
    if (this.#session === null) {
      const started = performance.now();
      try {
        const session = await this.#start(aim === null ? "" : `${aim.point}:${aim.times}`);
        await this.#usable(session.page);
        this.#restarts.push(performance.now() - started);
        this.#isCacheGone = false;
        await this.#checkKept(session.page);
        what = `usable after ${(this.#restarts.at(-1) ?? 0).toFixed(0)} ms`;
      } catch (cause) {
        if (aim !== null && !/Timeout/.test(String(cause)) && (await this.#diedAt(aim.point))) {
          note(`round ${round}: ended at ${aim.point} before it was usable`);
          return;
        }
        if (this.#isUp()) throw cause;
        await this.#endedByItself(round, cause);
        return;
      }
    }
    const session = this.#session;
    if (session === null) return;
    if (preparation.kind === "answers are lost") {
      await helpdesk.fault({ kind: "drop-after-commit", method: "PUT", count: 5 });
    } else if (rng.chance(0.5)) await this.#misfortune(helpdesk);
    const actUntil = performance.now() + rng.int(1_500, 5_000);
    const isOver = (): boolean => performance.now() > actUntil || !session.console.isAlive();
    const acting = agent.act(session.page, who, isOver);
    if (aim === null && rng.chance(0.6)) {
      await session.page.waitForTimeout(rng.int(200, 1_200)).catch(() => undefined);
      if (session.console.isAlive()) await this.#killPart(session, agent);
    }
    await acting;
    if (preparation.kind === "journal grows" && session.console.isAlive()) {
      const isDead = (): boolean => !session.console.isAlive();
      await agent.fillJournal(session.page, who, isDead).catch(() => undefined);
    }
    if (aim === null && !session.console.isAlive()) {
      await this.#endedByItself(round, "while the agent worked");
      return;
    }
    if (aim !== null && (await this.#diedAt(aim.point))) {
      note(`round ${round}: ${what}; ended at ${aim.point}:${aim.times}`);
      return;
    }
    if (rng.chance(0.08)) {
      await session.console.quit();
      this.#session = null;
      note(`round ${round}: ${what}; quit`);
    } else {
      await session.console.kill();
      this.#session = null;
      this.#count("everything at once");
      const missed = aim === null ? "" : ` (${aim.point}:${aim.times} was not passed)`;
      note(`round ${round}: ${what}; killed everything${missed}`);
    }
    if (rng.chance(this.#options.isThorough ? 0.25 : 0.15)) {
      await this.#damage(rng.pick(DAMAGES));
    }
  }

  async #damage(kind: Damage): Promise<void> {
    this.#isCacheGone ||= kind.includes("cache");
    this.#options.note(`  ${kind}: ${await damage(this.#profile, kind, this.#rng)}`);
  }

  /** Whether the console ended by itself at its crash point, now or within a short while. */
  async #diedAt(point: Point): Promise<boolean> {
    const session = this.#session;
    if (session !== null && session.console.isAlive()) {
      const isQuit = preparationOf(point).kind === "quit";
      // Points of the end are passed only by somebody who quits.
      if (isQuit) void session.console.quit();
      await Promise.race([
        session.console.ended,
        new Promise((resolve) => setTimeout(resolve, isQuit ? CRASH_WAIT_MS : POINT_WAIT_MS)),
      ]);
      if (session.console.isAlive()) {
        this.#points.notReached(point);
        return false;
      }
    }
    await session?.console.kill();
    this.#session = null;
    this.#points.reached(point);
    this.#count(`at ${point}`);
    return true;
  }

  /** Nobody killed it: told with what it logged last. */
  async #endedByItself(round: number, cause: unknown): Promise<void> {
    this.#session = null;
    const log = await readFile(path.join(this.#profile, "logs/switchboard.log"), "utf8").catch(
      () => "",
    );
    const words = `round ${round}: the console ended by itself: ${String(cause).split("\n")[0] ?? ""}`;
    this.#options.note([words, ...log.trimEnd().split("\n").slice(-8)].join("\n    "));
    this.#unexpected.push(words);
  }

  async #misfortune(helpdesk: Helpdesk): Promise<void> {
    const rng = this.#rng;
    const dice = rng.next();
    if (dice < 0.3) await helpdesk.outage(rng.pick(["refuse", "reset", "hang"]), rng.int(1, 4));
    else if (dice < 0.4) await this.#moveClock(rng.pick([3_600_000, -3_600_000]));
    else {
      const rule = FAULTS[rng.int(0, FAULTS.length - 1)];
      if (rule !== undefined) await helpdesk.fault(rule);
    }
  }

  /** The wall clock jumps for every process of the console, as when somebody sets it; the helpdesk's does not. */
  async #moveClock(ms: number): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    const pages = session.console.app.windows().filter((page) => !page.isClosed());
    const moves = [
      session.console.app.evaluate((_electron, offset) => {
        const real = Date.now.bind(Date);
        Date.now = () => real() + offset;
      }, ms),
      ...pages.map((page) => page.evaluate(moveDate, ms)),
      ...pages.flatMap((page) => page.workers().map((worker) => worker.evaluate(moveDate, ms))),
    ];
    await Promise.allSettled(moves);
  }

  async #killPart(session: Session, agent: TortureAgent): Promise<void> {
    const rng = this.#rng;
    const now = performance.now();
    this.#pageKills = this.#pageKills.filter((at) => now - at < 60_000);
    const kinds = ["cache host", "gpu", "window"] as const;
    const kind = rng.pick(kinds);
    if (kind === "window" && this.#pageKills.length >= PAGE_KILLS_PER_MINUTE) return;
    const found = await processesOf(session.console.app).catch(() => []);
    const victim = found.find((one) => one.kind === kind && one.pid > 1);
    if (victim === undefined) return;
    if (kind === "window") this.#pageKills.push(now);
    killNow(victim.pid);
    this.#count(kind);
    try {
      if (kind === "window") {
        await session.page.waitForEvent("crash", { timeout: 3_000 }).catch(() => undefined);
        session.page = await nextWindow(session.console, session.page);
      }
      await this.#usable(session.page);
      if (kind === "cache host") await agent.withKeyboard(() => this.#hostAnswers(session.page));
      this.#repairs.push(performance.now() - now);
    } catch (cause) {
      if (session.console.isAlive()) throw cause;
    }
  }

  /** Another conversation can be read: the answer comes from the new host. */
  async #hostAnswers(page: Page): Promise<void> {
    const hand = new Hand(page);
    await hand.openBelow(1);
    await hand.toQueue();
  }

  /** What was acknowledged is there right after the start, before anything else happens. */
  async #checkKept(page: Page): Promise<void> {
    const kept = await askKept(page);
    const missing = this.#record.lostDrafts(kept);
    if (missing.length === 0) return;
    const all = await askAllKept(page, [...this.#record.drafts.keys()]);
    for (const one of this.#record.lostDrafts(all)) this.#lost.add(one);
  }

  /** Lets everything go out, deciding like an agent who wants it sent. */
  async #drain(page: Page): Promise<void> {
    const until = performance.now() + DRAIN_MS;
    const refused = new Map<string, number>();
    while (performance.now() < until) {
      const accounts = await ask(page, "accounts.list", {});
      if (accounts.ok) {
        for (const { accountId } of accounts.value) await ask(page, "sync.now", { accountId });
      }
      const listed = await ask(page, "outbox.list", {});
      if (!listed.ok) throw new Error("the app does not tell its outbox");
      const left = listed.value.filter(({ state }) => !isFinal(state));
      const asking = left.filter(({ state }) => state === "needs-human");
      for (const { intent, reason } of asking) {
        const times = (refused.get(intent.opId) ?? 0) + 1;
        refused.set(intent.opId, times);
        if (times > 3) continue;
        const { opId } = intent;
        if (reason?.kind === "conversation-moved")
          await ask(page, "outbox.confirm", { opId, keep: [] });
        else if (reason?.kind === "field-conflict") {
          const keep = reason.conflicts.map(({ field }) => field);
          await ask(page, "outbox.confirm", { opId, keep });
        } else await ask(page, "outbox.retry", { opId });
      }
      if (left.every(({ intent }) => (refused.get(intent.opId) ?? 0) > 3)) return;
      await page.waitForTimeout(1_000);
    }
  }

  /** One byte inside committed records, in both files: only what it hits may be gone, and the agent is told. */
  async #checkFlip(): Promise<void> {
    const { note } = this.#options;
    const before = this.#session;
    if (!this.#options.isThorough || before === null) return;
    const keptBefore = await askKept(before.page);
    await before.console.kill();
    this.#session = null;
    const aside = await asideBytes(this.#profile);
    const flip = await flipInJournal(this.#profile, this.#rng);
    if (flip === null) return;
    const { page } = await this.#start();
    await this.#usable(page);
    const kept = await askKept(page);
    const set = (await asideBytes(this.#profile)) - aside;
    const told = await page
      .getByText(/journal|damaged/i)
      .first()
      .isVisible()
      .catch(() => false);
    const gone = keptBefore.outbox.length - kept.outbox.length;
    const goneDrafts = keptBefore.drafts.length - kept.drafts.length;
    note(
      `a byte flipped in the journal and in its copy, at ${flip.at} of ${flip.size}: ${set} bytes set aside, ${gone} outgoing changes and ` +
        `${goneDrafts} drafts of ${keptBefore.outbox.length} and ${keptBefore.drafts.length} gone with it, ${told ? "the agent was told" : "NOT TOLD"}`,
    );
    if (gone > 1 || goneDrafts > 1 || set === 0 || !told)
      this.#lost.add("the journal's other records");
  }
}

/** Runs in a page or a worker: from now on its wall clock is another one. */
function moveDate(ms: number): void {
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    get: (target, name) =>
      name === "now" ? () => Real.now() + ms : (Reflect.get(target, name) as unknown),
    construct: (target, given: unknown[]) =>
      Reflect.construct(target, given.length === 0 ? [Real.now() + ms] : given),
  });
}

/** The window that takes the place of one that crashed. */
async function nextWindow(console: BuiltConsole, crashed: Page): Promise<Page> {
  const until = performance.now() + 20_000;
  while (performance.now() < until && console.isAlive()) {
    const page = await uiWindow(console.app);
    if (page !== crashed) return page;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("no window came after the crash");
}

/** Resolves when nothing runs with this argument any more, after something did; never once aborted. */
async function untilGone(argument: string, signal: AbortSignal): Promise<void> {
  let wasThere = false;
  for (let misses = 0; misses < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (signal.aborted) await new Promise(() => undefined);
    const isThere = await isRunningWith(argument);
    wasThere ||= isThere;
    misses = wasThere && !isThere ? misses + 1 : 0;
  }
}
