import { randomBytes } from "node:crypto";
import type { Intent } from "#domain/sync/intent.ts";
import { isFinal, type OutboxEntry } from "#domain/sync/outbox.ts";
import { systemClock, systemRandom } from "#main/net/system-clock.ts";
import { createEngine } from "#main/sync/engine.ts";
import type { Engine } from "#main/sync/engine-ports.ts";
import { openNodeJournalFile } from "#main/sync/journal/node-file.ts";
import { openOutbox, type Outbox } from "#main/sync/outbox/outbox.ts";
import { createSender, type Sender } from "#main/sync/outbox/sender.ts";
import type { Connector } from "#main/sync/ports.ts";
import { ACCOUNT, connectAs, type Connecting, type Who } from "#test/rt/support/rt-desk.ts";
import { createMemoryCache, type MemoryCache } from "#test/support/memory-cache.ts";

const KEY = new Uint8Array(32).fill(3);

/** A console without windows: the product's connector, journal on disk, outbox, sender and engine. */
export type RtConsole = {
  readonly connector: Connector;
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly cache: MemoryCache;
  /** Resolves once the entries are on the disk. */
  submit(intents: readonly Intent[]): Promise<void>;
  unsent(): readonly OutboxEntry[];
  stop(): Promise<void>;
};

/** @param journal Path of the journal; what an earlier console left there goes on. */
export async function startRtConsole(
  who: Who,
  journal: string,
  options: Connecting = {},
): Promise<RtConsole> {
  const file = await openNodeJournalFile({
    path: journal,
    reservePath: null,
    onSpaceLow: () => undefined,
  });
  const opened = await openOutbox(file, KEY, {
    accountId: ACCOUNT,
    clock: systemClock,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    crash: () => undefined,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const outbox = opened.value;
  const { connector, serverClock } = connectAs(who, options);
  const cache = createMemoryCache();
  const sender: Sender = createSender({
    outbox,
    connector,
    cache,
    clock: systemClock,
    random: systemRandom,
    crash: () => undefined,
    identity: () => engine.identity()?.agent.id ?? null,
    mayUseNetwork: () => engine.mayUseNetwork(),
    staged: () => Promise.resolve({ ok: true, value: new Uint8Array([1, 2, 3]) }),
    onNews: (news) => engine.news(news),
    onDefect: (cause) => {
      throw cause;
    },
    onDelivered: ({ intent: { action } }) => {
      if (action.kind === "update-ticket") engine.refreshTicket(action.ticketId);
    },
  });
  const engine: Engine = createEngine({
    account: { accountId: ACCOUNT, agentId: null },
    connector,
    cache,
    sender,
    clock: systemClock,
    random: systemRandom,
    clockOffsetMs: () => serverClock.offsetMs(),
  });
  engine.start();
  return {
    connector,
    engine,
    outbox,
    cache,
    submit: async (intents) => {
      const queued = await outbox.submit(intents);
      if (!queued.ok) throw new Error(JSON.stringify(queued.error));
    },
    unsent: () => outbox.list().filter((entry) => !isFinal(entry.state)),
    stop: async () => {
      await engine.stop();
      await outbox.close();
    },
  };
}

/** Waits until something holds; throws with `what` when it never does. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 120_000,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
