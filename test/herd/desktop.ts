import type { Intent } from "#domain/sync/intent.ts";
import { isFinal, type OutboxEntry } from "#domain/sync/outbox.ts";
import { createConnector } from "#main/connectors/registry.ts";
import { createEngine } from "#main/sync/engine.ts";
import type { Engine } from "#main/sync/engine-ports.ts";
import { openOutbox, type Outbox } from "#main/sync/outbox/outbox.ts";
import { createSender, type Sender } from "#main/sync/outbox/sender.ts";
import type { Clock, Http, Random } from "#main/sync/ports.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import type { ThinCache } from "#test/herd/thin-cache.ts";

export const ACCOUNT = "acme";
const KEY = new Uint8Array(32).fill(3);

export type DesktopOptions = {
  readonly bearer: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly cache: ThinCache;
  readonly onDefect: (cause: unknown) => void;
};

/** One console without windows: the product's connector, limiter, outbox, sender and engine. */
export type Desktop = {
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly queue: (intents: readonly Intent[]) => Promise<void>;
  readonly unsent: () => readonly OutboxEntry[];
};

export async function createDesktop(options: DesktopOptions): Promise<Desktop> {
  const { http, clock, random, cache } = options;
  const opened = await openOutbox(new MemoryFile(), KEY, {
    accountId: ACCOUNT,
    clock,
    randomBytes: options.randomBytes,
    crash: () => undefined,
  });
  const connected = createConnector(
    {
      accountId: ACCOUNT,
      kind: "demo",
      baseUrl: "http://herd.invalid",
      credentials: { kind: "bearer", token: options.bearer },
    },
    { http, clock, random, userAgent: "Switchboard/herd" },
  );
  if (!opened.ok || !connected.ok) throw new Error("a desktop of the herd cannot be built");
  const outbox = opened.value;
  const { connector, serverClock } = connected.value;
  const sender: Sender = createSender({
    outbox,
    connector,
    cache,
    clock,
    random,
    crash: () => undefined,
    identity: () => engine.identity()?.agent.id ?? null,
    mayUseNetwork: () => engine.mayUseNetwork(),
    staged: () => Promise.resolve({ ok: true, value: new Uint8Array() }),
    onNews: (news) => engine.news(news),
    onDefect: options.onDefect,
    onDelivered: ({ intent: { action } }) => {
      if (action.kind === "update-ticket") engine.refreshTicket(action.ticketId);
    },
  });
  const engine: Engine = createEngine({
    account: { accountId: ACCOUNT, agentId: null },
    connector,
    cache,
    sender,
    clock,
    random,
    clockOffsetMs: () => serverClock.offsetMs(),
  });
  return {
    engine,
    outbox,
    async queue(intents) {
      const queued = await outbox.submit(intents);
      if (!queued.ok) throw new Error("a reply could not be queued");
    },
    unsent: () => outbox.list().filter((entry) => !isFinal(entry.state)),
  };
}
