import type { CustomerId } from "#domain/kernel/ids.ts";
import { isUnsolved } from "#domain/ticket/ticket.ts";
import type { TimelineEntry } from "#contract/asks.ts";
import { type Shown, toQueueRow } from "#renderer/cache/memory/shown.ts";
import { clampRange, type Query, type QueryContext } from "#renderer/cache/queries/query.ts";
import { byTime } from "#renderer/cache/store/segments.ts";

function ticketsOf(customerId: CustomerId, { memory, reads }: QueryContext): readonly Shown[] {
  reads(`requester/${customerId}`);
  return [...memory.ticketsOfRequester(customerId)].flatMap((id) => memory.shown(id) ?? []);
}

export const getCustomer: Query<"customer.get"> = async ({ customerId }, context) => {
  const { reader, reads } = context;
  reads(`customer/${customerId}`);
  reads("kind/organisation");
  const customer = await reader.customer(customerId);
  if (customer === null) return null;
  const tickets = ticketsOf(customerId, context);
  const organisation =
    customer.organisationId === null
      ? null
      : await reader.record("organisation", customer.organisationId);
  const contacts = tickets.map(({ createdAt, lastCustomerAt }) => lastCustomerAt ?? createdAt);
  return {
    customer,
    organisation,
    ticketCounts: {
      unsolved: tickets.filter(({ status }) => isUnsolved(status)).length,
      total: tickets.length,
    },
    firstSeenAt: extreme(
      tickets.map(({ createdAt }) => createdAt),
      Math.min,
    ),
    lastContactAt: extreme(contacts, Math.max),
    satisfaction: {
      good: tickets.filter(({ line }) => line.satisfaction === "good").length,
      bad: tickets.filter(({ line }) => line.satisfaction === "bad").length,
    },
    channels: [...new Set(tickets.map(({ line }) => line.channel))],
  };
};

/** Most names of one answer. */
const MOST_NAMES = 500;

export const listCustomerNames: Query<"customer.names"> = async ({ ids }, { reader, reads }) => {
  const names: Record<CustomerId, string> = {};
  for (const id of ids.slice(0, MOST_NAMES)) {
    reads(`customer/${id}`);
    const customer = await reader.customer(id);
    if (customer !== null) names[id] = customer.name;
  }
  return names;
};

export const listCustomerTickets: Query<"customer.tickets"> = ({ customerId, last }, context) => {
  const tickets = ticketsOf(customerId, context);
  const sorted = tickets.toSorted(
    (a, b) => b.line.updatedAt - a.line.updatedAt || (a.id < b.id ? -1 : 1),
  );
  const [, to] = clampRange(0, last, sorted.length);
  return { total: sorted.length, rows: sorted.slice(0, to).map(toQueueRow) };
};

/**
 * The newest entries over all tickets of a customer, oldest first. Conversations are opened from the one that moved
 * last, and no more of them than can still hold one of the newest entries: a customer may have thousands.
 */
export const getTimeline: Query<"customer.timeline"> = async ({ customerId, last }, context) => {
  const { memory, reader, reads } = context;
  const tickets = ticketsOf(customerId, context)
    .flatMap((shown) => {
      reads(`thread/${shown.id}`);
      const thread = memory.thread(shown.id);
      const newest = thread?.summary.newest ?? null;
      return thread === undefined || newest === null ? [] : [{ shown, thread, at: newest.at }];
    })
    .sort((a, b) => b.at - a.at);
  const [, wanted] = clampRange(0, last, Number.MAX_SAFE_INTEGER);
  let entries: TimelineEntry[] = [];
  for (const { shown, at } of tickets) {
    const oldest = entries[0];
    if (entries.length >= wanted && (oldest === undefined || at < oldest.interaction.at)) break;
    const thread = await reader.thread(shown.id);
    entries.push(
      ...thread.map((interaction) => ({
        interaction,
        ticketSubject: shown.line.subject,
        ticketStatus: shown.status,
      })),
    );
    entries.sort((a, b) => byTime(a.interaction, b.interaction));
    entries = wanted === 0 ? [] : entries.slice(-wanted);
  }
  return { total: tickets.reduce((sum, { thread }) => sum + thread.count, 0), entries };
};

export const listCustomers: Query<"customer.list"> = ({ text, from, to }, context) => {
  const { memory, people, reads } = context;
  reads("customers");
  reads("kind/organisation");
  const found = people.find(text);
  const [start, end] = clampRange(from, to, found.length);
  return {
    total: found.length,
    rows: found.slice(start, end).map((person) => ({
      id: person.id,
      name: person.name,
      identity: person.identity,
      organisationName:
        person.organisationId === null
          ? null
          : memory.nameOf("organisation", person.organisationId),
      unsolved: ticketsOf(person.id, context).filter(({ status }) => isUnsolved(status)).length,
    })),
  };
};

function extreme(values: readonly number[], pick: (a: number, b: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => pick(a, b));
}
