import { err, ok } from "#domain/kernel/result.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Page, Tombstone } from "#domain/sync/page.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { fingerprintOf } from "#main/sync/outbox/fingerprint.ts";
import type {
  AccountIdentity,
  Connector,
  DeliveryTraits,
  FrozenRequest,
  Look,
  RemoteEntry,
} from "#main/sync/ports.ts";
import type { MacroWire } from "#test/support/sim/model-macros.ts";
import { OLDEST_READ_MS } from "#test/support/sim/model-net.ts";
import type { ModelNet } from "#test/support/sim/model-net.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";
import type { AnyWire, ServerEntry, Wire } from "#test/support/sim/model-wire.ts";
import type { Transport } from "#test/support/sim/transport.ts";

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

/** The model server as a remote helpdesk, by whatever way its calls go. */
export function createModelConnector(
  net: ModelNet,
  transport: Transport,
  traits: DeliveryTraits,
): Connector {
  const { world, server, faults } = net;
  const { accountId } = server;
  const { rng } = world;
  const { read } = transport;
  const fault = (probability: number): boolean => world.faults && rng.chance(probability);

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
    probe: (signal) => read("open-ticket", signal, (agentId) => ok(identityOf(accountId, agentId))),
    streams: () => [
      { id: "changed", phase: "live", intervalMs: STREAM_MS, completesThreads: false },
    ],
    pull: (_stream, cursor, signal) =>
      read("changed-list", signal, () => ok(pageAfter(server, Number(cursor ?? 0)))),
    open: (ticketId, signal, urgency) =>
      read(urgency === "background" ? "prefetch" : "open-ticket", signal, () => {
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
      read<Look>("outbox", signal, () => {
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
        return frozen(wire);
      }
      if (action.kind === "merge-ticket") {
        const { ticketId, into } = action;
        return frozen({ op: intent.opId, kind: "merge", ticketId, into });
      }
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
      return frozen(wire);
    },
    send: transport.write,
    upload: (file, _bytes, signal) =>
      read("outbox", signal, () =>
        fault(faults.refused)
          ? err({ kind: "refused", status: 413, field: "files", detail: "sim" })
          : ok(server.upload(file.stagedId)),
      ),
    findCreated: (intent, signal) =>
      read("outbox", signal, () => ok(server.byOp(intent.opId) ?? server.macros.byOp(intent.opId))),
    readMacro: (macroId, signal) =>
      read<Macro>("outbox", signal, () => {
        const macro = server.macros.macros.get(macroId);
        return macro === undefined ? err({ kind: "not-found", detail: "sim" }) : ok(macro);
      }),
    attachment: () => Promise.resolve(err({ kind: "offline", detail: "sim" })),
  };
}

const frozen = (wire: AnyWire): FrozenRequest => ({
  method: "PUT",
  path: "/",
  headers: {},
  body: JSON.stringify(wire),
});
