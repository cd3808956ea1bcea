import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Look, ManyRead, Opened, OpenUrgency, RemoteEntry } from "#main/sync/ports.ts";
import { readAudits } from "#main/connectors/zendesk/audits.ts";
import { findMergeTarget } from "#main/connectors/zendesk/merge.ts";
import { toCustomer } from "#main/connectors/zendesk/map-people.ts";
import {
  auditEvents,
  fromAudit,
  markerOf,
  privacyChanges,
  type ThreadContext,
} from "#main/connectors/zendesk/map-thread.ts";
import { memberOf, parseRecords, sideList } from "#main/connectors/zendesk/parse.ts";
import {
  mapContext,
  noNotes,
  setAsideContext,
  type Remote,
} from "#main/connectors/zendesk/remote.ts";
import {
  batchOf,
  TICKET_INCLUDE,
  toBatch,
  type TicketBatch,
} from "#main/connectors/zendesk/tickets.ts";
import { WireIdentity, WireUser, type WireAudit } from "#main/connectors/zendesk/wire.ts";

type OneTicket = { readonly ticket: Ticket; readonly batch: TicketBatch };

/** Fresh read of one ticket; deleted ones are `not-found`, a malformed one is `unavailable` with its field. */
export async function readTicket(
  remote: Remote,
  ticketId: TicketId,
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<OneTicket, AppError>> {
  const id = remoteOf(ticketId);
  if (!/^\d{1,18}$/.test(id))
    return err({ kind: "not-found", detail: "not an id of the helpdesk" });
  const answer = await remote.client.call(
    { method: "GET", path: `/tickets/${id}.json`, query: { include: TICKET_INCLUDE }, urgency },
    signal,
  );
  if (!answer.ok) return answer;
  const batch = toBatch([memberOf(answer.value, "ticket")], answer.value, remote);
  const ticket = batch.changes.tickets?.[0];
  if (ticket !== undefined) return ok({ ticket, batch });
  if (batch.wire.length > 0) return err({ kind: "not-found", detail: "the ticket is deleted" });
  const note = batch.setAside[0];
  const detail = `ticket.${note?.field ?? ""} ${note?.reason ?? "is missing"}`;
  return err({ kind: "unavailable", status: answer.value.status, detail });
}

function threadContext(remote: Remote): ThreadContext {
  return {
    ...mapContext(remote),
    setAsideContext: setAsideContext(remote),
    setAside: noNotes(),
    agentName: remote.directory.agentName,
  };
}

/** All identities of the requester: the profile shows them; failing to read them costs nothing else. */
async function readRequester(
  remote: Remote,
  { ticket, batch }: OneTicket,
  signal: AbortSignal,
): Promise<OneTicket> {
  const id = remoteOf(ticket.requesterId);
  const [answer, shown] = await Promise.all([
    remote.client.call(
      { method: "GET", path: `/users/${id}/identities.json`, urgency: "profiles" },
      signal,
    ),
    remote.client.call({ method: "GET", path: `/users/${id}.json`, urgency: "profiles" }, signal),
  ]);
  if (!answer.ok || !shown.ok) return { ticket, batch };
  const notes = noNotes();
  const context = setAsideContext(remote);
  const rich = parseRecords(
    sideList(answer.value, "identities"),
    WireIdentity,
    "identity",
    answer.value.suspicious,
    context,
    notes,
  );
  const [user] = parseRecords(
    [memberOf(shown.value, "user")],
    WireUser,
    "customer",
    shown.value.suspicious,
    context,
    notes,
  );
  if (user === undefined) return { ticket, batch };
  const others = (batch.changes.customers ?? []).filter((one) => one.id !== ticket.requesterId);
  const customers = [...others, toCustomer(user, mapContext(remote), rich)];
  return { ticket, batch: { ...batch, changes: { ...batch.changes, customers } } };
}

const GATES: Readonly<Record<OpenUrgency, Urgency>> = {
  now: "open-ticket",
  soon: "profiles",
  background: "prefetch",
};

/**
 * One ticket with its whole thread and people. The ticket is read before its history: the history is then at least
 * as new as the version that its thread is said to be whole for.
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
  const setAside: SetAside[] = [];
  const query = {
    ticket: remoteOf(ticketId),
    since: "",
    newestOnly: false,
    urgency: gate,
    setAside,
  };
  const [audits, one] = await Promise.all([
    readAudits(remote, query, signal),
    urgency === "now" ? readRequester(remote, shown.value, signal) : Promise.resolve(shown.value),
  ]);
  if (!audits.ok) return audits;
  const context = threadContext(remote);
  const parsed = audits.value.map((audit) => ({ audit, events: auditEvents(audit, context) }));
  const privacy = privacyChanges(parsed.flatMap((entry) => entry.events));
  const interactions = parsed
    .flatMap(({ audit, events }) => fromAudit(audit, events, context))
    .map((entry) =>
      privacy.get(Number(remoteOf(entry.id))) === false
        ? { ...entry, kind: "note" as const }
        : entry,
    );
  const target = findMergeTarget(
    one.ticket,
    audits.value,
    parsed.flatMap((entry) => entry.events),
  );
  const mergedInto = target === null ? null : globalId(remote.accountId, target);
  const ticket: Ticket = { ...one.ticket, mergedInto };
  return ok({
    ticket,
    changes: { ...one.batch.changes, tickets: [ticket], interactions, wholeThreads: [ticketId] },
    setAside: [...one.batch.setAside, ...setAside, ...context.setAside],
  });
}

/** One line of history as the outbox reads it: the comment if there is one, else what changed. */
function toEntry(
  audit: WireAudit,
  names: ReadonlyMap<number, string>,
  remote: Remote,
  context: ThreadContext,
): RemoteEntry {
  const interactions = fromAudit(audit, auditEvents(audit, context), context);
  const main = interactions.find((entry) => entry.kind !== "change") ?? interactions[0];
  const author = audit.author_id ?? -1;
  const kind =
    main?.author.kind ??
    (context.agentIds.has(author) ? "agent" : author > 0 ? "customer" : "system");
  return {
    id: String(audit.id),
    authorId: author > 0 ? globalId(remote.accountId, author) : null,
    authorName: names.get(author) ?? remote.directory.agentName(author) ?? "",
    authorKind: kind,
    at: Date.parse(audit.created_at),
    kind: main?.kind ?? "change",
    text: main?.text ?? "",
    marker: markerOf(audit.metadata),
    fingerprint: null, // markers identify our writes; the sender fingerprints the text itself where it wants to
    changes: interactions.flatMap((entry) => entry.changes),
  };
}

/** A replica may lag this long behind; afterwards a history older than its ticket is no longer a stale read. */
const REPLICA_LAG_MS = 30_000;
const CLOSE_MS = 2_000;
const NEVER_LAGS_MS = 300_000;

/**
 * Whether history was read from a state before the ticket's version. Every change that moves `updated_at` writes an
 * audit; the two times may differ by a second or two, and some automatic changes may write none, so that an old
 * difference is not taken for staleness for ever.
 */
export function isStaleHistory(updatedAt: number, newestAt: number, serverNow: number): boolean {
  const gap = updatedAt - newestAt;
  if (gap <= 0) return false;
  const age = serverNow - updatedAt;
  return gap <= CLOSE_MS ? age < REPLICA_LAG_MS : age < NEVER_LAGS_MS;
}

/** Version first, history second: what the history shows is never older than the version, unless a read was stale. */
export async function lookAt(
  remote: Remote,
  ticketId: TicketId,
  since: string,
  signal: AbortSignal,
  seenAt: number | null = null,
): Promise<Result<Look, AppError>> {
  const ready = await remote.directory.ensure("outbox", signal);
  if (!ready.ok) return ready;
  const shown = await readTicket(remote, ticketId, "outbox", signal);
  if (!shown.ok) return shown;
  const { ticket, batch } = shown.value;
  const setAside: SetAside[] = [];
  const audits = await readAudits(
    remote,
    {
      ticket: remoteOf(ticketId),
      since,
      newestOnly: since === "",
      seenAt,
      urgency: "outbox",
      setAside,
    },
    signal,
  );
  if (!audits.ok) return audits;
  const context = threadContext(remote);
  const into = findMergeTarget(
    ticket,
    audits.value,
    ticket.status === "closed" || ticket.status === "solved"
      ? audits.value.flatMap((audit) => auditEvents(audit, context))
      : [],
  );
  const known = since === "" ? 0 : Number(since);
  const newest = audits.value.at(-1);
  const serverNow = remote.client.serverNow();
  return ok({
    ticket: into === null ? ticket : { ...ticket, mergedInto: globalId(remote.accountId, into) },
    stamp: ticket.stamp,
    serverNow,
    newestEntry: newest === undefined ? since : String(newest.id),
    entries: audits.value
      .filter((audit) => audit.id > known)
      .map((audit) => toEntry(audit, batch.names, remote, context)),
    stale:
      newest !== undefined &&
      isStaleHistory(ticket.updatedAt, Date.parse(newest.created_at), serverNow),
  });
}

/** Up to 100 tickets at once, for the sweep. Source: zendesk-api facts §5, show_many. */
export async function readMany(
  remote: Remote,
  ids: readonly TicketId[],
  signal: AbortSignal,
): Promise<Result<ManyRead, AppError>> {
  const wanted = ids.filter((id) => /^\d{1,18}$/.test(remoteOf(id)));
  if (wanted.length === 0) return ok({ changes: {}, setAside: [], missing: [] });
  const answer = await remote.client.call(
    {
      method: "GET",
      path: "/tickets/show_many.json",
      query: { ids: wanted.map(remoteOf).join(","), include: TICKET_INCLUDE },
      urgency: "sweep",
    },
    signal,
  );
  if (!answer.ok) return answer;
  const batch = batchOf(answer.value, "tickets", remote);
  if (!batch.ok) return batch;
  const { changes, setAside, wire } = batch.value;
  const seen = new Set(wire.map((one) => globalId(remote.accountId, one.id)));
  for (const note of setAside)
    if (note.remoteId !== null) seen.add(globalId(remote.accountId, note.remoteId));
  return ok({ changes, setAside, missing: wanted.filter((id) => !seen.has(id)) });
}
