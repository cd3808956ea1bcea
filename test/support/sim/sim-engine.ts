import { createEngine } from "#main/sync/engine.ts";
import type { Engine } from "#main/sync/engine-ports.ts";
import { createSender } from "#main/sync/outbox/sender.ts";
import type { SenderPorts } from "#main/sync/outbox/delivery.ts";
import type { CachePort, Connector } from "#main/sync/ports.ts";

/** What a history does to a running console. */
export type Driver = {
  /** The network may be back, or something was handed in. */
  readonly kick: () => void;
  /** The machine slept. */
  readonly woke: () => void;
  /** The token works again: for the same agent or another one. */
  readonly signedIn: (agentId: string) => void;
  /** The cache was lost. */
  readonly cacheReplaced: () => void;
};

export type DriverParts = Omit<
  SenderPorts,
  "connector" | "identity" | "mayUseNetwork" | "onNews" | "onDelivered"
> & {
  /** With the credentials of this agent. */
  readonly connect: (agentId: string) => Connector;
  readonly onSignedOut: () => void;
  readonly agentId: string;
};
export type EngineParts = DriverParts & {
  readonly cache: CachePort;
};

/** The sender alone: no engine between it and the history. */
export function runSender(
  parts: DriverParts & { readonly online: () => boolean; readonly who: () => string | null },
): { readonly driver: Driver; readonly connector: Connector } {
  const connector = parts.connect(parts.agentId);
  const sender = createSender({
    ...parts,
    connector,
    identity: parts.who,
    mayUseNetwork: parts.online,
    onNews: (news) => {
      if (news.kind === "signed-out") parts.onSignedOut();
    },
    onDelivered: () => {},
  });
  void sender.run(new AbortController().signal);
  const driver: Driver = {
    kick: () => sender.kick(),
    woke: () => sender.interrupt(),
    signedIn() {
      sender.interrupt();
      sender.resume();
      sender.kick();
    },
    cacheReplaced: () => {},
  };
  return { driver, connector };
}

/**
 * The product's engine around the sender, as `accounts/workers.ts` puts them together: probe, streams, threads, sweep,
 * wake-ups. Another agent is another worker on the same outbox.
 */
export function runEngine(parts: EngineParts): Driver {
  let agentId = parts.agentId;
  let engine = startWorker(parts, agentId);
  let changing = Promise.resolve();
  return {
    kick: () => engine.networkHint(),
    woke: () => engine.woke(),
    signedIn(next) {
      if (next === agentId) {
        engine.pullNow();
        return;
      }
      agentId = next;
      changing = changing.then(async () => {
        await engine.stop();
        engine = startWorker(parts, agentId);
      });
    },
    cacheReplaced: () => engine.cacheReplaced(),
  };
}

function startWorker(parts: EngineParts, agentId: string): Engine {
  const { outbox, cache, clock, random } = parts;
  const connector = parts.connect(agentId);
  const sender = createSender({
    ...parts,
    connector,
    identity: () => engine.identity()?.agent.id ?? null,
    mayUseNetwork: () => engine.mayUseNetwork(),
    onNews: (news) => {
      engine.news(news);
      if (news.kind === "signed-out") parts.onSignedOut();
    },
    onDelivered: ({ intent: { action }, createdId }) => {
      if (action.kind === "update-ticket") engine.refreshTicket(action.ticketId);
      if (action.kind === "merge-ticket") {
        engine.refreshTicket(action.ticketId);
        engine.refreshTicket(action.into);
      }
      if (action.kind === "create-ticket" && createdId !== null) engine.refreshTicket(createdId);
    },
  });
  const engine: Engine = createEngine({
    account: { accountId: outbox.accountId, agentId },
    connector,
    cache,
    sender,
    clock,
    random,
    clockOffsetMs: () => 0,
  });
  let before = "";
  engine.onStatus(({ state }) => {
    if (state === "signed-out" && state !== before) parts.onSignedOut();
    before = state;
  });
  engine.start();
  return engine;
}
