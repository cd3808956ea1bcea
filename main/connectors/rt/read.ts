import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Look, ManyRead, Opened, OpenUrgency, RemoteEntry } from "#main/sync/ports.ts";
import { isSystem, nameOf } from "#main/connectors/rt/directory.ts";
import { toCustomer, toOrganisation } from "#main/connectors/rt/map-people.ts";
import { ticketGone } from "#main/connectors/rt/map-ticket.ts";
import {
  authorOf,
  changesOf,
  isShown,
  markerOf,
  NO_PARTS,
  textOf,
  toInteraction,
  type Parts,
} from "#main/connectors/rt/map-thread.ts";
import { parseOne } from "#main/connectors/rt/parse.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { partsOf, readHistory } from "#main/connectors/rt/thread.ts";
import { mapContext, readTicket, readTickets } from "#main/connectors/rt/tickets.ts";
import { WireUser, type WireTransaction } from "#main/connectors/rt/wire.ts";

const GATES: Readonly<Record<OpenUrgency, Urgency>> = {
  now: "open-ticket",
  soon: "profiles",
  background: "prefetch",
};

/** The requester's own record, which may show more than a ticket does; failing to read it costs nothing else. */
async function readRequester(
  remote: Remote,
  customerId: string,
  signal: AbortSignal,
): Promise<Changes> {
  const { accountId } = remote;
  const answer = await remote.client.call(
    { method: "GET", path: `/user/${remoteOf(customerId)}`, urgency: "profiles" },
    signal,
  );
  if (!answer.ok) return {};
  const user = parseOne(answer.value, WireUser, "customer");
  if (!user.ok) return {};
  const organisation = toOrganisation(user.value, accountId);
  return {
    customers: [toCustomer(user.value, accountId, 2)],
    organisations: organisation === null ? [] : [organisation],
  };
}

/**
 * One ticket with its whole thread and people. The ticket is read before its history, which is then at least as new. A
 * ticket that was merged away is told as gone, together with the one it went into.
 */
export async function openTicket(
  remote: Remote,
  ticketId: TicketId,
  urgency: OpenUrgency,
  signal: AbortSignal,
): Promise<Result<Opened, AppError>> {
  const gate = GATES[urgency];
  const ready = await remote.directory.ensure(gate, signal);
  if (!ready.ok) return ready;
  const shown = await readTicket(remote, ticketId, gate, signal);
  if (!shown.ok) return shown;
  const { page } = shown.value;
  const { mergedInto } = shown.value.ticket;
  const row = mergedInto === null ? shown.value.ticket : { ...shown.value.ticket, id: mergedInto };
  const ticket = { ...row, mergedInto: null };
  const notes = notesFor(remote);
  const [history, requester] = await Promise.all([
    readHistory(remote, remoteOf(ticket.id), { since: 0 }, gate, notes, signal),
    urgency === "now"
      ? readRequester(remote, ticket.requesterId, signal)
      : Promise.resolve<Changes>({}),
  ]);
  if (!history.ok) return history;
  const parts = await partsOf(remote, history.value, gate, notes, signal);
  if (!parts.ok) return parts;
  const context = mapContext(remote);
  const interactions = history.value.flatMap(
    (one) => toInteraction(one, ticket.id, parts.value.get(one.id) ?? NO_PARTS, context) ?? [],
  );
  const tombstones =
    mergedInto === null
      ? []
      : [ticketGone(ticketId, "merged", Math.round(remote.client.serverNow()), mergedInto)];
  return ok({
    ticket,
    changes: {
      tickets: [ticket],
      customers: [...page.customers, ...(requester.customers ?? [])],
      organisations: requester.organisations ?? [],
      agents: page.agents,
      interactions,
      tombstones,
      wholeThreads: [ticket.id],
    },
    setAside: [...page.setAside, ...notes.setAside],
  });
}

/** One transaction as the outbox reads it. */
export function toEntry(wire: WireTransaction, parts: Parts, remote: Remote): RemoteEntry {
  const context = mapContext(remote);
  const { Creator: creator } = wire;
  const entry = toInteraction(wire, "", parts, context);
  const author = authorOf(wire, context);
  const said = textOf(parts);
  return {
    id: String(wire.id),
    authorId: isSystem(creator) ? null : globalId(remote.accountId, creator.id),
    authorName: isSystem(creator) ? "" : nameOf(creator),
    authorKind: author.kind,
    at: Date.parse(wire.Created),
    kind: entry?.kind ?? "change",
    text: said.text,
    marker: markerOf(wire, context),
    fingerprint: null, // the sender fingerprints the text itself
    changes: changesOf(wire, context),
  };
}

const newestOf = (rows: readonly WireTransaction[], since: string): string => {
  const last = rows.at(-1);
  return last === undefined ? since : String(Math.max(last.id, Number(since)));
};

/**
 * Version and newer history of one ticket. The stamp is the newest transaction that this agent may see, mail records
 * included: what `If-Match` compares. It guards minutes, not milliseconds, so it is no key against doubles.
 * Source: rt-rest2 facts §8 Conflicts.
 */
export async function lookAt(
  remote: Remote,
  ticketId: TicketId,
  since: string,
  signal: AbortSignal,
  seenAt?: number,
): Promise<Result<Look, AppError>> {
  const ready = await remote.directory.ensure("outbox", signal);
  if (!ready.ok) return ready;
  const shown = await readTicket(remote, ticketId, "outbox", signal);
  if (!shown.ok) return shown;
  const notes = notesFor(remote);
  const number = remoteOf(shown.value.ticket.mergedInto ?? ticketId);
  const history = await readHistory(
    remote,
    number,
    since === "" ? { newestTo: seenAt ?? null } : { since: Number(since), withMarkers: true },
    "outbox",
    notes,
    signal,
  );
  if (!history.ok) return history;
  const parts = await partsOf(remote, history.value, "outbox", notes, signal);
  if (!parts.ok) return parts;
  const stamp = newestOf(history.value, since);
  return ok({
    ticket: { ...shown.value.ticket, stamp },
    stamp,
    serverNow: remote.client.serverNow(),
    newestEntry: stamp,
    entries: history.value
      .filter((one) => isShown(one.Type))
      .map((one) => toEntry(one, parts.value.get(one.id) ?? NO_PARTS, remote)),
    stale: false,
  });
}

/** Up to 100 tickets at once, for the sweep. */
export async function readMany(
  remote: Remote,
  ids: readonly TicketId[],
  signal: AbortSignal,
): Promise<Result<ManyRead, AppError>> {
  const ready = await remote.directory.ensure("sweep", signal);
  if (!ready.ok) return ready;
  const read = await readTickets(remote, ids, "sweep", signal);
  if (!read.ok) return read;
  const { tickets, agents, customers, setAside, missing } = read.value;
  return ok({ changes: { tickets, agents, customers }, setAside, missing });
}
