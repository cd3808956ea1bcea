import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Agent } from "#domain/directory/directory.ts";
import type { Customer } from "#domain/customer/customer.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Urgency } from "#main/net/limiter.ts";
import { PAGE_SIZE, readPage } from "#main/connectors/rt/list.ts";
import {
  customersOf,
  people,
  TICKET_FIELDS,
  toTicket,
  type MapContext,
} from "#main/connectors/rt/map-ticket.ts";
import { toKnownCustomer } from "#main/connectors/rt/map-people.ts";
import { parseOne, parseRecords } from "#main/connectors/rt/parse.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { WireTicket, WireTicketDetail } from "#main/connectors/rt/wire.ts";

export const mapContext = (remote: Remote): MapContext => ({
  accountId: remote.accountId,
  base: remote.client.base,
  directory: remote.directory,
  mapping: remote.mapping,
});

/** Numbers of the server: anything else never reaches a path or a query of it. */
export const isRemoteNumber = (id: string): boolean => /^\d{1,15}$/.test(id);

export type TicketPage = {
  readonly tickets: readonly Ticket[];
  readonly customers: readonly Customer[];
  /** Colleagues seen for the first time, with all known ones; empty when there is nobody new. */
  readonly agents: readonly Agent[];
  readonly wire: readonly WireTicket[];
  readonly setAside: readonly SetAside[];
  /** Rows the server gave, good or not. */
  readonly count: number;
  readonly total: number | null;
};

/** One page of a ticket search, with its people. */
export async function searchTickets(
  remote: Remote,
  query: Readonly<Record<string, string | number>> & { readonly query: string },
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<TicketPage, AppError>> {
  const listed = await readPage(
    remote.client,
    { path: "/tickets", query: { ...TICKET_FIELDS, ...query }, urgency },
    signal,
  );
  if (!listed.ok) return listed;
  const { items, suspicious, total } = listed.value;
  // A row without its follow-up would wipe the one that is kept.
  const reminders = await remote.reminders.ensure(urgency, signal);
  if (!reminders.ok) return reminders;
  const notes = notesFor(remote);
  const wire = parseRecords(items, WireTicket, "ticket", suspicious, notes);
  const context = mapContext(remote);
  const isNews = wire.map((one) => remote.directory.noteAgent(one.Owner)).some((one) => one);
  const customers = new Map<string, Customer>();
  for (const one of wire) {
    for (const person of customersOf(one, remote.accountId)) customers.set(person.id, person);
    for (const person of people(one.AdminCc)) {
      // Colleagues have a record of their own.
      if (remote.directory.isAgent(person.id)) continue;
      const known = toKnownCustomer(person, remote.accountId);
      customers.set(known.id, known);
    }
  }
  return ok({
    tickets: wire.map((one) => toTicket(one, context, remote.reminders.of(one.id)?.at ?? null)),
    customers: [...customers.values()],
    agents: isNews ? remote.directory.agents() : [],
    wire,
    setAside: notes.setAside,
    count: items.length,
    total,
  });
}

export type ManyTickets = TicketPage & { readonly missing: readonly TicketId[] };

/** Up to 100 tickets by number; deleted, merged and hidden ones do not come back. Source: rt-rest2 facts §5. */
export async function readTickets(
  remote: Remote,
  ids: readonly TicketId[],
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<ManyTickets, AppError>> {
  const numbers = ids.map(remoteOf).filter(isRemoteNumber).slice(0, PAGE_SIZE);
  if (numbers.length === 0) {
    return ok({
      tickets: [],
      customers: [],
      agents: [],
      wire: [],
      setAside: [],
      count: 0,
      total: 0,
      missing: [],
    });
  }
  const query = numbers.map((id) => `id=${id}`).join(" OR ");
  const page = await searchTickets(remote, { query }, urgency, signal);
  if (!page.ok) return page;
  const seen = new Set(page.value.tickets.map((one) => one.id));
  for (const note of page.value.setAside) {
    if (note.remoteId !== null) seen.add(globalId(remote.accountId, note.remoteId));
  }
  const missing = numbers.map((id) => globalId(remote.accountId, id)).filter((id) => !seen.has(id));
  return ok({ ...page.value, missing });
}

/** Why a ticket is not found by searches. */
export type Absence =
  | { readonly kind: "deleted" }
  | { readonly kind: "merged"; readonly into: TicketId }
  /** Not a ticket that anybody works on. */
  | { readonly kind: "reminder" }
  /** It is there after all: it came back between two calls. */
  | { readonly kind: "there" };

/** Looks at one ticket that a search did not bring. 403 and 404 are answers (`no-access`, `not-found`). */
export async function whyAbsent(
  remote: Remote,
  ticketId: TicketId,
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<Absence, AppError>> {
  const id = remoteOf(ticketId);
  if (!isRemoteNumber(id)) return err({ kind: "not-found", detail: "not a number of a ticket" });
  const answer = await remote.client.call(
    { method: "GET", path: `/ticket/${id}`, urgency },
    signal,
  );
  if (!answer.ok) return answer;
  const wire = parseOne(answer.value, WireTicketDetail, "ticket");
  if (!wire.ok) return wire;
  if (wire.value.Status === "deleted") return ok({ kind: "deleted" });
  if (wire.value.Type === "reminder") return ok({ kind: "reminder" });
  return ok(
    wire.value.id === Number(id)
      ? { kind: "there" }
      : { kind: "merged", into: globalId(remote.accountId, wire.value.id) },
  );
}

/** One ticket; deleted ones are `not-found`. A merged one comes as what it was merged into, under its own number. */
export async function readTicket(
  remote: Remote,
  ticketId: TicketId,
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<{ readonly ticket: Ticket; readonly page: TicketPage }, AppError>> {
  const read = await readTickets(remote, [ticketId], urgency, signal);
  if (!read.ok) return read;
  const ticket = read.value.tickets[0];
  if (ticket !== undefined) return ok({ ticket, page: read.value });
  const note = read.value.setAside[0];
  if (note !== undefined) {
    return err({
      kind: "unavailable",
      status: 200,
      detail: `ticket.${note.field} ${note.reason}`,
    });
  }
  const absent = await whyAbsent(remote, ticketId, urgency, signal);
  if (!absent.ok) return absent;
  if (absent.value.kind === "deleted") {
    return err({ kind: "not-found", detail: "the ticket is deleted" });
  }
  if (absent.value.kind === "reminder") {
    return err({ kind: "not-found", detail: "it is a reminder, not a ticket" });
  }
  if (absent.value.kind === "there") {
    return err({ kind: "unavailable", status: 200, detail: "the search does not know it yet" });
  }
  const { into } = absent.value;
  const target = await readTickets(remote, [into], urgency, signal);
  if (!target.ok) return target;
  const row = target.value.tickets[0];
  if (row === undefined) return err({ kind: "not-found", detail: "merged into a hidden ticket" });
  return ok({ ticket: { ...row, id: ticketId, mergedInto: into }, page: target.value });
}
