import { createLimiter } from "#main/net/limiter.ts";
import { ENDPOINT_LIMITS } from "#main/connectors/zendesk/limits.ts";
import { pullToEnd } from "#main/sync/pull.ts";
import type { Connector } from "#main/sync/ports.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import { openOutbox } from "#main/sync/outbox/outbox.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import {
  changeMind,
  decide,
  otherWindow,
  typeDraft,
  writeSomething,
} from "#test/support/sim/agent.ts";
import type { AgentModel, Desk } from "#test/support/sim/agent.ts";
import { checkCache, checkHistory, checkQuestion } from "#test/support/sim/check.ts";
import {
  flawedConnector,
  flawedFile,
  flawedLimiter,
  flawedOutbox,
  flawedPages,
} from "#test/support/sim/flaws.ts";
import type { Flaw, PageCache } from "#test/support/sim/flaws.ts";
import {
  LATEST_LANDING_MS,
  createModelConnector,
  markerTraits,
  settleTraits,
} from "#test/support/sim/model-connector.ts";
import type { ModelNet, NetFaults, Session } from "#test/support/sim/model-connector.ts";
import { ModelServer } from "#test/support/sim/model-server.ts";
import { NOTHING_LEFT_OUT, isFaultKind } from "#test/support/sim/script.ts";
import type { FaultKind, LeftOut, ScriptEvent } from "#test/support/sim/script.ts";
import { createModelCache, createRealCache } from "#test/support/sim/sim-cache.ts";
import {
  COLLEAGUE_NUMBER,
  closeOrRemove,
  colleagueActs,
  colleagueChangesMacro,
  customerWrites,
} from "#test/support/sim/others.ts";
import { runEngine, runSender } from "#test/support/sim/sim-engine.ts";
import type { Driver, DriverParts } from "#test/support/sim/sim-engine.ts";
import { SimDisk } from "#test/support/sim/sim-file.ts";
import { createSimZendesk } from "#test/support/sim/zendesk-net.ts";
import { ZendeskServer } from "#test/support/sim/zendesk-server.ts";
import { World, quiet } from "#test/support/sim/world.ts";
import type { Life } from "#test/support/sim/world.ts";

const ACCOUNT = "acme";
const AGENTS = [`${ACCOUNT}:1`, `${ACCOUNT}:2`] as const;
/** Share of the seeds that run the real Zendesk connector behind a model account. */
const ZENDESK_SHARE = 0.2;
/** Share of the others in which the engine itself runs: probes, streams, wake-ups, who is signed in. */
const ENGINE_SHARE = 0.3;
const FAULTY_MS = 90_000;
/** Long enough for every back-off, settle wait and sign-in after the faults end. */
const DRAIN_MS = 3 * 3_600_000;
const KEY = new Uint8Array(32).fill(7);

export type SeedResult = {
  readonly violations: readonly string[];
  readonly log: readonly string[];
  readonly script: readonly ScriptEvent[];
  readonly crashes: number;
  readonly ops: number;
  readonly applied: number;
};

export type SeedOptions = {
  readonly seed: number;
  readonly flaw: Flaw | null;
  readonly trace: boolean;
  readonly leftOut?: LeftOut;
  /** The real cache on an IndexedDB in memory, instead of a model of it: slower. */
  readonly realCache?: boolean;
};

type App = {
  readonly life: Life;
  readonly outbox: Outbox;
  readonly driver: Driver;
};

/** One history: a shift of an agent, a customer, colleagues and a network, made of nothing but the seed. */
export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const world = new World(options.seed, options.trace);
  const { rng } = world;
  const isZendesk = rng.chance(ZENDESK_SHARE);
  const conditional = isZendesk || rng.chance(0.5);
  const hasEngine = !isZendesk && options.realCache !== true && rng.chance(ENGINE_SHARE);
  const server = new ModelServer(world, ACCOUNT, conditional);
  const leftOut = options.leftOut ?? NOTHING_LEFT_OUT;
  const unless = (kind: FaultKind, chance: number): number =>
    leftOut.faults.has(kind) ? 0 : chance;
  const disk = new SimDisk(world, {
    full: unless("disk", rng.chance(0.3) ? 0.02 : 0),
    torn: unless("disk", 0.7),
  });
  const session: Session = { agentId: AGENTS[0] };
  let signedIn: string = AGENTS[0];
  let online = true;
  let lives = 0;
  let crashes = 0;
  let app: App | null = null;
  let current: Life = { alive: false, number: 0 };
  let quietUntil = 0;
  let throttledAt = 0;
  const violations: string[] = [];
  const script: ScriptEvent[] = [];
  const cache = options.realCache === true ? createRealCache(world, ACCOUNT) : createModelCache();
  const pCrash = unless("crash", rng.chance(0.8) ? 0.006 : 0);
  const pCacheFails = unless("cache", 0.05);
  const faults = chooseFaults(rng.chance, leftOut);

  const tickets = Array.from({ length: rng.int(1, 4) }, (_, index) => {
    const { id } = server.addTicket(`${ACCOUNT}:50${index}`);
    customerWrites(server, id, "Where is it?");
    return id;
  });

  if (!isZendesk) server.macros.add("Refund");
  const model: AgentModel = {
    told: new Map(),
    drafts: new Map(),
    texts: new Set(),
    answered: new Set(),
  };
  const zendesk = new ZendeskServer(
    server,
    ACCOUNT,
    [...AGENTS, `${ACCOUNT}:${COLLEAGUE_NUMBER}`],
    (op) => {
      const action = model.told.get(op)?.intent.action;
      return action?.kind === "update-ticket" ? action.edits : {};
    },
  );

  function crash(why: string): void {
    if (!current.alive) return;
    current.alive = false;
    crashes += 1;
    world.note(() => `CRASH in life ${current.number} (${why})`);
    disk.crash();
    app = null;
    world.after(rng.int(100, 4_000), boot);
  }
  const mayCrash = (life: Life, why: string): boolean => {
    if (!life.alive) return true;
    if (!world.faults || life !== current || !rng.chance(pCrash)) return false;
    crash(why);
    return true;
  };

  function boot(): void {
    lives += 1;
    const life: Life = { alive: true, number: lives };
    current = life;
    quietUntil = 0;
    world.note(() => `start of life ${life.number}`);
    const clock = world.clock(life);
    const file = flawedFile(
      disk.open(life, () => mayCrash(life, "disk")),
      options.flaw,
    );
    const point = (name: string): void => void mayCrash(life, name);
    const ports = {
      accountId: ACCOUNT,
      clock,
      randomBytes: rng.bytes,
      crash: point,
      compactBytes: 6_000,
    };
    void openOutbox(file, KEY, ports).then((opened) => {
      if (!life.alive) return;
      if (!opened.ok) {
        life.alive = false;
        if (world.faults) world.after(1_000, boot);
        else violations.push(`I9 the journal does not open: ${JSON.stringify(opened.error)}`);
        return;
      }
      if (opened.value.report.damagedBytes > 0) {
        violations.push("I9 damage in the middle of a journal that only ever was cut short");
      }
      run(life, watched(flawedOutbox(opened.value, options.flaw)), point);
    });
  }

  /** Every question is checked at the moment at which it is asked, in view of the answers that were heard. */
  const watched = (outbox: Outbox): Outbox => ({
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
  });

  /** The cache as one life sees it: what was committed stays, a life may end at each commit, and it may be lost. */
  function cacheOf(life: Life): PageCache {
    const commit = <T>(act: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        world.after(rng.int(1, 50), () => {
          if (!life.alive || mayCrash(life, "before a commit")) return;
          if (world.faults && rng.chance(pCacheFails)) {
            reject(new Error("the cache is gone"));
            return;
          }
          void act().then((report) => {
            if (life.alive && !mayCrash(life, "after a commit")) resolve(report);
          });
        });
      });
    return {
      cursor: (account, stream) => cache.port.cursor(account, stream),
      commitPage: (account, stream, page, from) =>
        commit(() => cache.port.commitPage(account, stream, page, from)),
      commitChanges: (account, changes, notes) =>
        commit(() => cache.port.commitChanges(account, changes, notes)),
    };
  }

  /** Follows the stream of changes with the product's own pull. */
  async function follow(life: Life, connector: Connector): Promise<void> {
    const clock = world.clock(life);
    while (life.alive) {
      const pages = flawedPages(cacheOf(life), options.flaw);
      await pullToEnd(
        {
          connector,
          cache: pages,
          streamId: isZendesk ? "tickets" : "changed",
          onPage: () => {},
        },
        new AbortController().signal,
      ).catch(() => null);
      await clock.sleep(world.faults ? rng.int(2_000, 8_000) : rng.int(12_000, 20_000));
    }
  }

  function run(life: Life, outbox: Outbox, point: (name: string) => void): void {
    const clock = world.clock(life);
    const net: ModelNet = {
      world,
      server,
      life,
      session,
      faults,
      limiter: flawedLimiter(
        createLimiter({
          clock,
          random: rng.next,
          accountPerMinute: 400,
          endpoints: isZendesk ? ENDPOINT_LIMITS : {},
        }),
        options.flaw,
      ),
      mayCrash: () => mayCrash(life, "network"),
      isOnline: () => online,
      onSent: (wire) => {
        const stamp = wire.kind === "macro" ? null : wire.stamp;
        world.note(() => `  sent ${wire.op.slice(0, 8)} with ${stamp ?? "no stamp"}`);
      },
      onWire: ({ method, url }) => {
        world.note(() => `  ${method} ${url.slice(url.indexOf("/api/v2") + 7)}`);
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
    const connector = flawedConnector(
      isZendesk
        ? createSimZendesk(net, zendesk, ACCOUNT)
        : createModelConnector(net, conditional ? markerTraits : settleTraits, ACCOUNT),
      options.flaw,
    );
    const pages = cacheOf(life);
    const parts: DriverParts = {
      outbox,
      connector,
      // The rows of an answer are left to the stream here, so that only the cursor protocol brings them.
      cache: { commitChanges: (account) => pages.commitChanges(account, {}, []) },
      clock,
      random: rng.next,
      crash: point,
      staged: () => Promise.resolve({ ok: true, value: new Uint8Array() }),
      onDefect: (cause) => {
        violations.push(`defect: ${String(cause)}`);
      },
      onSignedOut: signInLater,
    };
    const who = (): string | null => (session.agentId === null ? null : signedIn);
    const whole = hasEngine ? cache.whole : null;
    const driver =
      whole === null
        ? runSender({ ...parts, online: () => online, who })
        : runEngine({
            ...parts,
            cache: { ...whole, ...flawedPages(pages, options.flaw) },
            agentId: signedIn,
          });
    app = { life, outbox, driver };
    const told = new Map<string, string>();
    const tell = (): void => {
      for (const entry of outbox.list()) {
        const { opId } = entry.intent;
        const now = `${entry.state} ${entry.waitingFor?.kind ?? entry.reason?.kind ?? ""}`;
        if (told.get(opId) === now) continue;
        told.set(opId, now);
        world.note(() => `    ${opId.slice(0, 8)} ${now}`);
      }
    };
    if (options.trace) outbox.onChange(tell);
    if (whole === null) void follow(life, connector);
  }

  function signIn(agentId: string): void {
    signedIn = agentId;
    session.agentId = agentId;
    app?.driver.signedIn(agentId);
    world.note(() => `signed in as ${agentId}`);
  }
  const poke = (): void => (hasEngine ? app?.driver.signedIn(signedIn) : app?.driver.kick());
  function signInLater(): void {
    world.after(rng.int(500, 8_000), () => {
      if (session.agentId === null) signIn(signedIn);
      else app?.driver.signedIn(signedIn);
    });
  }

  const desk: Desk = {
    world,
    server,
    accountId: ACCOUNT,
    tickets,
    app: () => {
      const running = app;
      if (running === null || !running.life.alive) return null;
      return { outbox: running.outbox, isAlive: () => running.life.alive };
    },
    who: () => signedIn,
  };
  const anytime = (): number => rng.int(0, FAULTY_MS);
  let events = 0;
  const often = (what: string, count: number, act: () => void): void => {
    for (let time = 0; time < count; time += 1) {
      const index = events;
      events += 1;
      const at = anytime();
      if (leftOut.events.has(index)) continue;
      script.push({ index, at: world.now + at, what });
      world.after(at, act);
    }
  };
  const someTicket = (): string => tickets[rng.int(0, tickets.length - 1)] ?? "";

  boot();
  often("the agent writes", rng.int(4, 10), () => writeSomething(desk, model));
  often("the agent changes their mind", rng.int(0, 4), () => changeMind(desk, model));
  often("the agent types", rng.int(0, 4), () => typeDraft(desk, model));
  often("the agent decides", rng.int(1, 6), () => decide(desk, model));
  often("another window", rng.int(0, 2), () => otherWindow(desk, model));
  often("the customer writes", rng.int(0, 5), () =>
    customerWrites(server, someTicket(), `Hello? ${world.now}`),
  );
  often("a colleague acts", rng.int(0, 3), () =>
    colleagueActs(server, someTicket(), rng.int(0, 3)),
  );
  if (!isZendesk) {
    often("a colleague changes a macro", rng.int(0, 1), () =>
      colleagueChangesMacro(server, rng.int(0, 4), (ms, act) => world.after(ms, act)),
    );
  }
  if (rng.chance(0.1)) {
    often("a ticket closes or goes", 1, () => closeOrRemove(server, someTicket(), rng.int(0, 3)));
  }
  often("the network goes", rng.int(0, 2), () => {
    online = false;
    world.after(rng.int(1_000, 20_000), () => {
      online = true;
      app?.driver.kick();
    });
  });
  if (rng.chance(0.3)) {
    often("somebody else signs in", 2, () =>
      signIn(signedIn === AGENTS[0] ? AGENTS[1] : AGENTS[0]),
    );
  }
  if (rng.chance(0.2))
    often("the cache is lost", 1, () => {
      cache.wipe();
      app?.driver.cacheReplaced();
    });
  if (rng.chance(0.4)) {
    const jump = rng.pick([3_600_000, -3_600_000, 8 * 3_600_000]);
    const isSleep = jump > 3_600_000;
    often(isSleep ? "the machine sleeps" : "the clock jumps", 1, () => {
      world.wallOffset += jump;
      if (!isSleep) return;
      world.landAll();
      server.passWhileAsleep(jump);
      app?.driver.woke();
    });
  }

  const start = world.now;
  await world.run(start + FAULTY_MS, () => false);
  world.faults = false;
  online = true;
  world.note(() => "END OF FAULTS");
  if (session.agentId === null) signIn(signedIn);
  poke();
  for (let at = 5_000; at < DRAIN_MS; at += 20_000) world.after(at, () => decide(desk, model));
  for (let at = 600_000; at < DRAIN_MS; at += 600_000) {
    world.after(at, () => signIn(signedIn === AGENTS[0] ? AGENTS[1] : AGENTS[0]));
  }
  const settledAt = world.now + LATEST_LANDING_MS;
  await world.run(
    world.now + DRAIN_MS,
    () =>
      world.now > settledAt &&
      app !== null &&
      app.outbox.list().every((entry) => isFinal(entry.state)),
  );
  // A few rounds of the stream after the last change.
  await world.run(world.now + (isZendesk || hasEngine ? 180_000 : 60_000), () => false);
  const last = desk.app();
  if (last === null) violations.push("I9 the app does not come up again");
  else {
    const reopened = await reopen(disk, world);
    violations.push(...checkHistory({ desk, model, server, outbox: last.outbox, reopened }));
    violations.push(...checkCache(server, await cache.rows()));
  }
  current.alive = false;
  cache.close();
  return {
    violations,
    script,
    log: world.log,
    crashes,
    ops: model.told.size,
    applied: server.applied.length,
  };
}

/** What a new start would read from the disk as it is. */
async function reopen(disk: SimDisk, world: World): Promise<Outbox | null> {
  const copy = new SimDisk(world, { full: 0, torn: 0 });
  copy.bytes = disk.bytes.slice();
  const life: Life = { alive: true, number: 0 };
  const result: { outbox: Outbox | null } = { outbox: null };
  const opening = openOutbox(
    copy.open(life, () => false),
    KEY,
    {
      accountId: ACCOUNT,
      clock: world.clock(life),
      randomBytes: world.rng.bytes,
      crash: () => {},
    },
  ).then((opened) => {
    if (opened.ok) result.outbox = opened.value;
  });
  await world.run(world.now + 1_000, () => result.outbox !== null);
  await quiet();
  await Promise.race([opening, quiet()]);
  return result.outbox;
}

function chooseFaults(chance: (probability: number) => boolean, leftOut: LeftOut): NetFaults {
  const some = (probability: number): number => (chance(0.7) ? probability : 0);
  const chosen = {
    notSent: some(0.05),
    requestLost: some(0.1),
    late: some(0.2),
    answerLost: some(0.15),
    twice: some(0.05),
    serverError: some(0.05),
    throttled: some(0.05),
    signedOut: some(0.02),
    refused: some(0.03),
    stale: some(0.2),
    readFails: some(0.1),
    html: some(0.03),
    truncated: some(0.03),
    locked: some(0.03),
  };
  const entries = Object.entries(chosen).map(([kind, probability]) => [
    kind,
    isFaultKind(kind) && leftOut.faults.has(kind) ? 0 : probability,
  ]);
  return Object.fromEntries(entries) as NetFaults;
}
