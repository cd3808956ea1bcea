import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Changes, SetAside, Tombstone } from "#domain/sync/page.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Answer } from "#main/connectors/zendesk/client.ts";
import { isStaff, toCustomer, toOrganisation } from "#main/connectors/zendesk/map-people.ts";
import {
  isDeleted,
  ticketGone,
  ticketVersion,
  toTicket,
} from "#main/connectors/zendesk/map-ticket.ts";
import { listOf, parseRecords, sideList } from "#main/connectors/zendesk/parse.ts";
import { mapContext, setAsideContext, type Remote } from "#main/connectors/zendesk/remote.ts";
import { WireOrganization, WireTicket, WireUser } from "#main/connectors/zendesk/wire.ts";

/** Sideloads of every ticket read. Source: zendesk-api facts §8. */
export const TICKET_INCLUDE = "users,organizations,metric_sets,slas";

export type TicketBatch = {
  readonly changes: Changes;
  readonly setAside: readonly SetAside[];
  readonly wire: readonly WireTicket[];
  /** Names that came along, by remote id. */
  readonly names: ReadonlyMap<number, string>;
};

/** Customers of an answer: end users, and colleagues only where they are the requester of a ticket in it. */
function listCustomers(
  users: readonly WireUser[],
  requesters: ReadonlySet<number>,
  remote: Remote,
) {
  const context = mapContext(remote);
  return users
    .filter((user) => !isStaff(user.role) || requesters.has(user.id))
    .map((user) => toCustomer(user, context, null));
}

/**
 * Maps ticket records with the people that came along. Deleted tickets become tombstones.
 *
 * @param records Raw tickets.
 * @param answer  The whole answer, for its side loads.
 */
export function toBatch(records: readonly unknown[], answer: Answer, remote: Remote): TicketBatch {
  const setAside: SetAside[] = [];
  const notes = setAsideContext(remote);
  const context = mapContext(remote);
  const { suspicious } = answer;
  const wire = parseRecords(records, WireTicket, "ticket", suspicious, notes, setAside);
  const users = parseRecords(
    sideList(answer, "users"),
    WireUser,
    "customer",
    suspicious,
    notes,
    setAside,
  );
  const organisations = parseRecords(
    sideList(answer, "organizations"),
    WireOrganization,
    "organisation",
    suspicious,
    notes,
    setAside,
  );
  const tickets: Ticket[] = [];
  const tombstones: Tombstone[] = [];
  for (const one of wire) {
    if (isDeleted(one)) {
      tombstones.push(
        ticketGone(globalId(remote.accountId, one.id), "deleted", ticketVersion(one)),
      );
    } else tickets.push(toTicket(one, context));
  }
  return {
    changes: {
      tickets,
      tombstones,
      customers: listCustomers(users, new Set(wire.map((one) => one.requester_id)), remote),
      organisations: organisations.map((one) => toOrganisation(one, remote.accountId)),
    },
    setAside,
    wire,
    names: new Map(users.map((user) => [user.id, user.name])),
  };
}

/** The batch of an answer's list; `unavailable` when the list is missing. */
export function batchOf(
  answer: Answer,
  key: string,
  remote: Remote,
): Result<TicketBatch, AppError> {
  const list = listOf(answer, key);
  return list.ok ? ok(toBatch(list.value, answer, remote)) : list;
}

/** Reads requesters that an answer did not bring along, so that a queue never shows nameless people. */
export async function addMissingPeople(
  batch: TicketBatch,
  remote: Remote,
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<TicketBatch, AppError>> {
  const known = new Set((batch.changes.customers ?? []).map((customer) => customer.id));
  const missing = [
    ...new Set(
      batch.wire
        .filter((one) => !known.has(globalId(remote.accountId, one.requester_id)))
        .map((one) => one.requester_id),
    ),
  ];
  if (missing.length === 0) return ok(batch);
  const answer = await remote.client.call(
    {
      method: "GET",
      path: "/users/show_many.json",
      query: { ids: missing.slice(0, 100).join(",") },
      urgency,
    },
    signal,
  );
  if (!answer.ok) return answer;
  const setAside: SetAside[] = [...batch.setAside];
  const users = parseRecords(
    sideList(answer.value, "users"),
    WireUser,
    "customer",
    answer.value.suspicious,
    setAsideContext(remote),
    setAside,
  );
  const context = mapContext(remote);
  return ok({
    ...batch,
    setAside,
    changes: {
      ...batch.changes,
      customers: [
        ...(batch.changes.customers ?? []),
        ...users.map((user) => toCustomer(user, context, null)),
      ],
    },
    names: new Map([
      ...batch.names,
      ...users.map((user): [number, string] => [user.id, user.name]),
    ]),
  });
}
