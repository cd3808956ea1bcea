import { expect, test } from "vitest";
import { err, ok } from "#domain/kernel/result.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { createSender } from "#main/sync/outbox/sender.ts";
import type { Connector, FrozenRequest, PushOutcome } from "#main/sync/ports.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import { markerTraits } from "#test/support/sim/model-net.ts";
import { ModelServer } from "#test/support/sim/model-server.ts";
import { ACCOUNT, ME, intentOf, openTestOutbox, opId } from "#test/support/sim/outbox-fixtures.ts";
import { World } from "#test/support/sim/world.ts";

const SOURCE = "acme:100";
const INTO = "acme:200";
const accepted: PushOutcome = { kind: "accepted", entryId: null, createdId: null, changes: {} };

/** The real outbox and sender on virtual time; tickets show what `shows` says (null: gone), sends end as `outcomes` say. */
async function merging(
  shows: (ticketId: string, sent: number) => (Partial<Ticket> & { stale?: boolean }) | null,
  outcomes: readonly PushOutcome[] = [],
) {
  const world = new World(1, false);
  world.wallOffset = 1_700_000_000_000 - world.now;
  const clock = world.clock({ alive: true, number: 1 });
  const outbox = await openTestOutbox(new MemoryFile(), { clock });
  const ticket = new ModelServer(world, ACCOUNT, true).addTicket("acme:c1");
  const sent: FrozenRequest[] = [];
  const left = [...outcomes];
  const connector: Connector = {
    accountId: ACCOUNT,
    traits: markerTraits,
    probe: () => Promise.resolve(err({ kind: "cancelled" })),
    streams: () => [],
    pull: () => Promise.resolve(err({ kind: "cancelled" })),
    open: () => Promise.resolve(err({ kind: "cancelled" })),
    look: async (ticketId) => {
      await clock.sleep(10);
      const shown = shows(ticketId, sent.length);
      if (shown === null) return err({ kind: "not-found", detail: "" });
      const { stale = false, ...change } = shown;
      return ok({
        ticket: { ...ticket, id: ticketId, ...change },
        stamp: ticket.stamp,
        serverNow: ticket.updatedAt + 60_000,
        newestEntry: "10",
        entries: [],
        stale,
      });
    },
    isAfter: (a, b) => Number(a) > Number(b),
    freeze: (intent) => ({ method: "POST", path: intent.opId, headers: {}, body: "" }),
    send: async (request) => {
      sent.push(request);
      await clock.sleep(10);
      return left.shift() ?? accepted;
    },
    upload: () => Promise.resolve(ok("token")),
    findCreated: () => Promise.resolve(ok(null)),
    attachment: () => Promise.resolve(err({ kind: "cancelled" })),
  };
  const sender = createSender({
    outbox,
    connector,
    cache: { commitChanges: () => Promise.resolve({ seq: 1, written: 1, skipped: 0 }) },
    clock,
    random: world.rng.next,
    crash: () => {},
    identity: () => ME,
    mayUseNetwork: () => true,
    staged: () => Promise.resolve(ok(new Uint8Array())),
    onNews: () => {},
    onDefect: (cause) => {
      throw cause;
    },
    onDelivered: () => {},
  });
  await outbox.submit([intentOf(1, { kind: "merge-ticket", ticketId: SOURCE, into: INTO })]);
  void sender.run(new AbortController().signal);
  await world.run(world.now + 200_000, () => false);
  const entry = outbox.list().find((one) => one.intent.opId === opId(1));
  return { sent: sent.length, state: entry?.state, reason: entry?.reason };
}

test("a merge is sent once when both tickets are as the agent saw them", async () => {
  expect(await merging(() => ({}))).toMatchObject({ sent: 1, state: "done", reason: null });
});

test("a merge whose answer was lost and that arrived is not sent again", async () => {
  const it = await merging(
    (id, sent) => (id === SOURCE && sent > 0 ? { status: "closed", mergedInto: INTO } : {}),
    [{ kind: "ambiguous", detail: "lost" }],
  );
  expect(it).toMatchObject({ sent: 1, state: "done" });
});

test("a merge that did not arrive is sent again", async () => {
  const it = await merging(() => ({}), [{ kind: "ambiguous", detail: "lost" }]);
  expect(it).toMatchObject({ sent: 2, state: "done" });
});

test.each([
  [
    "the ticket went elsewhere",
    SOURCE,
    { mergedInto: "acme:7" },
    { kind: "ticket-merged", into: "acme:7" },
  ],
  ["the ticket is closed", SOURCE, { status: "closed" }, { kind: "ticket-closed" }],
  [
    "the target went elsewhere",
    INTO,
    { mergedInto: "acme:8" },
    { kind: "ticket-merged", into: "acme:8" },
  ],
  ["the target is closed", INTO, { status: "closed" }, { kind: "ticket-closed" }],
] as const)("nothing is sent and a person is asked when %s", async (_why, id, change, reason) => {
  const it = await merging((ticketId) => (ticketId === id ? change : {}));
  expect(it).toEqual({ sent: 0, state: "needs-human", reason });
});

test("a ticket that is gone after an unclear merge is a question once no copy can land", async () => {
  const it = await merging(
    (id, sent) => (id === SOURCE && sent > 0 ? null : {}),
    [{ kind: "ambiguous", detail: "lost" }],
  );
  expect(it).toEqual({ sent: 1, state: "needs-human", reason: { kind: "undecided" } });
});

test("a history that is older than its ticket is read again before anybody is asked where the ticket went", async () => {
  let looks = 0;
  const it = await merging((id) => {
    if (id !== SOURCE) return {};
    looks += 1;
    const there = { status: "closed" } as const;
    return looks < 3 ? { ...there, stale: true } : { ...there, mergedInto: "acme:7" };
  });
  expect(it).toMatchObject({ sent: 0, reason: { kind: "ticket-merged", into: "acme:7" } });
});

test("a refusal is shown with the helpdesk's words", async () => {
  const error = { kind: "refused", status: 200, field: "into", detail: "no right" } as const;
  const it = await merging(() => ({}), [{ kind: "refused", error }]);
  expect(it).toEqual({ sent: 1, state: "needs-human", reason: { kind: "refused", error } });
});
