import { createLimiter } from "#main/net/limiter.ts";
import { createOutboxHandlers } from "#main/ipc/outbox-handlers.ts";
import { openOutbox } from "#main/sync/outbox/outbox.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import { checkQuestion } from "#test/support/sim/check.ts";
import {
  flawedFile,
  flawedLimiter,
  flawedOutbox,
  flawedPages,
  flawedSubmit,
} from "#test/support/sim/flaws.ts";
import type { Flaw } from "#test/support/sim/flaws.ts";
import type { ModelNet } from "#test/support/sim/model-net.ts";
import { createPage } from "#test/support/sim/sim-page.ts";
import type { SimPage } from "#test/support/sim/sim-page.ts";
import { cacheOf, followStream, withMishap } from "#test/support/sim/sim-pages.ts";
import { createSimConnector, endpointsOf } from "#test/support/sim/sim-connector.ts";
import { runEngine, runSender } from "#test/support/sim/sim-engine.ts";
import type { Driver, DriverParts } from "#test/support/sim/sim-engine.ts";
import type { Site } from "#test/support/sim/site.ts";
import type { Life, World } from "#test/support/sim/world.ts";

export const JOURNAL_KEY = new Uint8Array(32).fill(7);

/** One run of the console's main process: what its windows call, and each account's outbox and worker. */
export type App = {
  readonly life: Life;
  readonly page: SimPage;
  readonly outboxes: ReadonlyMap<Site, Outbox>;
  readonly drivers: ReadonlyMap<Site, Driver>;
};

export type ConsoleOptions = {
  readonly flaw: Flaw | null;
  readonly trace: boolean;
  /** Chance of an end at each point at which one may come. */
  readonly crash: number;
  /** Chance of each commit to fail. */
  readonly cacheFails: number;
  readonly isOnline: () => boolean;
  /** What was found wrong while it ran. */
  readonly violations: string[];
};

/** The console through all its lives: it starts again whenever it has ended. */
export class SimConsole {
  readonly #world: World;
  readonly #sites: readonly Site[];
  readonly #options: ConsoleOptions;
  #life: Life = { alive: false, number: 0 };
  #app: App | null = null;
  crashes = 0;

  constructor(world: World, sites: readonly Site[], options: ConsoleOptions) {
    this.#world = world;
    this.#sites = sites;
    this.#options = options;
  }

  app(): App | null {
    return this.#app?.life.alive === true ? this.#app : null;
  }

  driver(site: Site): Driver | undefined {
    return this.app()?.drivers.get(site);
  }

  end(): void {
    this.#life.alive = false;
  }

  #crash(why: string): void {
    if (!this.#life.alive) return;
    this.#life.alive = false;
    this.crashes += 1;
    this.#world.note(() => `CRASH in life ${this.#life.number} (${why})`);
    for (const { disk } of this.#sites) disk.crash();
    this.#app = null;
    this.#world.after(this.#world.rng.int(100, 4_000), () => this.boot());
  }

  #mayCrash(life: Life, why: string): boolean {
    const { faults, rng } = this.#world;
    if (!life.alive) return true;
    if (!faults || life !== this.#life || !rng.chance(this.#options.crash)) return false;
    this.#crash(why);
    return true;
  }

  boot(): void {
    const life: Life = { alive: true, number: this.#life.number + 1 };
    this.#life = life;
    this.#world.note(() => `start of life ${life.number}`);
    void this.#start(life);
  }

  async #start(life: Life): Promise<void> {
    const { violations, flaw } = this.#options;
    const outboxes = new Map<Site, Outbox>();
    for (const site of this.#sites) {
      const opened = await this.#openOutbox(life, site);
      if (!life.alive) return;
      if (!opened.ok) {
        life.alive = false;
        if (this.#world.faults) this.#world.after(1_000, () => this.boot());
        else violations.push(`I9 the journal does not open: ${JSON.stringify(opened.error)}`);
        return;
      }
      if (opened.value.report.damagedBytes > 0) {
        violations.push("I9 damage in the middle of a journal that only ever was cut short");
      }
      outboxes.set(site, this.#watched(site, flawedOutbox(opened.value, flaw)));
    }
    const page = createPage(
      createOutboxHandlers(() => [...outboxes].map(([account, outbox]) => ({ account, outbox }))),
    );
    const drivers = new Map<Site, Driver>();
    this.#app = {
      life,
      page: { ...page, submit: flawedSubmit(page.submit, flaw) },
      outboxes,
      drivers,
    };
    for (const [site, outbox] of outboxes) drivers.set(site, this.#run(life, site, outbox));
  }

  #openOutbox(life: Life, { accountId, disk }: Site): ReturnType<typeof openOutbox> {
    const { flaw } = this.#options;
    const file = disk.open(life, () => this.#mayCrash(life, "disk"));
    return openOutbox(flawedFile(file, flaw), JOURNAL_KEY, {
      accountId,
      clock: this.#world.clock(life),
      randomBytes: this.#world.rng.bytes,
      crash: (name) => void this.#mayCrash(life, name),
      compactBytes: 6_000,
    });
  }

  /** Every question is checked at the moment at which it is asked, in view of the answers that were heard. */
  #watched({ model, server }: Site, outbox: Outbox): Outbox {
    const { violations } = this.#options;
    return {
      ...outbox,
      sending: {
        ...outbox.sending,
        needsHuman(opId, reason, shownUpTo) {
          violations.push(...checkQuestion({ model, server }, opId, reason));
          return outbox.sending.needsHuman(opId, reason, shownUpTo);
        },
        async done(opId, made, isAnswer) {
          const written = await outbox.sending.done(opId, made, isAnswer);
          if (written.ok && isAnswer) model.answered.add(opId);
          return written;
        },
      },
    };
  }

  #netOf(life: Life, site: Site): ModelNet {
    const world = this.#world;
    const { flaw, violations, isOnline } = this.#options;
    let quietUntil = 0;
    let throttledAt = 0;
    return {
      world,
      server: site.server,
      life,
      session: site.session,
      faults: site.faults,
      limiter: flawedLimiter(
        createLimiter({
          clock: world.clock(life),
          random: world.rng.next,
          accountPerMinute: 400,
          endpoints: endpointsOf(site.remote),
        }),
        flaw,
      ),
      mayCrash: () => this.#mayCrash(life, "network"),
      isOnline,
      onSent: (wire) => {
        const stamp = "stamp" in wire ? wire.stamp : null;
        world.note(() => `  sent ${wire.op.slice(0, 8)} with ${stamp ?? "no stamp"}`);
      },
      onWire: ({ method, url }) => {
        world.note(() => `  ${method} ${new URL(url).pathname}`);
      },
      onCalled: () => {
        // At the very moment of the answer a call may be on its way out of the gate.
        if (world.now < quietUntil && world.now > throttledAt) {
          violations.push(`I13 a call left at ${world.now}, during a Retry-After`);
        }
      },
      onThrottled: (until) => {
        quietUntil = Math.max(quietUntil, until);
        throttledAt = world.now;
      },
    };
  }

  #run(life: Life, site: Site, outbox: Outbox): Driver {
    const world = this.#world;
    const { flaw, violations, isOnline } = this.#options;
    const mayCrash = (why: string): boolean => this.#mayCrash(life, why);
    const net = this.#netOf(life, site);
    const pages = cacheOf({ world, life, mayCrash, fails: this.#options.cacheFails }, site.cache);
    const kept = withMishap(flawedPages(pages, flaw), () => {
      if (site.isCacheDoomed) this.loseCache(site);
    });
    const parts: DriverParts = {
      outbox,
      connect: (user) => createSimConnector(site.remote, net, user, flaw),
      // The rows of an answer are left to the stream here, so that only the cursor protocol brings them.
      cache: { commitChanges: (account) => pages.commitChanges(account, {}, []) },
      clock: world.clock(life),
      random: world.rng.next,
      crash: (name) => void mayCrash(name),
      staged: () => Promise.resolve({ ok: true, value: new Uint8Array() }),
      onDefect: (cause) => {
        violations.push(`defect: ${String(cause)}`);
      },
      onSignedOut: () => this.#signedOut(site),
      agentId: site.signedIn,
    };
    if (this.#options.trace) outbox.onChange(tellChanges(world, outbox));
    const whole = site.hasEngine ? site.cache.whole : null;
    if (whole !== null) {
      return runEngine({ ...parts, cache: { ...whole, ...kept } });
    }
    const who = (): string | null => (site.session.agentId === null ? null : site.signedIn);
    const { driver, connector } = runSender({ ...parts, online: isOnline, who });
    const streamId = site.remote.kind === "zendesk" ? "tickets" : "changed";
    void followStream({ world, life, streamId, connector }, kept);
    return driver;
  }

  /** The agent was told to sign in: they do so after a while. */
  #signedOut(site: Site): void {
    const world = this.#world;
    const { remote } = site;
    if (remote.kind === "session" && !remote.door.mayTurnAway()) {
      this.#options.violations.push("I17 told to sign in although the password is good");
    }
    world.after(world.rng.int(500, 8_000), () => {
      if (site.session.agentId === null) this.signIn(site, site.signedIn);
      else this.driver(site)?.signedIn(site.signedIn);
    });
  }

  loseCache(site: Site): void {
    site.isCacheDoomed = false;
    site.cache.wipe();
    this.driver(site)?.cacheReplaced();
  }

  signIn(site: Site, agentId: string): void {
    site.signedIn = agentId;
    site.session.agentId = agentId;
    this.driver(site)?.signedIn(agentId);
    this.#world.note(() => `signed in as ${agentId}`);
  }
}

/** Notes every change of an entry. */
function tellChanges(world: World, outbox: Outbox): () => void {
  const told = new Map<string, string>();
  return () => {
    for (const entry of outbox.list()) {
      const { opId } = entry.intent;
      const now = `${entry.state} ${entry.waitingFor?.kind ?? entry.reason?.kind ?? ""}`;
      if (told.get(opId) === now) continue;
      told.set(opId, now);
      world.note(() => `    ${opId.slice(0, 8)} ${now}`);
    }
  };
}
