import { isFinal } from "#domain/sync/outbox.ts";
import { openOutbox } from "#main/sync/outbox/outbox.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import { decide } from "#test/support/sim/agent-decides.ts";
import type { AgentAt } from "#test/support/sim/agent.ts";
import { checkCache, checkHistory } from "#test/support/sim/check.ts";
import { unless } from "#test/support/sim/faults.ts";
import type { Flaw } from "#test/support/sim/flaws.ts";
import { LATEST_LANDING_MS } from "#test/support/sim/model-net.ts";
import { NOTHING_LEFT_OUT } from "#test/support/sim/script.ts";
import type { LeftOut, ScriptEvent } from "#test/support/sim/script.ts";
import { FAULTY_MS, planShift } from "#test/support/sim/shift.ts";
import { JOURNAL_KEY, SimConsole } from "#test/support/sim/sim-console.ts";
import { SimDisk } from "#test/support/sim/sim-file.ts";
import { deskOf, openSite } from "#test/support/sim/site.ts";
import type { Site } from "#test/support/sim/site.ts";
import { World, quiet } from "#test/support/sim/world.ts";
import type { Life } from "#test/support/sim/world.ts";

/** Share of the seeds in which the agent has two accounts. */
const TWO_ACCOUNTS_SHARE = 0.12;
/** Long enough for every back-off, settle wait and sign-in after the faults end. */
const DRAIN_MS = 3 * 3_600_000;

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

/** One history: a shift of an agent, customers, colleagues and a network, made of nothing but the seed. */
export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const world = new World(options.seed, options.trace);
  const { rng } = world;
  const { flaw, trace, realCache = false, leftOut = NOTHING_LEFT_OUT } = options;
  const violations: string[] = [];
  let online = true;

  const names = rng.chance(TWO_ACCOUNTS_SHARE) ? ["acme", "bolt"] : ["acme"];
  const sites = names.map((name) => openSite(world, name, { realCache, leftOut, violations }));
  const console = new SimConsole(world, sites, {
    flaw,
    trace,
    crash: unless(leftOut, "crash", rng.chance(0.8) ? 0.006 : 0),
    cacheFails: unless(leftOut, "cache", 0.05),
    isOnline: () => online,
    violations,
  });
  const agents = sites.map((site) => agentAt(world, console, site));
  console.boot();
  const setOnline = (isUp: boolean): void => void (online = isUp);
  const script = planShift({ world, console, sites, agents, setOnline, leftOut });

  await world.run(world.now + FAULTY_MS, () => false);
  world.faults = false;
  online = true;
  world.note(() => "END OF FAULTS");
  await drain(world, console, sites, agents);

  for (const [index, site] of sites.entries()) {
    const agent = agents[index];
    const outbox = console.app()?.outboxes.get(site);
    if (agent === undefined || outbox === undefined) {
      violations.push("I9 the app does not come up again");
      continue;
    }
    const reopened = await reopen(site, world);
    const others = agents.filter((other) => other !== agent).map(({ model }) => model);
    violations.push(
      ...checkHistory({ ...agent, server: site.server, outbox, reopened, others }),
      ...checkCache(site.server, await site.cache.rows()),
    );
  }
  console.end();
  for (const { cache } of sites) cache.close();
  return {
    violations,
    script,
    log: world.log,
    crashes: console.crashes,
    ops: sites.reduce((sum, { model }) => sum + model.told.size, 0),
    applied: sites.reduce((sum, { server }) => sum + server.applied.length, 0),
  };
}

function agentAt(world: World, console: SimConsole, site: Site): AgentAt {
  const desk = deskOf(world, site, () => {
    const app = console.app();
    const outbox = app?.outboxes.get(site);
    if (app === null || outbox === undefined) return null;
    return { page: app.page, outbox, isAlive: () => app.life.alive };
  });
  return { desk, model: site.model };
}

/** Without faults, until everything is final and the caches had time to follow. */
async function drain(
  world: World,
  console: SimConsole,
  sites: readonly Site[],
  agents: readonly AgentAt[],
): Promise<void> {
  for (const site of sites) {
    if (site.session.agentId === null) console.signIn(site, site.signedIn);
    if (site.hasEngine) console.driver(site)?.signedIn(site.signedIn);
    else console.driver(site)?.kick();
    for (let at = 600_000; at < DRAIN_MS; at += 600_000) {
      const [one, other] = site.agents;
      world.after(at, () => console.signIn(site, site.signedIn === one ? other : one));
    }
  }
  for (let at = 5_000; at < DRAIN_MS; at += 20_000) {
    world.after(at, () => {
      for (const { desk, model } of agents) decide(desk, model);
    });
  }
  const settledAt = world.now + LATEST_LANDING_MS;
  const isSettled = (): boolean => {
    const app = console.app();
    if (world.now <= settledAt || app === null) return false;
    return [...app.outboxes.values()].every((outbox) =>
      outbox.list().every((entry) => isFinal(entry.state)),
    );
  };
  await world.run(world.now + DRAIN_MS, isSettled);
  // A few rounds of the stream after the last change.
  const isSlow = sites.some((site) => site.remote.kind === "zendesk" || site.hasEngine);
  await world.run(world.now + (isSlow ? 180_000 : 60_000), () => false);
}

/** What a new start would read from the disk as it is. */
async function reopen({ disk, accountId }: Site, world: World): Promise<Outbox | null> {
  const copy = new SimDisk(world, { full: 0, torn: 0 });
  copy.bytes = disk.bytes.slice();
  const life: Life = { alive: true, number: 0 };
  const result: { outbox: Outbox | null } = { outbox: null };
  const ports = {
    accountId,
    clock: world.clock(life),
    randomBytes: world.rng.bytes,
    crash: () => {},
  };
  const file = copy.open(life, () => false);
  const opening = openOutbox(file, JOURNAL_KEY, ports).then((opened) => {
    if (opened.ok) result.outbox = opened.value;
  });
  await world.run(world.now + 1_000, () => result.outbox !== null);
  await quiet();
  await Promise.race([opening, quiet()]);
  return result.outbox;
}
