import type { AgentModel, Desk } from "#test/support/sim/agent.ts";
import { chooseFaults, unless } from "#test/support/sim/faults.ts";
import type { NetFaults, Session } from "#test/support/sim/model-net.ts";
import { ModelServer } from "#test/support/sim/model-server.ts";
import { COLLEAGUE_NUMBER, customerWrites } from "#test/support/sim/others.ts";
import type { LeftOut } from "#test/support/sim/script.ts";
import { SessionGateway } from "#test/support/sim/session-gateway.ts";
import { createModelCache, createRealCache } from "#test/support/sim/sim-cache.ts";
import type { SimCache } from "#test/support/sim/sim-cache.ts";
import type { Remote } from "#test/support/sim/sim-connector.ts";
import { SimDisk } from "#test/support/sim/sim-file.ts";
import type { World } from "#test/support/sim/world.ts";
import { ZendeskServer } from "#test/support/sim/zendesk-server.ts";

/** Share of the accounts that run the real Zendesk connector behind a model account. */
const ZENDESK_SHARE = 0.2;
/** Share of those without markers that are entered by sessions. */
const SESSION_SHARE = 0.4;
/** Share of the others in which the engine itself runs: probes, streams, wake-ups, who is signed in. */
const ENGINE_SHARE = 0.3;

/** One account: its helpdesk, and what of it outlives the lives of the console. */
export type Site = {
  readonly accountId: string;
  readonly agents: readonly [string, string];
  readonly server: ModelServer;
  readonly remote: Remote;
  readonly hasEngine: boolean;
  readonly disk: SimDisk;
  readonly cache: SimCache;
  readonly session: Session;
  readonly faults: NetFaults;
  readonly tickets: readonly string[];
  readonly model: AgentModel;
  /** Whose sign-in the console has. */
  signedIn: string;
  /** The cache will be lost at its next commit. */
  isCacheDoomed: boolean;
};

export type SiteOptions = {
  readonly realCache: boolean;
  readonly leftOut: LeftOut;
  readonly violations: string[];
};

export function openSite(world: World, accountId: string, options: SiteOptions): Site {
  const { rng } = world;
  const { leftOut, realCache } = options;
  const kind = chooseKind(world, realCache);
  const agents = [`${accountId}:1`, `${accountId}:2`] as const;
  const server = new ModelServer(world, accountId, kind === "zendesk" || kind === "marker");
  const session: Session = { agentId: agents[0] };
  const model: AgentModel = {
    told: new Map(),
    drafts: new Map(),
    texts: new Set(),
    answered: new Set(),
  };
  const tickets = Array.from({ length: rng.int(1, 4) }, (_, index) => {
    const { id } = server.addTicket(`${accountId}:50${index}`);
    customerWrites(server, id, "Where is it?");
    return id;
  });
  if (kind !== "zendesk") server.macros.add("Refund");
  return {
    accountId,
    agents,
    server,
    remote: remoteOf(kind, world, { server, agents, session, model, options }),
    // A worker of its own for each sign-in, as sessions are an agent's.
    hasEngine: kind === "session" || (kind !== "zendesk" && !realCache && rng.chance(ENGINE_SHARE)),
    disk: new SimDisk(world, {
      full: unless(leftOut, "disk", rng.chance(0.3) ? 0.02 : 0),
      torn: unless(leftOut, "disk", 0.7),
    }),
    cache: realCache ? createRealCache(world, accountId) : createModelCache(),
    session,
    faults: chooseFaults(rng.chance, leftOut),
    tickets,
    model,
    signedIn: agents[0],
    isCacheDoomed: false,
  };
}

function chooseKind({ rng }: World, realCache: boolean): Remote["kind"] {
  if (rng.chance(ZENDESK_SHARE)) return "zendesk";
  if (rng.chance(0.5)) return "marker";
  return !realCache && rng.chance(SESSION_SHARE) ? "session" : "settle";
}

type Parts = Pick<Site, "server" | "agents" | "session" | "model"> & {
  readonly options: SiteOptions;
};

function remoteOf(kind: Remote["kind"], world: World, parts: Parts): Remote {
  const { server, model, session } = parts;
  switch (kind) {
    case "marker":
    case "settle":
      return { kind };
    case "session": {
      const onNeedlessLogin = (): void =>
        void parts.options.violations.push("I17 signed in again with a session that is good");
      return { kind, door: new SessionGateway(session, { now: () => world.now, onNeedlessLogin }) };
    }
    case "zendesk": {
      const everybody = [...parts.agents, `${server.accountId}:${COLLEAGUE_NUMBER}`];
      const door = new ZendeskServer(server, server.accountId, everybody, (op) => {
        const action = model.told.get(op)?.intent.action;
        return action?.kind === "update-ticket" ? action.edits : {};
      });
      return { kind, door };
    }
  }
}

/** What an agent sees of an account: `app` null while the console is down. */
export const deskOf = (world: World, site: Site, app: Desk["app"]): Desk => ({
  world,
  server: site.server,
  accountId: site.accountId,
  tickets: site.tickets,
  app,
  who: () => site.signedIn,
});
