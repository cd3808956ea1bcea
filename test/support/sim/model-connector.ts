import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Page, Tombstone } from "#domain/sync/page.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { HttpRequest } from "#main/net/ports.ts";
import type { Limiter, Urgency } from "#main/net/limiter.ts";
import { fingerprintOf } from "#main/sync/outbox/fingerprint.ts";
import type {
  AccountIdentity,
  Connector,
  DeliveryTraits,
  FrozenRequest,
  Look,
  PushOutcome,
  RemoteEntry,
} from "#main/sync/ports.ts";
import type { MacroAnswer, MacroWire } from "#test/support/sim/model-macros.ts";
import type {
  ModelServer,
  ServerAnswer,
  ServerEntry,
  Wire,
} from "#test/support/sim/model-server.ts";
import type { Life, World } from "#test/support/sim/world.ts";

/** Chances per call while faults last. */
export type NetFaults = {
  readonly notSent: number;
  readonly requestLost: number;
  readonly late: number;
  readonly answerLost: number;
  /** A copy of the request lands some time later. Only where the remote has a lever against it. */
  readonly twice: number;
  readonly serverError: number;
  readonly throttled: number;
  readonly signedOut: number;
  readonly refused: number;
  readonly stale: number;
  readonly readFails: number;
  /** A page of the network instead of an answer. Wire level only, like the next two. */
  readonly html: number;
  /** An answer that ends in the middle. */
  readonly truncated: number;
  /** A lost race for a lock: 409, rolled back. */
  readonly locked: number;
};

/** Latest landing of a request after it was sent, and oldest state a read may show. */
export const LATEST_LANDING_MS = 60_000;
export const OLDEST_READ_MS = 5_000;
export const CLIENT_TIMEOUT_MS = 10_000;

export type Session = {
  /** Who is signed in; null: the token is no longer accepted. */
  agentId: string | null;
};

export type ModelNet = {
  readonly world: World;
  readonly server: ModelServer;
  readonly life: Life;
  readonly session: Session;
  readonly faults: NetFaults;
  /** The account's one gate for all calls. */
  readonly limiter: Limiter;
  readonly mayCrash: () => boolean;
  readonly isOnline: () => boolean;
  /** Told of every request that leaves, and of the end of every Retry-After. */
  readonly onSent: (wire: Wire | MacroWire) => void;
  readonly onWire: (request: HttpRequest) => void;
  /** Told of every call at the moment it leaves. */
  readonly onCalled: () => void;
  readonly onThrottled: (untilMs: number) => void;
};

export const markerTraits: DeliveryTraits = {
  conditionalWrites: true,
  keepsMarker: true,
  settleMs: 0,
  stampResolutionMs: 1_000,
  createKeyMs: 3_600_000,
};
export const settleTraits: DeliveryTraits = {
  conditionalWrites: false,
  keepsMarker: false,
  settleMs: LATEST_LANDING_MS + OLDEST_READ_MS + 5_000,
  stampResolutionMs: 0,
};

const CALL = { endpoint: null, maxWaitMs: Number.POSITIVE_INFINITY } as const;
const headersOf = (retryAfterMs: number | null) =>
  retryAfterMs === null
    ? { status: 200, headers: {} }
    : { status: 429, headers: { "retry-after": String(retryAfterMs / 1_000) } };

/** Pause of the stream where the engine follows it. */
const STREAM_MS = 10_000;

const identityOf = (accountId: string, agentId: string): AccountIdentity => ({
  agent: {
    id: agentId,
    accountId,
    name: agentId,
    email: "agent@example.org",
    phone: null,
    role: "agent",
    active: true,
    groupIds: [],
    signature: "",
  },
  accountName: accountId,
  capabilities: { mode: "agent", macrosWrite: false, serverSearch: false, missing: [] },
});

/** Changes looked at per page of the stream. */
const PAGE = 3;

/** Tickets that changed after a position of the stream, as they are now. */
function pageAfter(server: ModelServer, position: number): Page {
  const ids = new Set(server.changed.slice(position, position + PAGE));
  const next = Math.min(server.changed.length, position + PAGE);
  const tickets: Ticket[] = [];
  const tombstones: Tombstone[] = [];
  for (const id of ids) {
    const kept = server.tickets.get(id);
    if (kept === undefined) continue;
    if (!kept.gone) tickets.push(kept.ticket);
    else {
      const version = kept.ticket.version + 1;
      tombstones.push({ kind: "ticket", id, why: "deleted", mergedInto: null, version });
    }
  }
  return {
    changes: { tickets, tombstones },
    setAside: [],
    cursor: String(next),
    end: next === server.changed.length,
    total: null,
  };
}

const offline: AppError = { kind: "offline", detail: "sim" };
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** A connector to the model server over a network that drops, delays, doubles and lies. */
export function createModelConnector(
  net: ModelNet,
  traits: DeliveryTraits,
  accountId: string,
): Connector {
  const { world, server, life, faults } = net;
  const { rng } = world;
  const fault = (probability: number): boolean => world.faults && rng.chance(probability);
  const pause = (ms: number, signal: AbortSignal): Promise<void> =>
    world.clock(life).sleep(ms, signal);
  /** The end of a call: a dead life never hears it, and any moment may be its last. */
  const answer = async <T>(value: T): Promise<T> => {
    if (!life.alive || net.mayCrash()) return never();
    return value;
  };

  async function send(request: FrozenRequest, signal: AbortSignal): Promise<PushOutcome> {
    if (!life.alive) return never();
    const place = await net.limiter.acquire({ ...CALL, urgency: "outbox" }, signal);
    if (!life.alive) return never();
    if (!place.ok) return answer({ kind: "not-sent", detail: "aborted" });
    const outcome = await sendNow(request, signal);
    place.value.done(headersOf(outcome.kind === "throttled" ? outcome.retryAfterMs : null));
    return answer(outcome);
  }

  async function sendNow(request: FrozenRequest, signal: AbortSignal): Promise<PushOutcome> {
    net.onCalled();
    if (!net.isOnline() || fault(faults.notSent)) {
      await pause(rng.int(1, 50), signal);
      return { kind: "not-sent", detail: "no connection" };
    }
    const author = net.session.agentId;
    if (author === null || fault(faults.signedOut)) {
      net.session.agentId = null;
      await pause(rng.int(20, 200), signal);
      return { kind: "signed-out", detail: "sim" };
    }
    if (fault(faults.throttled)) {
      await pause(rng.int(20, 200), signal);
      const retryAfterMs = rng.int(1, 20) * 1_000;
      net.onThrottled(world.now + retryAfterMs);
      return { kind: "throttled", retryAfterMs };
    }
    if (fault(faults.refused)) {
      await pause(rng.int(20, 200), signal);
      const status = rng.pick([413, 422]);
      return {
        kind: "refused",
        error: { kind: "refused", status, field: null, detail: "sim" },
      };
    }
    // Read when it lands: a request that is changed after it was built lands changed.
    const land = (): ServerAnswer | MacroAnswer => {
      const wire = parseWire(request);
      return wire.kind === "macro"
        ? server.macros.apply(wire, author)
        : server.apply({ ...wire, author });
    };
    const wire = parseWire(request);
    net.onSent(wire);
    return exchange(land, wire.kind !== "macro" && traits.conditionalWrites, signal);
  }

  function exchange(
    land: () => ServerAnswer | MacroAnswer,
    mayDouble: boolean,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    return new Promise((resolve) => {
      let over = false;
      const end = (outcome: PushOutcome): void => {
        if (over) return;
        over = true;
        resolve(outcome);
      };
      const lost = (detail: string): void => end({ kind: "ambiguous", detail });
      signal.addEventListener("abort", () => lost("aborted"), { once: true });
      world.after(CLIENT_TIMEOUT_MS, () => lost("timeout"));
      const reset = fault(0.5) ? rng.int(1, 300) : null;
      const isLate = fault(faults.late);
      const delay = isLate ? rng.int(2_000, LATEST_LANDING_MS) : rng.int(20, 400);
      if (isLate && reset !== null) world.after(reset, () => lost("reset"));
      if (fault(faults.requestLost)) {
        if (reset !== null) world.after(reset, () => lost("reset"));
        return;
      }
      if (fault(faults.serverError)) {
        world.after(delay, () => lost("502 before"));
        return;
      }
      world.fly(delay, () => {
        const landed = land();
        if (fault(faults.twice) && mayDouble) {
          world.fly(rng.int(1, LATEST_LANDING_MS - delay), () => void land());
        }
        if (fault(faults.answerLost)) {
          if (reset !== null) world.after(reset, () => lost("answer lost"));
          return;
        }
        if (fault(faults.serverError)) {
          world.after(5, () => lost("HTML after it was applied"));
          return;
        }
        world.after(rng.int(10, 200), () => end(toOutcome(landed)));
      });
    });
  }

  function toOutcome(landed: ServerAnswer | MacroAnswer): PushOutcome {
    switch (landed.status) {
      case 204:
        return {
          kind: "accepted",
          entryId: null,
          createdId: landed.createdId,
          changes: landed.macro === null ? {} : { macros: [landed.macro] },
        };
      case 200:
        return {
          kind: "accepted",
          // A remote without markers does not tell what it made either.
          entryId: traits.keepsMarker ? landed.entryId : null,
          createdId: null,
          changes: { tickets: [landed.ticket] },
        };
      case 201:
        return {
          kind: "accepted",
          entryId: null,
          createdId: landed.ticket.id,
          changes: { tickets: [landed.ticket] },
        };
      case 409:
        return { kind: "stale-version" };
      case 403:
        return { kind: "refused", error: { kind: "no-access", detail: "sim" } };
      case 404:
        return { kind: "refused", error: { kind: "not-found", detail: "sim" } };
      case 422:
        return {
          kind: "refused",
          error: { kind: "refused", status: 422, field: "status", detail: "closed" },
        };
    }
  }

  /** A read: fails in passing, or gives `act()`. */
  async function reading<T>(
    urgency: Urgency,
    signal: AbortSignal,
    act: () => Result<T, AppError>,
  ): Promise<Result<T, AppError>> {
    if (!life.alive) return never();
    const place = await net.limiter.acquire({ ...CALL, urgency }, signal);
    if (!life.alive) return never();
    if (!place.ok) return answer(place);
    const result = await readNow(signal, act);
    const waitMs =
      !result.ok && result.error.kind === "throttled" ? result.error.retryAfterMs : null;
    place.value.done(headersOf(waitMs));
    return answer(result);
  }

  async function readNow<T>(
    signal: AbortSignal,
    act: () => Result<T, AppError>,
  ): Promise<Result<T, AppError>> {
    net.onCalled();
    await pause(rng.int(20, 400), signal);
    if (signal.aborted) return err({ kind: "cancelled" });
    if (!net.isOnline()) return err(offline);
    if (net.session.agentId === null) return err({ kind: "signed-out", detail: "sim" });
    if (fault(faults.readFails)) {
      const failure = rng.pick<AppError>([
        offline,
        { kind: "blocked", detail: "HTML" },
        { kind: "unavailable", status: 503, detail: "sim" },
      ]);
      return err(failure);
    }
    if (fault(faults.throttled)) {
      const retryAfterMs = rng.int(1, 10) * 1_000;
      net.onThrottled(world.now + retryAfterMs);
      return err({ kind: "throttled", retryAfterMs });
    }
    return act();
  }

  const toRemote = (entry: ServerEntry): RemoteEntry => ({
    id: String(entry.id),
    authorId: entry.author,
    authorName: entry.author,
    authorKind: entry.authorKind,
    at: entry.at,
    kind: entry.kind,
    text: entry.text,
    marker: traits.keepsMarker ? entry.op : null,
    fingerprint: fingerprintOf(entry.text),
    changes: entry.fields,
  });

  return {
    accountId,
    traits,
    probe: (signal) =>
      reading("open-ticket", signal, () => {
        const { agentId } = net.session;
        return agentId === null
          ? err({ kind: "signed-out", detail: "sim" })
          : ok(identityOf(accountId, agentId));
      }),
    streams: () => [
      { id: "changed", phase: "live", intervalMs: STREAM_MS, completesThreads: false },
    ],
    pull: (_stream, cursor, signal) =>
      reading("changed-list", signal, () => ok(pageAfter(server, Number(cursor ?? 0)))),
    open: (ticketId, signal, urgency) =>
      reading(urgency === "background" ? "prefetch" : "open-ticket", signal, () => {
        if (server.tickets.get(ticketId)?.hidden === true) {
          return err({ kind: "no-access", detail: "sim" });
        }
        const lag = fault(faults.stale) ? rng.int(100, OLDEST_READ_MS) : 0;
        const read = server.read(ticketId, lag, lag);
        if (read === null) return err({ kind: "not-found", detail: "sim" });
        const { ticket } = read;
        return ok({ ticket, changes: { tickets: [ticket], wholeThreads: [ticketId] } });
      }),
    look: (ticketId, since, signal, seenAt) =>
      reading<Look>("outbox", signal, () => {
        const lag = fault(faults.stale) ? rng.int(100, OLDEST_READ_MS) : 0;
        if (server.tickets.get(ticketId)?.hidden === true) {
          return err({ kind: "no-access", detail: "sim" });
        }
        const read = server.read(ticketId, rng.chance(0.5) ? lag : 0, lag);
        if (read === null) return err({ kind: "not-found", detail: "sim" });
        const newest = read.entries.at(-1);
        const entries = read.entries.filter((entry) => since === "" || entry.id > Number(since));
        return ok({
          ticket: read.ticket,
          stamp: read.ticket.stamp,
          serverNow: Math.floor(server.time() / 1000) * 1000,
          newestEntry: newest === undefined ? "" : String(newest.id),
          entries: entries
            .filter(
              (entry, index) =>
                since !== "" ||
                index >= entries.length - 20 ||
                entry.at >= (seenAt ?? entry.at + 1),
            )
            .map(toRemote),
          stale: (newest?.at ?? 0) < read.ticket.updatedAt,
        });
      }),
    isAfter: (a, b) => Number(a) > Number(b),
    freeze(intent, pin, uploads) {
      const { action } = intent;
      if (action.kind === "save-macro" || action.kind === "delete-macro") {
        const macro = action.kind === "save-macro" ? action.macro : null;
        const wire: MacroWire = {
          op: intent.opId,
          kind: "macro",
          macroId: action.base?.id ?? null,
          macro,
        };
        return { method: "PUT", path: "/", headers: {}, body: JSON.stringify(wire) };
      }
      if (action.kind === "merge-ticket") throw new Error("the model server merges for nobody");
      const isCreate = action.kind === "create-ticket";
      const wire: Wire = {
        op: intent.opId,
        kind: isCreate ? "create" : "update",
        ticketId: action.ticketId,
        author: "",
        text: action.comment?.text ?? null,
        internal: action.comment?.audience === "internal",
        edits: isCreate ? {} : action.edits,
        stamp: traits.conditionalWrites ? pin.stamp : null,
        key: isCreate && (traits.createKeyMs ?? 0) > 0 ? intent.opId : null,
        uploads: (action.comment?.files ?? []).map(({ stagedId }) => uploads.get(stagedId) ?? ""),
      };
      return { method: "PUT", path: "/", headers: {}, body: JSON.stringify(wire) };
    },
    send,
    upload: (file, _bytes, signal) =>
      reading("outbox", signal, () =>
        fault(faults.refused)
          ? err({ kind: "refused", status: 413, field: "files", detail: "sim" })
          : ok(server.upload(file.stagedId)),
      ),
    findCreated: (intent, signal) =>
      reading("outbox", signal, () =>
        ok(server.byOp(intent.opId) ?? server.macros.byOp(intent.opId)),
      ),
    readMacro: (macroId, signal) =>
      reading<Macro>("outbox", signal, () => {
        const macro = server.macros.macros.get(macroId);
        return macro === undefined ? err({ kind: "not-found", detail: "sim" }) : ok(macro);
      }),
    attachment: () => Promise.resolve(err(offline)),
  };
}

// The model wrote it a moment ago; nothing from outside is read here.
const parseWire = (request: FrozenRequest): Wire | MacroWire =>
  JSON.parse(request.body) as Wire | MacroWire;
