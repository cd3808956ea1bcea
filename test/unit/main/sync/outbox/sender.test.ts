import { describe, expect, test } from "vitest";
import { err, ok } from "#domain/kernel/result.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import { createSender } from "#main/sync/outbox/sender.ts";
import type { Sender } from "#main/sync/outbox/sender.ts";
import type {
  Connector,
  DeliveryTraits,
  FrozenRequest,
  Look,
  PushOutcome,
  RemoteEntry,
} from "#main/sync/ports.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import { markerTraits, settleTraits } from "#test/support/sim/model-net.ts";
import { ModelServer } from "#test/support/sim/model-server.ts";
import {
  ACCOUNT,
  ME,
  TICKET,
  intentOf,
  newTicket,
  openTestOutbox,
  opId,
  reply,
} from "#test/support/sim/outbox-fixtures.ts";
import { World } from "#test/support/sim/world.ts";

type Bench = {
  readonly world: World;
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly sent: readonly FrozenRequest[];
  /** Order of what happened to disk, network and cache. */
  readonly steps: readonly string[];
  readonly news: readonly string[];
  state(n: number): string;
  waiting(n: number): string | undefined;
  run(ms: number): Promise<void>;
};

type Script = {
  readonly traits?: DeliveryTraits;
  readonly outcomes?: readonly PushOutcome[];
  readonly look?: (since: string) => Partial<Look>;
  readonly connector?: Partial<Connector>;
  readonly identity?: () => string | null;
  readonly online?: () => boolean;
  readonly commitChanges?: () => Promise<never>;
};

const accepted: PushOutcome = { kind: "accepted", entryId: "50", createdId: null, changes: {} };

/** The real outbox and sender, a remote that answers by a script, and virtual time. */
async function bench(intents: readonly Intent[], script: Script = {}): Promise<Bench> {
  const world = new World(1, false);
  // The wall clock of the fixtures.
  world.wallOffset = 1_700_000_000_000 - world.now;
  const clock = world.clock({ alive: true, number: 1 });
  const outbox = await openTestOutbox(new MemoryFile(), { clock });
  const ticket = new ModelServer(world, ACCOUNT, true).addTicket("acme:c1");
  const sent: FrozenRequest[] = [];
  const steps: string[] = [];
  const news: string[] = [];
  const outcomes = [...(script.outcomes ?? [])];
  const connector: Connector = {
    accountId: ACCOUNT,
    traits: script.traits ?? markerTraits,
    probe: () => Promise.resolve(err({ kind: "cancelled" })),
    streams: () => [],
    pull: () => Promise.resolve(err({ kind: "cancelled" })),
    open: () => Promise.resolve(err({ kind: "cancelled" })),
    look: async (ticketId, since) => {
      await clock.sleep(10);
      return ok({
        ticket: { ...ticket, id: ticketId },
        stamp: ticket.stamp,
        serverNow: ticket.updatedAt + 60_000,
        newestEntry: "10",
        entries: [],
        stale: false,
        ...script.look?.(since),
      });
    },
    isAfter: (a, b) => Number(a) > Number(b),
    freeze: (intent, pin) => ({
      method: "PUT",
      path: intent.opId,
      headers: {},
      body: JSON.stringify({ intent, pin }),
    }),
    send: async (request) => {
      sent.push(request);
      steps.push(`send ${request.path}`);
      await clock.sleep(10);
      return outcomes.shift() ?? accepted;
    },
    upload: () => Promise.resolve(ok("token")),
    findCreated: () => Promise.resolve(ok(null)),
    attachment: () => Promise.resolve(err({ kind: "cancelled" })),
    ...script.connector,
  };
  const sender = createSender({
    outbox,
    connector,
    cache: {
      commitChanges: async () => {
        steps.push("cache");
        await (script.commitChanges?.() ?? clock.sleep(500));
        return { seq: 1, written: 1, skipped: 0 };
      },
    },
    clock,
    random: world.rng.next,
    crash: () => {},
    identity: script.identity ?? (() => ME),
    mayUseNetwork: script.online ?? (() => true),
    staged: () => Promise.resolve(ok(new Uint8Array([1]))),
    onNews: (one) => news.push(one.kind),
    onDefect: (cause) => {
      throw cause;
    },
    onDelivered: (entry) => steps.push(`delivered ${entry.intent.opId}`),
  });
  await outbox.submit(intents);
  void sender.run(new AbortController().signal);
  const entry = (n: number) => outbox.list().find((one) => one.intent.opId === opId(n));
  return {
    world,
    outbox,
    sender,
    sent,
    steps,
    news,
    state: (n) => entry(n)?.state ?? "none",
    waiting: (n) => entry(n)?.waitingFor?.kind,
    run: (ms) => world.run(world.now + ms, () => false),
  };
}

describe("before anything leaves", () => {
  test("the undo window is waited for, and told", async () => {
    const intent = reply(1);
    const it = await bench([{ ...intent, sendAfter: intent.createdAt + 5_000 }]);
    await it.run(4_000);
    expect([it.state(1), it.waiting(1), it.sent.length]).toEqual(["queued", "undo-window", 0]);
    await it.run(2_000);
    expect(it.state(1)).toBe("done");
  });

  test("a wall clock set back by an hour does not prolong the undo window", async () => {
    const intent = reply(1);
    const it = await bench([{ ...intent, sendAfter: intent.createdAt + 5_000 }]);
    await it.run(1_000);
    it.world.wallOffset -= 3_600_000;
    await it.run(6_000);
    expect(it.state(1)).toBe("done");
  });

  test("without connection it waits, and a kick after its return sends it at once", async () => {
    let isOnline = false;
    const it = await bench([reply(1)], { online: () => isOnline });
    await it.run(30_000);
    expect([it.waiting(1), it.sent.length]).toEqual(["connection", 0]);
    isOnline = true;
    it.sender.kick();
    await it.run(600);
    expect(it.state(1)).toBe("done");
  });

  test.each([
    [null, "sign-in"],
    ["acme:9", "author"],
  ])("signed in as %s, it waits for %s", async (who, waiting) => {
    const it = await bench([reply(1)], { identity: () => who });
    await it.run(60_000);
    expect([it.state(1), it.waiting(1), it.sent.length]).toEqual(["queued", waiting, 0]);
  });

  test("how long the rest will take is told once it can be sent, from everybody's turns", async () => {
    let online = false;
    const updates = { waitMs: () => 20_000, pauseMs: () => 20_000, take: () => undefined };
    const intents = Array.from({ length: 12 }, (_, n) => reply(n, { ticketId: `acme:${n}` }));
    const it = await bench(intents, { online: () => online, connector: { updates } });
    await it.run(30_000);
    expect(it.sender.leftMs()).toBeNull();
    online = true;
    expect(it.sender.leftMs()).toBe(12 * 20_000);
  });

  test("somebody else signing in while the attempt is journalled stops it", async () => {
    const it: { bench: Bench | null } = { bench: null };
    const made = await bench([reply(1)], {
      identity: () =>
        (it.bench?.outbox.sending.record(opId(1))?.attempts ?? 0) > 0 ? "acme:9" : ME,
    });
    it.bench = made;
    await made.run(60_000);
    expect(made.sent.length).toBe(0);
  });

  test("three tickets go at once, a fourth and a second reply to one of them wait their turn", async () => {
    const tickets = [1, 2, 3, 4].map((n) => reply(n, { ticketId: `acme:${n}` }));
    const it = await bench([...tickets, reply(5, { ticketId: "acme:1" })]);
    await it.run(15);
    expect(it.sent.length).toBe(3);
    expect(it.waiting(5)).toBe("earlier-change");
    await it.run(5_000);
    expect(it.sent.map((request) => request.path)).toEqual([1, 2, 3, 4, 5].map(opId));
  });

  test("a look from inside the second that the version names is not built on", async () => {
    let looks = 0;
    const it = await bench([reply(1)], {
      look: () => {
        looks += 1;
        const at = 1_700_000_000_000;
        return looks === 1 ? { serverNow: at - 99_500 } : {};
      },
    });
    await it.run(300);
    expect([looks, it.sent.length]).toEqual([1, 0]);
    await it.run(3_000);
    expect([looks, it.sent.length]).toEqual([2, 1]);
  });
});

describe("an answer", () => {
  test("accepted is journalled, then cached, and only then shown as sent", async () => {
    const it = await bench([reply(1)]);
    await it.run(100);
    expect(it.steps).toEqual([`send ${opId(1)}`, "cache"]);
    expect([it.state(1), it.outbox.sending.record(opId(1))?.state]).toEqual(["sending", "done"]);
    await it.run(1_000);
    expect(it.steps.at(-1)).toBe(`delivered ${opId(1)}`);
    expect(it.state(1)).toBe("done");
  });

  test("accepted is shown as sent even when the cache is lost or hangs", async () => {
    const lost = await bench([reply(1)], {
      commitChanges: () => Promise.reject(new Error("lost")),
    });
    await lost.run(1_000);
    expect(lost.state(1)).toBe("done");
    const hung = await bench([reply(1)], { commitChanges: () => new Promise(() => {}) });
    await hung.run(12_000);
    expect(hung.state(1)).toBe("done");
  });

  test("429 holds every ticket for at least as long as it says", async () => {
    const it = await bench([reply(1), reply(2, { ticketId: "acme:2" })], {
      outcomes: [
        { kind: "throttled", retryAfterMs: 20_000 },
        { kind: "throttled", retryAfterMs: 20_000 },
      ],
    });
    await it.run(19_000);
    expect([it.sent.length, it.waiting(1), it.waiting(2)]).toEqual([2, "rate-limit", "rate-limit"]);
    await it.run(8_000);
    expect([it.state(1), it.state(2)]).toEqual(["done", "done"]);
  });

  test("401 pauses until the engine resumes; nothing is lost", async () => {
    const it = await bench([reply(1)], { outcomes: [{ kind: "signed-out", detail: "" }] });
    await it.run(60_000);
    expect([it.state(1), it.waiting(1), it.sent.length]).toEqual(["sending", "sign-in", 1]);
    expect(it.news).toContain("signed-out");
    it.sender.resume();
    await it.run(5_000);
    expect(it.state(1)).toBe("done");
  });

  test("refused at the first attempt asks a person at once, with the server's words", async () => {
    const error = { kind: "refused", status: 422, field: "status", detail: "no" } as const;
    const it = await bench([reply(1)], { outcomes: [{ kind: "refused", error }] });
    await it.run(1_000);
    expect(it.outbox.list()[0]).toMatchObject({
      state: "needs-human",
      reason: { kind: "refused", error },
    });
  });

  test("unclear is looked for by its marker and found", async () => {
    const it = await bench([reply(1)], {
      outcomes: [{ kind: "ambiguous", detail: "timeout" }],
      look: (since) =>
        since === ""
          ? {}
          : {
              entries: [
                {
                  id: "11",
                  authorId: ME,
                  authorName: "Me",
                  authorKind: "agent",
                  at: 1,
                  kind: "message",
                  text: "Reply 1",
                  marker: opId(1),
                  fingerprint: null,
                  changes: [],
                },
              ],
            },
    });
    await it.run(5_000);
    expect(it.sent.length).toBe(1);
    expect(it.outbox.list()[0]).toMatchObject({ state: "done", remoteId: "11" });
  });

  test("unclear and not found is sent again with the very same version", async () => {
    const it = await bench([reply(1)], { outcomes: [{ kind: "ambiguous", detail: "timeout" }] });
    await it.run(5_000);
    expect(it.state(1)).toBe("done");
    expect(it.sent.map((request) => request.body)).toEqual([it.sent[0]?.body, it.sent[0]?.body]);
  });

  test("unclear where writes are unconditional waits until nothing can land any more", async () => {
    const it = await bench([reply(1)], {
      traits: settleTraits,
      outcomes: [{ kind: "ambiguous", detail: "timeout" }],
    });
    await it.run(settleTraits.settleMs - 2_000);
    expect([it.sent.length, it.waiting(1)]).toEqual([1, "settle"]);
    await it.run(10_000);
    expect(it.state(1)).toBe("done");
  });

  test("unclear, with a history that stays behind its ticket, asks a person in the end", async () => {
    const it = await bench([reply(1)], {
      outcomes: [{ kind: "ambiguous", detail: "timeout" }],
      look: (since) => (since === "" ? {} : { stale: true, stamp: "other" }),
    });
    await it.run(300_000);
    expect(it.sent.length).toBe(1);
    expect(it.outbox.list()[0]?.reason).toEqual({ kind: "undecided" });
  });
});

describe("something new", () => {
  test("a ticket is sent again while the remote remembers its key, and what waits for it follows", async () => {
    const follow = reply(2, { ticketId: `acme:new-${opId(1)}` });
    const it = await bench([newTicket(1), follow], {
      outcomes: [
        { kind: "ambiguous", detail: "timeout" },
        { kind: "accepted", entryId: null, createdId: "acme:77", changes: {} },
      ],
    });
    await it.run(200);
    expect(it.waiting(2)).toBe("earlier-change");
    await it.run(5_000);
    expect(it.sent.map((request) => request.path)).toEqual([opId(1), opId(1), opId(2)]);
    expect(it.sent[2]?.body).toContain('"ticketId":"acme:77"');
  });

  test("a ticket that an unclear attempt made is found by our own id", async () => {
    const it = await bench([newTicket(1)], {
      outcomes: [{ kind: "ambiguous", detail: "timeout" }],
      connector: { findCreated: () => Promise.resolve(ok("acme:88")) },
    });
    await it.run(5_000);
    expect(it.sent.length).toBe(1);
    expect(it.outbox.list()[0]).toMatchObject({ state: "done", createdId: "acme:88" });
  });

  test("without keys an unclear create waits until no copy can land any more", async () => {
    const it = await bench([newTicket(1)], {
      traits: settleTraits,
      outcomes: [{ kind: "ambiguous", detail: "timeout" }],
    });
    await it.run(80_000);
    expect([it.sent.length, it.waiting(1)]).toEqual([1, "settle"]);
    await it.run(20_000);
    expect(it.sent.length).toBe(2);
  });
});

test("nobody is asked about a field of a ticket that is older than its history", async () => {
  const ticket = new ModelServer(new World(1, false), ACCOUNT, true).addTicket("acme:c1");
  const late = ticket.updatedAt + 5_000;
  const entry: RemoteEntry = {
    id: "11",
    authorId: "acme:3",
    authorName: "Ben",
    authorKind: "agent",
    at: late,
    kind: "change",
    text: "",
    marker: null,
    fingerprint: null,
    changes: [{ field: "status", from: "open", to: "pending" }],
  };
  let looks = 0;
  const it = await bench(
    [reply(1, { edits: { status: { base: "pending", value: "solved" } }, audience: "internal" })],
    {
      look: () => {
        looks += 1;
        const shown = looks < 3 ? ticket : { ...ticket, status: "pending", updatedAt: late };
        return { ticket: { ...shown, id: TICKET } as Look["ticket"], entries: [entry] };
      },
    },
  );
  await it.run(1_000);
  expect(it.state(1)).toBe("queued");
  await it.run(20_000);
  expect([it.state(1), it.sent.length]).toEqual(["done", 1]);
});

describe("a macro", () => {
  const base: Macro = {
    id: "acme:5",
    accountId: ACCOUNT,
    title: "Refund",
    description: "",
    active: true,
    position: 1,
    restriction: null,
    actions: [{ kind: "status", value: "solved" }],
    updatedAt: 1,
    version: 1,
  };
  const save = intentOf(1, { kind: "save-macro", base, macro: { ...base, title: "Refund now" } });

  test("is merged with what a colleague changed meanwhile", async () => {
    const theirs = { ...base, active: false };
    const it = await bench([save], {
      connector: { readMacro: () => Promise.resolve(ok(theirs)) },
    });
    await it.run(1_000);
    expect(JSON.parse(it.sent[0]?.body ?? "{}")).toMatchObject({
      intent: { action: { macro: { title: "Refund now", active: false } } },
    });
  });

  test("changed differently on both sides asks a person", async () => {
    const theirs = { ...base, title: "Money back" };
    const it = await bench([save], {
      connector: { readMacro: () => Promise.resolve(ok(theirs)) },
    });
    await it.run(1_000);
    expect(it.outbox.list()[0]?.reason).toMatchObject({ kind: "field-conflict" });
    expect(it.sent.length).toBe(0);
  });

  describe("that the same agent saves again from what they first saw", () => {
    const again = intentOf(2, { kind: "save-macro", base, macro: { ...base, title: "Again" } });
    const saved = { ...base, title: "Refund now", updatedAt: 2 };
    const answer: PushOutcome = { ...accepted, changes: { macros: [saved] } };
    const whenRead = async (second: Macro, first: PushOutcome): Promise<Bench> => {
      const reads = [base, second];
      const it = await bench([save, again], {
        outcomes: [first],
        connector: { readMacro: () => Promise.resolve(ok(reads.shift() ?? second)) },
      });
      await it.run(5_000);
      return it;
    };

    test("is written when the first save's answer tells that it is theirs", async () => {
      const it = await whenRead(saved, answer);
      expect([it.state(2), it.sent.length]).toEqual(["done", 2]);
    });

    test("asks a person when a colleague has saved it since, with the same title", async () => {
      const it = await whenRead({ ...saved, updatedAt: 3 }, answer);
      expect([it.state(2), it.sent.length]).toEqual(["needs-human", 1]);
    });

    test("asks a person when the first save's answer did not tell", async () => {
      const it = await whenRead(saved, accepted);
      expect([it.state(2), it.sent.length]).toEqual(["needs-human", 1]);
    });
  });

  test("that is gone after an unclear save asks a person once no copy can land", async () => {
    let reads = 0;
    const it = await bench([save], {
      outcomes: [{ kind: "ambiguous", detail: "timeout" }],
      connector: {
        readMacro: () => {
          reads += 1;
          return Promise.resolve(
            reads === 1 ? ok({ ...base }) : err({ kind: "not-found", detail: "" }),
          );
        },
      },
    });
    await it.run(60_000);
    expect([it.state(1), it.sent.length]).toEqual(["sending", 1]);
    await it.run(120_000);
    expect(it.outbox.list()[0]?.reason).toEqual({ kind: "ticket-gone" });
  });

  test("that is gone already needs no deleting", async () => {
    const it = await bench([intentOf(1, { kind: "delete-macro", base })], {
      connector: { readMacro: () => Promise.resolve(err({ kind: "not-found", detail: "" })) },
    });
    await it.run(1_000);
    expect([it.state(1), it.sent.length]).toEqual(["done", 0]);
  });
});

describe("files", () => {
  const file = { stagedId: "s1", fileName: "a.txt", contentType: "text/plain", sizeBytes: 1 };
  const withFile = (): Intent =>
    intentOf(1, {
      kind: "update-ticket",
      ticketId: "acme:100",
      comment: { audience: "public", text: "See the file", files: [file] },
      edits: {},
      macroIds: [],
      seen: null,
    });

  test("are uploaded before the attempt is journalled", async () => {
    const order: string[] = [];
    const it = await bench([withFile()], {
      connector: {
        upload: () => {
          order.push(`upload at attempt ${it.outbox.sending.record(opId(1))?.attempts ?? -1}`);
          return Promise.resolve(ok("token"));
        },
      },
    });
    await it.run(1_000);
    expect(order).toEqual(["upload at attempt 0"]);
    expect(it.state(1)).toBe("done");
  });

  test.each([
    ["after a long wait are uploaded again", 0, 2_400_000, "token 2"],
    ["after a sleep that the steady clock does not count, too", 8 * 3_600_000, 20_000, "token 2"],
    ["that lie there since a moment ago are not", 0, 20_000, "token 1"],
  ])("%s", async (_, sleptMs, ms, second) => {
    let uploads = 0;
    const used: (string | undefined)[] = [];
    const it = await bench([withFile()], {
      outcomes: [{ kind: "throttled", retryAfterMs: ms }],
      connector: {
        upload: () => Promise.resolve(ok(`token ${(uploads += 1)}`)),
        freeze: (intent, _pin, tokens) => {
          used.push(tokens.get("s1"));
          return { method: "PUT", path: intent.opId, headers: {}, body: "" };
        },
      },
    });
    await it.run(10_000);
    it.world.wallOffset += sleptMs;
    await it.run(ms * 2);
    expect(it.state(1)).toBe("done");
    expect(used).toEqual(["token 1", second]);
  });
});
