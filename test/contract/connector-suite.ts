import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppError } from "#domain/kernel/app-error.ts";
import { remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Intent, IntentAction, TicketEdits } from "#domain/sync/intent.ts";
import { linksOf, type LinkRelation } from "#domain/ticket/links.ts";
import type { Connector, PushOutcome } from "#main/sync/ports.ts";
import { pullToEnd } from "#main/sync/pull.ts";
import { createMemoryCache, type MemoryCache } from "#test/support/memory-cache.ts";

/** One write that the remote accepted, as its own books tell it. */
export type Accepted = {
  readonly ticketId: TicketId;
  readonly text: string | null;
  readonly isPublic: boolean | null;
};

/** A running remote, and a connector signed in to it. */
export type SuiteRemote = {
  /** A new connector with nothing in memory, as after a restart. */
  connector(): Promise<Connector>;
  /** What the signed-in agent may see. */
  visibleTickets(): readonly TicketId[] | Promise<readonly TicketId[]>;
  /** Makes an unsolved ticket; where it is left out, one of those that are there is taken. */
  freshTicket?(): Promise<TicketId>;
  /** Accepted writes since the last call. */
  accepted(): readonly Accepted[] | Promise<readonly Accepted[]>;
  /** Applies the next write, then breaks the connection instead of answering. */
  dropNextAnswer(): void;
  /** A colleague adds an internal note. */
  colleagueNotes(ticketId: TicketId, text: string): Promise<void>;
  /** A colleague deletes the ticket. */
  colleagueDeletes(ticketId: TicketId): Promise<void>;
  /** Lets at least one unit of the remote's version time pass. */
  nextStamp(): Promise<void>;
  close(): Promise<void>;
};

export const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(`unexpected: ${JSON.stringify(result.error)}`);
  return result.value;
};
export const never = new AbortController().signal;

let counter = 0;
const opId = (): string => {
  counter += 1;
  return `00000000-0000-4000-8000-${String(Date.now()).slice(-6)}${String(counter).padStart(6, "0")}`;
};
export function intentOf(connector: Connector, authorId: string, action: IntentAction): Intent {
  const createdAt = Date.now();
  return {
    opId: opId(),
    accountId: connector.accountId,
    authorId,
    createdAt,
    sendAfter: createdAt,
    action,
  };
}
const reply = (ticketId: TicketId, text: string, edits: TicketEdits = {}): IntentAction => ({
  kind: "update-ticket",
  ticketId,
  comment: text === "" ? null : { audience: "public", text, files: [] },
  edits,
  macroIds: [],
  seen: null,
});
/** A remote that cannot tell yet says `conflict`: the sender then asks again. */
async function settled<T>(ask: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
  for (;;) {
    const answer = await ask();
    if (answer.ok || answer.error.kind !== "conflict") return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
const noUploads: ReadonlyMap<string, string> = new Map();

/** Pulls every stream to its end, then every thread the streams did not bring. */
export async function syncAll(connector: Connector, cache: MemoryCache): Promise<void> {
  for (const spec of connector.streams()) {
    const pulled = await pullToEnd(
      { connector, cache, streamId: spec.id, onPage: () => undefined },
      never,
    );
    if (!pulled.ok && pulled.error.kind !== "no-access") must(pulled);
    if (pulled.ok && spec.completesThreads) {
      await cache.markThreadsWhole(connector.accountId, pulled.value);
    }
  }
}

/** What a remote can't do by its nature; the tests that need it are left out, others ask the connector's traits. */
export type SuiteLimits = {
  /** Its writes carry no version: nothing but waiting guards against a late copy. */
  readonly unconditional?: true;
  /** It keeps no macros. */
  readonly noMacros?: true;
  /** A relation that agents may write there; else a problem of incidents. */
  readonly relation?: LinkRelation;
  /** A connector starts anew after so many pages of an interrupted sync; 1 where left out. */
  readonly pagesBetweenStarts?: number;
};

/** What every connector must do, whatever it speaks to. Writes to the remote: give it one of its own. */
export function describeConnector(
  name: string,
  start: () => Promise<SuiteRemote>,
  limits: SuiteLimits = {},
): void {
  describe(name, () => {
    let remote: SuiteRemote;
    let connector: Connector;
    let me = "";

    beforeAll(async () => {
      remote = await start();
      connector = await remote.connector();
      me = must(await connector.probe(never)).agent.id;
    });
    afterAll(async () => {
      await remote.close();
    });

    async function pinned(
      ticketId: TicketId,
    ): Promise<{ readonly base: string; readonly stamp: string }> {
      for (;;) {
        const look = must(await connector.look(ticketId, "", never));
        const { conditionalWrites } = connector.traits;
        if (!conditionalWrites) return { base: look.newestEntry, stamp: look.stamp };
        if (look.serverNow - Date.parse(look.stamp) >= connector.traits.stampResolutionMs) {
          return { base: look.newestEntry, stamp: look.stamp };
        }
        await remote.nextStamp();
      }
    }
    async function push(
      intent: Intent,
      pin: { readonly base: string; readonly stamp: string },
    ): Promise<PushOutcome> {
      return connector.send(connector.freeze(intent, pin, noUploads), never);
    }
    /** An unsolved ticket nobody has used in this suite yet. */
    const used = new Set<TicketId>();
    async function freshTicket(): Promise<TicketId> {
      if (remote.freshTicket !== undefined) return remote.freshTicket();
      for (const id of (await remote.visibleTickets()).toReversed()) {
        if (used.has(id)) continue;
        used.add(id);
        const { ticket } = must(await connector.open(id, never, "now"));
        if (ticket.status !== "closed" && ticket.status !== "solved") return id;
      }
      throw new Error("no unsolved ticket is left");
    }

    let synced: Promise<MemoryCache> | null = null;
    /** Everything as an undisturbed sync brings it; only for tests that write nothing. */
    const wholeSync = (): Promise<MemoryCache> => {
      const cache = createMemoryCache();
      return (synced ??= syncAll(connector, cache).then(() => cache));
    };

    test("a probe says who we are and what we may do", async () => {
      const identity = must(await connector.probe(never));
      expect(identity.agent.accountId).toBe(connector.accountId);
      expect(identity.agent.name).not.toBe("");
      expect(connector.streams().length).toBeGreaterThan(0);
      expect(connector.streams()[0]?.phase).toBe("first");
    });

    test("the first streams bring only unsolved tickets, with the people who wrote them", async () => {
      const cache = createMemoryCache();
      for (const spec of connector.streams().filter((one) => one.phase === "first")) {
        must(
          await pullToEnd({ connector, cache, streamId: spec.id, onPage: () => undefined }, never),
        );
      }
      expect(cache.records.ticket.size).toBeGreaterThan(0);
      for (const ticket of cache.records.ticket.values()) {
        expect(["new", "open", "pending", "on-hold"]).toContain(ticket.status);
        expect(cache.records.customer.has(ticket.requesterId)).toBe(true);
      }
    });

    test("a full sync holds exactly the tickets that this agent may see, each with a valid thread", async () => {
      const cache = await wholeSync();
      expect([...cache.records.ticket.keys()].toSorted()).toEqual(
        [...(await remote.visibleTickets())].toSorted(),
      );
      expect(cache.setAside).toEqual([]);
      for (const id of [...cache.records.ticket.keys()].slice(0, 5)) {
        const opened = must(await connector.open(id, never, "background"));
        expect(opened.changes.wholeThreads).toEqual([id]);
        const entries = opened.changes.interactions ?? [];
        expect(entries.length).toBeGreaterThan(0);
        expect(entries.every((entry) => entry.ticketId === id && entry.at > 0)).toBe(true);
        const known = cache.threads.get(id);
        if (known === undefined) continue; // no stream brings threads in this mode
        expect([...known.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        );
      }
    });

    test("a sync that is interrupted again and again ends with the same rows", async () => {
      const whole = await wholeSync();
      const pieces = createMemoryCache();
      let again = connector;
      let pages = 0;
      for (const spec of connector.streams()) {
        for (let isEnd = false; !isEnd;) {
          if (pages % (limits.pagesBetweenStarts ?? 1) === 0) {
            again = await remote.connector();
            must(await again.probe(never));
          }
          pages += 1;
          const cursor = await pieces.cursor(again.accountId, spec.id);
          const page = must(await again.pull(spec.id, cursor, never));
          await pieces.commitPage(again.accountId, spec.id, page, cursor);
          // and the acknowledgement was lost once
          await pieces.commitPage(again.accountId, spec.id, page, page.cursor);
          isEnd = page.end;
        }
      }
      expect([...pieces.records.ticket.keys()].toSorted()).toEqual(
        [...whole.records.ticket.keys()].toSorted(),
      );
      expect([...pieces.records.macro.keys()].toSorted()).toEqual(
        [...whole.records.macro.keys()].toSorted(),
      );
      const count = (cache: MemoryCache): number =>
        [...cache.threads.values()].reduce((sum, thread) => sum + thread.size, 0);
      expect(count(pieces)).toBe(count(whole));
    });

    test("a reply arrives once, in public, and brings the fresh ticket and its entry along", async () => {
      const ticketId = await freshTicket();
      await remote.accepted();
      const before = must(await connector.look(ticketId, "", never)).ticket;
      const edits: TicketEdits = {
        status: { base: before.status, value: "pending" },
        tags: { add: ["answered"], remove: before.tags.slice(0, 1) },
      };
      const intent = intentOf(connector, me, reply(ticketId, "On its way to you.", edits));
      const outcome = await push(intent, await pinned(ticketId));
      expect(outcome.kind).toBe("accepted");
      if (outcome.kind !== "accepted") return;
      expect(await remote.accepted()).toEqual([
        { ticketId, text: "On its way to you.", isPublic: true },
      ]);
      const after = outcome.changes.tickets?.[0];
      expect(after?.status).toBe("pending");
      expect(after?.tags.toSorted()).toEqual([...before.tags.slice(1), "answered"].toSorted());
      expect(after?.version).toBeGreaterThanOrEqual(before.version);
      const entry = outcome.changes.interactions?.find((one) => one.kind === "message");
      expect(entry?.text).toBe("On its way to you.");
      expect(entry?.marker).toBe(connector.traits.keepsMarker ? intent.opId : null);
    });

    test("an internal note is never public", async () => {
      const ticketId = await freshTicket();
      await remote.accepted();
      const action = reply(ticketId, "");
      if (action.kind !== "update-ticket") return;
      const note = {
        ...action,
        comment: { audience: "internal" as const, text: "Customer sounded upset.", files: [] },
      };
      const outcome = await push(intentOf(connector, me, note), await pinned(ticketId));
      expect(outcome.kind).toBe("accepted");
      expect(await remote.accepted()).toEqual([
        { ticketId, text: "Customer sounded upset.", isPublic: false },
      ]);
    });

    test.skipIf(limits.unconditional)(
      "a write pinned to an old version changes nothing",
      async () => {
        const ticketId = await freshTicket();
        const pin = await pinned(ticketId);
        await remote.nextStamp();
        await remote.colleagueNotes(ticketId, "I am on it.");
        await remote.accepted();
        const outcome = await push(intentOf(connector, me, reply(ticketId, "Too late")), pin);
        expect(outcome.kind).toBe("stale-version");
        expect(await remote.accepted()).toEqual([]);
        const look = must(await connector.look(ticketId, pin.base, never));
        expect(look.stamp).not.toBe(pin.stamp);
        expect(look.entries.map((one) => [one.text, one.authorKind])).toEqual([
          ["I am on it.", "agent"],
        ]);
        expect(connector.isAfter(look.newestEntry, pin.base)).toBe(true);
      },
    );

    test("a write whose answer was lost is found again and can't happen twice", async () => {
      const ticketId = await freshTicket();
      const pin = await pinned(ticketId);
      await remote.accepted();
      const intent = intentOf(connector, me, reply(ticketId, "Just once, please."));
      const request = connector.freeze(intent, pin, noUploads);
      remote.dropNextAnswer();
      expect((await connector.send(request, never)).kind).toBe("ambiguous");
      const look = must(await connector.look(ticketId, pin.base, never));
      expect(look.stale).toBe(false);
      const ours = look.entries.filter((one) => one.marker === intent.opId);
      expect(ours.map((one) => [one.authorId, one.text])).toEqual([[me, "Just once, please."]]);
      if (connector.traits.conditionalWrites) {
        expect((await connector.send(request, never)).kind).toBe("stale-version");
      }
      expect((await remote.accepted()).length).toBe(1);
    });

    test("a new ticket is created once, however often it is sent, and is found by its operation", async () => {
      await remote.accepted();
      const intent = intentOf(connector, me, {
        kind: "create-ticket",
        ticketId: `${connector.accountId}:new-x`,
        subject: "Called about a broken lamp",
        requester: { name: "Nia Okafor", email: "nia.okafor@customer.example" },
        comment: { audience: "internal", text: "Asked for a call back.", files: [] },
        fields: { priority: "high", tags: ["phone"] },
      });
      expect(must(await connector.findCreated(intent, never))).toBeNull();
      const request = connector.freeze(intent, { base: "", stamp: "" }, noUploads);
      remote.dropNextAnswer();
      expect((await connector.send(request, never)).kind).toBe("ambiguous");
      const found = must(await settled(() => connector.findCreated(intent, never)));
      expect(found).not.toBeNull();
      if (connector.traits.createKeyMs !== undefined) {
        const again = await connector.send(request, never);
        expect(again.kind === "accepted" ? again.createdId : again.kind).toBe(found);
      }
      expect(await remote.accepted()).toEqual([
        { ticketId: found, text: "Asked for a call back.", isPublic: false },
      ]);
      const { ticket } = must(await connector.open(found ?? "", never, "now"));
      expect([ticket.subject, ticket.priority, ticket.tags]).toEqual([
        "Called about a broken lamp",
        "high",
        ["phone"],
      ]);
    });

    test.skipIf(limits.noMacros)(
      "a macro is made, found, changed and deleted, and actions we do not know survive",
      async () => {
        const draft: Macro = {
          id: `${connector.accountId}:new-m`,
          accountId: connector.accountId,
          title: `Suite::Refund ${Date.now()}`,
          description: "",
          active: true,
          position: 0,
          restriction: { kind: "agent", id: me },
          actions: [
            { kind: "comment", audience: "public", text: "Hello {{ticket.requester.first_name}}" },
            { kind: "status", value: "pending" },
            { kind: "tags", mode: "add", tags: ["refund", "vip"] },
            { kind: "assign-me" },
            { kind: "keep", field: "cc", value: "current_user" },
          ],
          updatedAt: 0,
          version: 0,
        };
        const make = intentOf(connector, me, { kind: "save-macro", base: null, macro: draft });
        expect(must(await connector.findCreated(make, never))).toBeNull();
        const made = await push(make, { base: "", stamp: "" });
        expect(made.kind).toBe("accepted");
        if (made.kind !== "accepted") return;
        const id = made.createdId ?? "";
        expect(must(await connector.findCreated(make, never))).toBe(id);
        const stored = made.changes.macros?.[0] ?? draft;
        expect(stored.actions).toEqual(draft.actions);
        const renamed: Macro = { ...stored, title: `${draft.title} again` };
        const change = intentOf(connector, me, {
          kind: "save-macro",
          base: stored,
          macro: renamed,
        });
        expect((await push(change, { base: "", stamp: "" })).kind).toBe("accepted");
        expect(must(await connector.findCreated(change, never))).toBe(id);
        const drop = intentOf(connector, me, { kind: "delete-macro", base: renamed });
        expect(must(await connector.findCreated(drop, never))).toBeNull();
        expect((await push(drop, { base: "", stamp: "" })).kind).toBe("accepted");
        expect(must(await connector.findCreated(drop, never))).toBe(id);
        expect((await push(drop, { base: "", stamp: "" })).kind).toBe("accepted");
      },
    );

    test("a file goes up, hangs on the reply and comes down unchanged", async () => {
      const ticketId = await freshTicket();
      const bytes = new Uint8Array([137, 80, 78, 71, 0, 255, 10, 13]);
      const file = {
        stagedId: "s1",
        fileName: "Rechnung ß.png",
        contentType: "image/png",
        sizeBytes: bytes.length,
      };
      const token = must(await connector.upload(file, bytes, never));
      const action = reply(ticketId, "See the picture.");
      if (action.kind !== "update-ticket" || action.comment === null) return;
      const withFile = { ...action, comment: { ...action.comment, files: [file] } };
      const frozen = connector.freeze(
        intentOf(connector, me, withFile),
        await pinned(ticketId),
        new Map([["s1", token]]),
      );
      const outcome = await connector.send(frozen, never);
      expect(outcome.kind).toBe("accepted");
      if (outcome.kind !== "accepted") return;
      const [attachment] =
        outcome.changes.interactions?.find((one) => one.kind === "message")?.attachments ?? [];
      expect(attachment?.fileName).toBe("Rechnung ß.png");
      const back = must(await connector.attachment(attachment?.contentUrl ?? "", never));
      expect([...back]).toEqual([...bytes]);
    });

    test("people are put on a ticket and taken off it, others stay", async () => {
      const ticketId = await freshTicket();
      const other = await freshTicket();
      const before = must(await connector.open(ticketId, never, "now")).ticket;
      const guest = must(await connector.open(other, never, "now")).ticket.requesterId;
      const write = async (edits: TicketEdits) => {
        const action = reply(ticketId, "", edits);
        expect((await push(intentOf(connector, me, action), await pinned(ticketId))).kind).toBe(
          "accepted",
        );
        return must(await connector.open(ticketId, never, "now")).ticket;
      };
      const put = await write({
        ccs: { add: [guest], remove: [] },
        followers: { add: [me], remove: [] },
      });
      expect(put.ccIds.toSorted()).toEqual([...new Set([...before.ccIds, guest])].toSorted());
      expect(put.followerIds).toContain(me);
      const taken = await write({
        requesterId: { base: before.requesterId, value: guest },
        ccs: { add: [], remove: [guest] },
        followers: { add: [], remove: [me] },
      });
      expect(taken.requesterId).toBe(guest);
      expect(taken.ccIds).toEqual(before.ccIds.filter((id) => id !== guest));
      expect(taken.followerIds).not.toContain(me);
    });

    test("a link is made, told by the thread or the ticket, and taken away", async () => {
      const ticketId = await freshTicket();
      const to = await freshTicket();
      const relation = limits.relation ?? "incident-of";
      const link = { relation, to };
      const linked = async () => {
        const { ticket, changes } = must(await connector.open(ticketId, never, "now"));
        const told = linksOf(ticketId, changes.interactions ?? []);
        return [...(ticket.links ?? []), ...told].some(
          (one) => one.relation === relation && one.to === to,
        );
      };
      const write = async (edits: TicketEdits) =>
        (await push(intentOf(connector, me, reply(ticketId, "", edits)), await pinned(ticketId)))
          .kind;
      expect(await write({ links: { add: [link], remove: [] } })).toBe("accepted");
      expect(await linked()).toBe(true);
      await remote.nextStamp();
      expect(await write({ links: { add: [], remove: [link] } })).toBe("accepted");
      expect(await linked()).toBe(false);
    });

    test("a merged ticket is closed for good and leads to the other one, and cannot be merged twice", async () => {
      const ticketId = await freshTicket();
      const into = await freshTicket();
      const third = await freshTicket();
      const merge = (from: TicketId, to: TicketId) =>
        intentOf(connector, me, { kind: "merge-ticket", ticketId: from, into: to });
      const noPin = { base: "", stamp: "" };
      for (const id of [ticketId, into]) must(await connector.look(id, "", never));
      const outcome = await push(merge(ticketId, into), noPin);
      expect(outcome.kind).toBe("accepted");
      const source = must(await connector.look(ticketId, "", never)).ticket;
      expect(source.mergedInto).toBe(into);
      const target = must(await connector.open(into, never, "now"));
      expect(linksOf(into, target.changes.interactions ?? [])).toContainEqual({
        relation: "merged-here",
        to: ticketId,
      });
      await remote.accepted();
      expect(["refused", "stale-version"]).toContain(
        (await push(merge(ticketId, third), noPin)).kind,
      );
      expect(await remote.accepted()).toEqual([]);
      expect(must(await connector.look(ticketId, "", never)).ticket.mergedInto).toBe(into);
    });

    test("a merge whose answer was lost is seen by looking at the ticket that went", async () => {
      const ticketId = await freshTicket();
      const into = await freshTicket();
      for (const id of [ticketId, into]) must(await connector.look(id, "", never));
      const action = { kind: "merge-ticket", ticketId, into } as const;
      const request = connector.freeze(
        intentOf(connector, me, action),
        { base: "", stamp: "" },
        noUploads,
      );
      remote.dropNextAnswer();
      expect(["ambiguous", "not-sent"]).toContain((await connector.send(request, never)).kind);
      // A remote may break the look before the write instead: then nothing was done, and sending it is right.
      const look = must(await connector.look(ticketId, "", never));
      if (look.ticket.mergedInto === null) await connector.send(request, never);
      expect(must(await connector.look(ticketId, "", never)).ticket.mergedInto).toBe(into);
    });

    test("a deleted ticket is told by opening it and by the sweep", async () => {
      const ticketId = await freshTicket();
      const other = await freshTicket();
      await remote.colleagueDeletes(ticketId);
      const opened = await connector.open(ticketId, never, "now");
      expect(opened.ok ? "ok" : opened.error.kind).toBe("not-found");
      const many = must(
        await (connector.readMany?.([ticketId, other], never) ??
          Promise.reject(new Error("no sweep"))),
      );
      expect(many.changes.tickets?.map((one) => one.id)).toEqual([other]);
      const told = [...many.missing, ...(many.changes.tombstones ?? []).map((one) => one.id)];
      expect(told).toEqual([ticketId]);
    });

    test("a ticket that never was is not found, and no id of ours reaches the remote as a path", async () => {
      for (const id of ["999999999999", "new-abc", "../users/me", "1.json?x=1"]) {
        const opened = await connector.open(`${connector.accountId}:${id}`, never, "now");
        expect(opened.ok ? "ok" : opened.error.kind).toBe("not-found");
      }
    });

    test("a call that is stopped ends as cancelled and throws nothing", async () => {
      const stopped = AbortSignal.abort();
      const [id = ""] = await remote.visibleTickets();
      expect(await connector.open(id, stopped, "now")).toEqual({
        ok: false,
        error: { kind: "cancelled" },
      });
      const pulled = await connector.pull(connector.streams()[0]?.id ?? "", null, stopped);
      expect(pulled.ok ? "ok" : pulled.error.kind).toBe("cancelled");
      expect(remoteOf(id)).not.toBe("");
    });
  });
}
