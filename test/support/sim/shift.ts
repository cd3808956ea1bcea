import {
  changeMind,
  decide,
  decideTwice,
  takeBackMany,
  typeDraft,
} from "#test/support/sim/agent-decides.ts";
import {
  bulkAcross,
  mergeTickets,
  otherWindow,
  writeSomething,
} from "#test/support/sim/agent-writes.ts";
import type { AgentAt } from "#test/support/sim/agent.ts";
import {
  closeOrRemove,
  colleagueActs,
  colleagueChangesMacro,
  customerWrites,
} from "#test/support/sim/others.ts";
import type { LeftOut, ScriptEvent } from "#test/support/sim/script.ts";
import type { SimConsole } from "#test/support/sim/sim-console.ts";
import type { Site } from "#test/support/sim/site.ts";
import type { World } from "#test/support/sim/world.ts";

export const FAULTY_MS = 90_000;
const HOUR_MS = 3_600_000;

export type Shift = {
  readonly world: World;
  readonly console: SimConsole;
  readonly sites: readonly Site[];
  /** The agent at each account, in the same order. */
  readonly agents: readonly AgentAt[];
  readonly setOnline: (online: boolean) => void;
  readonly leftOut: LeftOut;
};

/** Plans what everybody does in a history, each at a moment that the seed fixes. @returns The plan, for people. */
export function planShift(shift: Shift): readonly ScriptEvent[] {
  const { world, leftOut } = shift;
  const { rng } = world;
  const script: ScriptEvent[] = [];
  let events = 0;
  const often = (what: string, count: number, act: () => void): void => {
    for (let time = 0; time < count; time += 1) {
      const index = events;
      events += 1;
      const at = rng.int(0, FAULTY_MS);
      if (leftOut.events.has(index)) continue;
      script.push({ index, at: world.now + at, what });
      world.after(at, act);
    }
  };
  for (const [index, site] of shift.sites.entries()) {
    const agent = shift.agents[index];
    if (agent !== undefined) planAccount(shift, site, agent, often);
  }
  planMachine(shift, often);
  return script;
}

type Often = (what: string, count: number, act: () => void) => void;

/** What the agent, customers and colleagues do at one account. */
function planAccount({ world, console }: Shift, site: Site, agent: AgentAt, often: Often): void {
  const { rng } = world;
  const { server, tickets, agents, remote } = site;
  const someTicket = (): string => tickets[rng.int(0, tickets.length - 1)] ?? "";
  const { desk, model } = agent;

  often("the agent writes", rng.int(4, 10), () => writeSomething(desk, model));
  often("the agent changes their mind", rng.int(0, 4), () => changeMind(desk, model));
  often("the agent types", rng.int(0, 4), () => typeDraft(desk, model));
  often("the agent decides", rng.int(1, 6), () => decide(desk, model));
  often("another window", rng.int(0, 2), () => otherWindow(desk, model));
  if (rng.chance(0.2)) {
    often("two windows decide at once", rng.int(1, 3), () => decideTwice(desk, model));
  }
  if (rng.chance(0.3)) often("the agent takes back", 1, () => takeBackMany(desk, model));
  if (tickets.length > 1 && rng.chance(0.25)) {
    often("the agent merges", rng.int(1, 2), () => mergeTickets(desk, model));
  }
  often("the customer writes", rng.int(0, 5), () =>
    customerWrites(server, someTicket(), `Hello? ${world.now}`),
  );
  often("a colleague acts", rng.int(0, 3), () =>
    colleagueActs(server, someTicket(), rng.int(0, 3)),
  );
  if (remote.kind !== "zendesk") {
    often("a colleague changes a macro", rng.int(0, 1), () =>
      colleagueChangesMacro(server, rng.int(0, 4), (ms, act) => world.after(ms, act)),
    );
  }
  if (rng.chance(0.1)) {
    often("a ticket closes or goes", 1, () => closeOrRemove(server, someTicket(), rng.int(0, 3)));
  }
  if (rng.chance(0.3)) {
    often("somebody else signs in", 2, () =>
      console.signIn(site, site.signedIn === agents[0] ? agents[1] : agents[0]),
    );
  }
  if (remote.kind === "session") {
    often("sessions run out", rng.int(1, 3), () => remote.door.expire());
  }
  if (rng.chance(0.2)) {
    often("the cache is lost", rng.int(1, 2), () => {
      // Now, or at the worst moment: when rows are on their way into it.
      if (rng.chance(0.5)) console.loseCache(site);
      else site.isCacheDoomed = true;
    });
  }
}

/** What happens to the machine, and what reaches several accounts at once. */
function planMachine(shift: Shift, often: Often): void {
  const { world, sites, console, agents } = shift;
  const { rng } = world;
  if (agents.length > 1) often("one key for two accounts", 2, () => bulkAcross(agents));
  often("the network goes", rng.int(0, 2), () => {
    shift.setOnline(false);
    world.after(rng.int(1_000, 20_000), () => {
      shift.setOnline(true);
      for (const site of sites) console.driver(site)?.kick();
    });
  });
  if (!rng.chance(0.4)) return;
  const jump = rng.pick([HOUR_MS, -HOUR_MS, 8 * HOUR_MS]);
  const isSleep = jump > HOUR_MS;
  often(isSleep ? "the machine sleeps" : "the clock jumps", 1, () => {
    world.wallOffset += jump;
    if (!isSleep) return;
    world.landAll();
    for (const site of sites) {
      site.server.passWhileAsleep(jump);
      if (site.remote.kind === "session") site.remote.door.expire();
      console.driver(site)?.woke();
    }
  });
}
