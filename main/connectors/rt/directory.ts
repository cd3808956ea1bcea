import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Agent, Group, TicketField } from "#domain/directory/directory.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Clock } from "#main/net/ports.ts";
import type { Client } from "#main/connectors/rt/client.ts";
import { PAGE_SIZE, quote, readAll, readPage, search } from "#main/connectors/rt/list.ts";
import type { Activity } from "#domain/mapping/rt-mapping.ts";
import { STANDARD_STATUSES } from "#main/connectors/rt/mapping.ts";
import { toTicketField } from "#main/connectors/rt/map-lists.ts";
import { parseOne, parseRecords, type Notes } from "#main/connectors/rt/parse.ts";
import {
  WireChoice,
  WireCustomField,
  WireQueue,
  WireQueueDetail,
  WireTicket,
  WireTransaction,
  type WirePerson as Person,
} from "#main/connectors/rt/wire.ts";

/** Ids the server itself uses; every installation makes them first. */
export const SYSTEM_ID = 1;
export const NOBODY_ID = 6;
const NOBODY = "Nobody";
const SYSTEM = "RT_System";

export const isNobody = (person: Pick<Person, "id" | "Name">): boolean =>
  person.Name === NOBODY || person.id === NOBODY_ID;
export const isSystem = (person: Pick<Person, "id" | "Name">): boolean =>
  person.Name === SYSTEM || person.id === SYSTEM_ID;

export type Queue = {
  readonly id: number;
  readonly name: string;
  readonly lifecycle: string;
  readonly ticketFields: ReadonlySet<string>;
  readonly replyFields: ReadonlySet<string>;
};
export type Field = {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly isMany: boolean;
};

/** The desk as it is set up: queues, fields, statuses and who works here. Read once, then every half hour. */
export interface Directory {
  /** Loads once; later calls are free. */
  ensure(urgency: Urgency, signal: AbortSignal): Promise<Result<null, AppError>>;
  /** The desk for the cache: what was just read for other reasons, else read again. */
  take(urgency: Urgency, signal: AbortSignal): Promise<Result<Desk, AppError>>;
  queues(): readonly Queue[];
  queue(id: number): Queue | null;
  field(id: number): Field | null;
  fieldNamed(name: string): Field | null;
  /** Whether this person works here, as far as anything told. */
  isAgent(id: number): boolean;
  agentName(id: number): string | null;
  /** Somebody did what only agents do. @returns Whether that is news. */
  noteAgent(person: Person): boolean;
  /** Colleagues known so far. */
  agents(): readonly Agent[];
  /** Statuses of a lifecycle, most frequent first. */
  statuses(lifecycle: string): ReadonlyMap<string, Activity>;
  /** Number of the fields that queues have: whether every queue has this one. */
  everyQueueHas(kind: "ticket" | "reply", name: string): boolean;
}

export type Desk = {
  readonly agents: readonly Agent[];
  readonly groups: readonly Group[];
  readonly fields: readonly TicketField[];
  readonly setAside: readonly SetAside[];
};

const TICKET_FIELDS = "RT::Queue-RT::Ticket";
const PERSON = "id,Name,RealName,EmailAddress";

export function createDirectory(
  accountId: string,
  client: Client,
  clock: Clock,
  myId: () => number | null,
): Directory {
  const queues = new Map<number, Queue>();
  const fields = new Map<number, Field>();
  const people = new Map<number, Person>();
  const activities = new Map<string, Map<string, Activity>>();
  let loaded: Promise<Result<Desk, AppError>> | null = null;
  /** What `loaded` brought is in the cache already. */
  let isTaken = false;

  const notes = (): Notes => ({ accountId, now: clock.now(), setAside: [] });
  const noteAgent = (person: Person): boolean => {
    if (isNobody(person) || isSystem(person)) return false;
    const before = people.get(person.id);
    people.set(person.id, person);
    return before === undefined;
  };

  async function readQueues(
    urgency: Urgency,
    own: Notes,
    signal: AbortSignal,
  ): Promise<Result<null, AppError>> {
    const listed = await readAll(
      client,
      { path: "/queues/all", query: { fields: "Name,Lifecycle,Disabled" }, urgency },
      signal,
      false,
    );
    if (!listed.ok) return listed;
    const { items, suspicious } = listed.value;
    const good = parseRecords(items, WireQueue, "queue", suspicious, own).filter(
      (queue) => queue.Disabled !== "1",
    );
    const details = await Promise.all(
      good.map((queue) =>
        client.call({ method: "GET", path: `/queue/${queue.id}`, urgency }, signal),
      ),
    );
    queues.clear();
    for (const [index, queue] of good.entries()) {
      const answer = details[index];
      if (answer === undefined || !answer.ok) {
        if (answer?.ok === false && answer.error.kind !== "no-access") return answer;
        continue;
      }
      const detail = parseOne(answer.value, WireQueueDetail, "queue");
      const names = (list: readonly { readonly name: string }[] | null | undefined) =>
        new Set((list ?? []).map((one) => one.name));
      queues.set(queue.id, {
        id: queue.id,
        name: queue.Name,
        lifecycle: queue.Lifecycle,
        ticketFields: names(detail.ok ? detail.value.TicketCustomFields : null),
        replyFields: names(detail.ok ? detail.value.TicketTransactionCustomFields : null),
      });
    }
    return ok(null);
  }

  async function readFields(
    urgency: Urgency,
    own: Notes,
    signal: AbortSignal,
  ): Promise<Result<readonly TicketField[], AppError>> {
    const listed = await readAll(
      client,
      {
        path: "/customfields",
        query: {
          query: search({ field: "LookupType", operator: "LIKE", value: TICKET_FIELDS }),
          fields: "Name,Type,LookupType,MaxValues,Disabled",
        },
        urgency,
      },
      signal,
      false,
    );
    if (!listed.ok) return listed.error.kind === "no-access" ? ok([]) : listed;
    const { items, suspicious } = listed.value;
    const wire = parseRecords(items, WireCustomField, "field", suspicious, own).filter(
      (one) => one.LookupType === TICKET_FIELDS && one.Disabled !== "1",
    );
    fields.clear();
    for (const one of wire) {
      fields.set(one.id, {
        id: one.id,
        name: one.Name,
        type: one.Type,
        isMany: one.MaxValues !== 1,
      });
    }
    return ok(
      await Promise.all(
        wire.map(async (one) =>
          toTicketField(one, await readChoices(one, urgency, signal), accountId),
        ),
      ),
    );
  }

  /** Values of a choice; a field whose values can't be read is one without choices. */
  async function readChoices(
    field: WireCustomField,
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    if (field.Type !== "Select") return [];
    const listed = await readPage(
      client,
      { path: `/customfield/${field.id}/values`, query: { fields: "Name" }, urgency },
      signal,
    );
    if (!listed.ok) return [];
    const { items, suspicious } = listed.value;
    return parseRecords(items, WireChoice, "field value", suspicious, notes()).map(
      (one) => one.name,
    );
  }

  /** No list of a lifecycle's statuses exists: they are learnt from tickets. Source: rt-rest2 facts §7. */
  async function learnStatuses(
    lifecycle: string,
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<void> {
    const counts = new Map<string, { readonly activity: Activity; count: number }>();
    const Only = WireTicket.pick({ Status: true });
    const both = [
      ["active", "__Active__"],
      ["inactive", "__Inactive__"],
    ] as const;
    await Promise.all(
      both.map(async ([activity, word]) => {
        const listed = await readPage(
          client,
          {
            path: "/tickets",
            query: {
              query: `Lifecycle=${quote(lifecycle)} AND Status='${word}'`,
              fields: "Status",
              orderby: "id",
              order: "DESC",
            },
            urgency,
          },
          signal,
        );
        if (!listed.ok) return;
        const { items, suspicious } = listed.value;
        for (const { Status: status } of parseRecords(items, Only, "ticket", suspicious, notes())) {
          const known = counts.get(status) ?? { activity, count: 0 };
          known.count += 1;
          counts.set(status, known);
        }
      }),
    );
    const sorted = [...counts].toSorted(([, a], [, b]) => b.count - a.count);
    const learnt = new Map<string, Activity>(sorted.map(([word, one]) => [word, one.activity]));
    if (lifecycle === "default") {
      for (const [word, activity] of STANDARD_STATUSES) {
        if (!learnt.has(word)) learnt.set(word, activity);
      }
    }
    activities.set(lifecycle, learnt);
  }

  /** Colleagues are those who own tickets or write notes: no list tells agents from customers. */
  async function learnAgents(
    urgency: Urgency,
    own: Notes,
    signal: AbortSignal,
  ): Promise<Result<null, AppError>> {
    const newest = { orderby: "id", order: "DESC", per_page: PAGE_SIZE } as const;
    const noted = await readPage(
      client,
      {
        path: "/transactions",
        query: {
          ...newest,
          query: "ObjectType='RT::Ticket' AND (Type='Comment' OR (Type='Set' AND Field='Owner'))",
          fields: "Type,Field,OldValue,NewValue,Created,ObjectId,Creator",
          "fields[Creator]": PERSON,
        },
        urgency,
      },
      signal,
    );
    if (!noted.ok) return noted;
    const rows = parseRecords(
      noted.value.items,
      WireTransaction,
      "entry",
      noted.value.suspicious,
      own,
    );
    for (const { Creator: creator } of rows) noteAgent(creator);
    const owned = await readPage(
      client,
      {
        path: "/tickets",
        query: {
          ...newest,
          query: "Owner != 'Nobody'",
          fields: "Owner",
          "fields[Owner]": PERSON,
        },
        urgency,
      },
      signal,
    );
    if (!owned.ok) return owned;
    const Owned = WireTicket.pick({ Owner: true });
    const { items, suspicious } = owned.value;
    for (const { Owner: owner } of parseRecords(items, Owned, "ticket", suspicious, own)) {
      noteAgent(owner);
    }
    return ok(null);
  }

  async function loadAll(urgency: Urgency, signal: AbortSignal): Promise<Result<Desk, AppError>> {
    const own = notes();
    const read = await readQueues(urgency, own, signal);
    if (!read.ok) return read;
    const lifecycles = [...new Set([...queues.values()].map((queue) => queue.lifecycle))];
    const [found, learnt] = await Promise.all([
      readFields(urgency, own, signal),
      learnAgents(urgency, own, signal),
      ...lifecycles.map((one) => learnStatuses(one, urgency, signal)),
    ]);
    if (!found.ok) return found;
    if (!learnt.ok) return learnt;
    return ok({
      agents: listAgents(),
      groups: [...queues.values()].map(({ id, name }) => ({
        id: globalId(accountId, id),
        accountId,
        name,
      })),
      fields: found.value,
      setAside: own.setAside,
    });
  }

  /** Everybody may work in every queue we see: rights of others are not told. */
  function listAgents(): readonly Agent[] {
    const groupIds = [...queues.keys()].map((id) => globalId(accountId, id));
    const me = myId();
    return [...people.values()].map((person) => ({
      id: globalId(accountId, person.id),
      accountId,
      name: nameOf(person),
      email: person.EmailAddress ?? null,
      phone: null,
      role: "agent",
      active: true,
      groupIds: person.id === me ? groupIds : [],
      signature: "",
    }));
  }

  const load = (urgency: Urgency, signal: AbortSignal): Promise<Result<Desk, AppError>> => {
    const started = loadAll(urgency, signal);
    loaded = started.then((desk) => {
      if (!desk.ok) loaded = null;
      return desk;
    });
    return started;
  };

  return {
    ensure: async (urgency, signal) => {
      const desk = await (loaded ?? load(urgency, signal));
      return desk.ok ? ok(null) : desk;
    },
    take: async (urgency, signal) => {
      const desk = await (loaded === null || isTaken ? load(urgency, signal) : loaded);
      isTaken = desk.ok;
      return desk;
    },
    queues: () => [...queues.values()],
    queue: (id) => queues.get(id) ?? null,
    field: (id) => fields.get(id) ?? null,
    fieldNamed: (name) => [...fields.values()].find((one) => one.name === name) ?? null,
    isAgent: (id) => people.has(id) || id === myId(),
    agentName: (id) => {
      const person = people.get(id);
      return person === undefined ? null : nameOf(person);
    },
    noteAgent,
    agents: listAgents,
    statuses: (lifecycle) =>
      activities.get(lifecycle) ?? (lifecycle === "default" ? STANDARD_STATUSES : new Map()),
    everyQueueHas: (kind, name) => {
      const all = [...queues.values()];
      const has = (queue: Queue): boolean =>
        (kind === "ticket" ? queue.ticketFields : queue.replyFields).has(name);
      return all.length > 0 && all.every(has);
    },
  };
}

export const nameOf = (person: Person): string =>
  person.RealName === null || person.RealName === undefined || person.RealName === ""
    ? person.Name
    : person.RealName;
