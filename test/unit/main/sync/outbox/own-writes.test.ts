import { describe, expect, test } from "vitest";
import { ok } from "#domain/kernel/result.ts";
import type { Intent, TicketEdits } from "#domain/sync/intent.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import { createLimiter } from "#main/net/limiter.ts";
import { createSender } from "#main/sync/outbox/sender.ts";
import type { DeliveryTraits } from "#main/sync/ports.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import { createDirectTransport } from "#test/support/sim/direct-transport.ts";
import { createModelConnector } from "#test/support/sim/model-connector.ts";
import { markerTraits, settleTraits } from "#test/support/sim/model-net.ts";
import type { ModelNet } from "#test/support/sim/model-net.ts";
import { ModelServer } from "#test/support/sim/model-server.ts";
import { ACCOUNT, ME, intentOf, openTestOutbox, opId } from "#test/support/sim/outbox-fixtures.ts";
import { NO_FAULTS } from "#test/support/sim/script.ts";
import { World } from "#test/support/sim/world.ts";

const MINUTE = 60_000;
const status = (
  base: "open" | "pending" | "solved" | "on-hold",
  value: "open" | "pending" | "solved",
): TicketEdits => ({ status: { base, value } });

type Bench = {
  readonly outbox: Outbox;
  readonly server: ModelServer;
  change(n: number, edits: TicketEdits, text?: string): Promise<void>;
  colleague(value: "open" | "solved" | "on-hold", times?: number): void;
  run(ms: number): Promise<void>;
  outcomes(): readonly string[];
  online: boolean;
};

/** The real outbox, sender and protocol on a model helpdesk behind a network without faults. */
async function bench(traits: DeliveryTraits): Promise<Bench> {
  const world = new World(1, false);
  world.faults = false;
  const life = { alive: true, number: 1 };
  const clock = world.clock(life);
  const server = new ModelServer(world, ACCOUNT, traits.conditionalWrites);
  const ticketId = server.addTicket("acme:c1").id;
  const outbox = await openTestOutbox(new MemoryFile(), { clock });
  const net: ModelNet = {
    world,
    server,
    life,
    session: { agentId: ME },
    faults: NO_FAULTS,
    limiter: createLimiter({
      clock,
      random: world.rng.next,
      accountPerMinute: 400,
      endpoints: {},
    }),
    mayCrash: () => false,
    isOnline: () => true,
    onSent: () => {},
    onWire: () => {},
    onCalled: () => {},
    onThrottled: () => {},
  };
  const connector = createModelConnector(net, createDirectTransport(net, traits), traits);
  const it = { online: true };
  const sender = createSender({
    outbox,
    connector,
    cache: { commitChanges: () => Promise.resolve({ seq: 1, written: 0, skipped: 0 }) },
    clock,
    random: world.rng.next,
    crash: () => {},
    identity: () => ME,
    mayUseNetwork: () => it.online,
    staged: () => Promise.resolve(ok(new Uint8Array())),
    onNews: () => {},
    onDefect: (cause) => {
      throw cause;
    },
    onDelivered: () => {},
  });
  void sender.run(new AbortController().signal);
  const entryOf = (value: string) =>
    ({
      author: "acme:3",
      authorKind: "agent",
      kind: "change",
      text: "",
      op: null,
      fields: [{ field: "status", from: null, to: value }],
    }) as const;
  return {
    outbox,
    server,
    get online() {
      return it.online;
    },
    set online(value) {
      it.online = value;
      sender.kick();
    },
    async change(n, edits, text) {
      const intent: Intent = intentOf(n, {
        kind: "update-ticket",
        ticketId,
        comment: text === undefined ? null : { audience: "internal", text, files: [] },
        edits,
        macroIds: [],
        seen: null,
      });
      await outbox.submit([intent]);
    },
    colleague(value, times = 1) {
      for (let time = 0; time < times; time += 1) {
        server.write(ticketId, { status: value }, entryOf(value));
      }
    },
    run: (ms) => world.run(world.now + ms, () => false),
    outcomes: () =>
      outbox
        .list()
        .map(({ state, reason }) => (reason === null ? state : `${state} ${reason.kind}`)),
  };
}

describe.each([
  ["that keeps our marker", markerTraits],
  ["without markers", settleTraits],
])("on a remote %s", (_name, traits) => {
  test("a status set right after one's own macro is no conflict with it", async () => {
    const it = await bench(traits);
    it.online = false;
    await it.change(1, status("open", "solved"), "From the macro");
    await it.change(2, status("open", "pending"));
    await it.change(3, status("open", "solved"));
    it.online = true;
    await it.run(10 * MINUTE);
    expect(it.outcomes()).toEqual(["done", "done", "done"]);
    expect(it.server.applied.map(({ op }) => op)).toEqual([opId(1), opId(2), opId(3)]);
  });

  test("a colleague's change in between is asked about, also when it leads to the same value", async () => {
    const it = await bench(traits);
    await it.change(1, status("open", "solved"));
    await it.run(MINUTE);
    it.colleague("on-hold");
    it.colleague("solved");
    await it.run(MINUTE);
    await it.change(2, status("open", "pending"));
    await it.run(MINUTE);
    expect(it.outcomes()).toEqual(["done", "needs-human field-conflict"]);
  });

  test("a colleague's change before one's own was confirmed ends what counts as one's own", async () => {
    const it = await bench(traits);
    it.colleague("on-hold");
    await it.run(MINUTE);
    await it.change(1, status("open", "solved"));
    await it.change(2, status("open", "pending"));
    await it.run(MINUTE);
    expect(it.outcomes()).toEqual(["needs-human field-conflict", "queued"]);
    await it.outbox.confirm(opId(1), []);
    await it.run(MINUTE);
    expect(it.outcomes()).toEqual(["done", "needs-human field-conflict"]);
  });

  test("one's own change is found behind the newest page of the history", async () => {
    const it = await bench(traits);
    await it.change(1, status("open", "solved"));
    await it.run(MINUTE);
    const ticketId = [...it.server.tickets.keys()][0] ?? "";
    for (let note = 0; note < 25; note += 1) {
      it.server.write(
        ticketId,
        {},
        {
          author: "acme:3",
          authorKind: "agent",
          kind: "note",
          text: `note ${note}`,
          op: null,
          fields: [],
        },
      );
    }
    await it.run(MINUTE);
    await it.change(2, status("open", "pending"));
    await it.run(MINUTE);
    expect(it.outcomes()).toEqual(["done", "done"]);
  });
});
