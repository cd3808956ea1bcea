import { globalId } from "#domain/kernel/ids.ts";
import type { Customer } from "#domain/customer/customer.ts";
import type { Tombstone } from "#domain/sync/page.ts";
import { clip } from "#domain/ticket/html-text.ts";
import type { FieldValue, Ticket } from "#domain/ticket/ticket.ts";
import { isNobody, type Directory } from "#main/connectors/rt/directory.ts";
import {
  toChannel,
  toPriority,
  toSatisfaction,
  toStatus,
  type RtMapping,
} from "#domain/mapping/rt-mapping.ts";
import { isPlainStatus } from "#main/connectors/rt/mapping.ts";
import { toKnownCustomer } from "#main/connectors/rt/map-people.ts";
import { WirePerson, type WireFieldValues, type WireTicket } from "#main/connectors/rt/wire.ts";
import { fromWireTime } from "#main/connectors/rt/time.ts";

/** What mapping needs to know of the account. */
export type MapContext = {
  readonly accountId: string;
  readonly base: string;
  readonly directory: Directory;
  readonly mapping: RtMapping;
};

/** What a ticket read asks for. People come as numbers and names: the plain form has user names only. */
export const TICKET_FIELDS = {
  fields:
    "Subject,Status,Priority,Queue,Owner,Creator,Requestor,Cc,AdminCc,Created,LastUpdated,Due,Resolved,SLA,CustomFields",
  "fields[Queue]": "Name,Lifecycle",
  "fields[Owner]": "id,Name,RealName,EmailAddress",
  "fields[Creator]": "id,Name,RealName,EmailAddress",
  "fields[Requestor]": "id,Name,RealName,EmailAddress",
  "fields[Cc]": "id,Name,RealName,EmailAddress",
  "fields[AdminCc]": "id,Name,RealName,EmailAddress",
} as const;

/** The people on a list; groups stand there too. */
export const people = (list: WireTicket["Cc"]): readonly WirePerson[] =>
  (list ?? []).flatMap((one) => {
    if (one.type !== "user") return [];
    const parsed = WirePerson.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });

/** Value of a custom field as our model holds it: a list only where the field takes several. */
export function toFieldValue(wire: WireFieldValues, isMany: boolean): FieldValue {
  if (isMany) return wire.values.length === 0 ? null : wire.values;
  const [first] = wire.values;
  return first === undefined || first === "" ? null : clip(first, 100_000);
}

/** Who asked: the first requestor, or who made the ticket where there is none. */
export const requesterOf = (wire: WireTicket): WirePerson => wire.Requestor[0] ?? wire.Creator;

/**
 * A remote ticket as ours. Its version is the second of its last change, which every transaction moves.
 * Source: rt-rest2 facts §4.
 *
 * @param followUpAt Of our reminder, ms epoch; null: there is none.
 * @param stamp Newest transaction where it was read, else "".
 */
export function toTicket(
  wire: WireTicket,
  context: MapContext,
  followUpAt: number | null,
  stamp = "",
): Ticket {
  const { accountId, directory, mapping, base } = context;
  const { Lifecycle: lifecycle, id: queueId } = wire.Queue;
  const activity = directory.statuses(lifecycle).get(wire.Status) ?? null;
  const status = toStatus(mapping, lifecycle, wire.Status, activity);
  const named = new Map((wire.CustomFields ?? []).map((one) => [one.name, one]));
  const own = mapping.fields;
  const customFields: Record<string, FieldValue> = {};
  for (const one of wire.CustomFields ?? []) {
    if (one.name === own.tags || one.name === own.created) continue;
    const value = toFieldValue(one, directory.field(one.id)?.isMany ?? one.values.length > 1);
    if (value !== null) customFields[globalId(accountId, one.id)] = value;
  }
  const dueAt = fromWireTime(wire.Due);
  const updatedAt = Date.parse(wire.LastUpdated);
  const isSolved = status === "solved" || status === "closed";
  const valueOf = (name: string): string | undefined => named.get(name)?.values[0];
  const score = toSatisfaction({
    csat: valueOf(own.csat),
    nps: valueOf(own.nps),
    ces: valueOf(own.ces),
  });
  const hasSla = (wire.SLA ?? "") !== "";
  return {
    id: globalId(accountId, wire.id),
    accountId,
    subject: clip(wire.Subject ?? "", 10_000),
    status,
    statusLabel: isPlainStatus(wire.Status, status) ? null : clip(wire.Status, 100),
    priority: toPriority(mapping, wire.Priority),
    kind: null,
    channel: toChannel(mapping, valueOf(own.channel), wire.Queue.Name),
    requesterId: globalId(accountId, requesterOf(wire).id),
    assigneeId: isNobody(wire.Owner) ? null : globalId(accountId, wire.Owner.id),
    groupId: globalId(accountId, queueId),
    organisationId: null,
    tags: (named.get(own.tags)?.values ?? []).slice(0, 1000),
    customFields,
    ccIds: people(wire.Cc).map((one) => globalId(accountId, one.id)),
    followerIds: people(wire.AdminCc).map((one) => globalId(accountId, one.id)),
    createdAt: Date.parse(wire.Created),
    updatedAt,
    dueAt,
    followUpAt,
    solvedAt: isSolved ? (fromWireTime(wire.Resolved) ?? updatedAt) : null,
    slaClocks:
      hasSla && dueAt !== null
        ? [
            {
              metric: "total-resolution",
              stage: isSolved ? "achieved" : "active",
              breachAt: dueAt,
            },
          ]
        : [],
    satisfaction: score === null ? null : { score, comment: null },
    mergedInto: null,
    remoteWords: {
      lifecycle,
      status: wire.Status,
      activity,
      priority: wire.Priority ?? null,
      queue: wire.Queue.Name,
    },
    version: updatedAt,
    stamp,
    webUrl: `${base}/Ticket/Display.html?id=${wire.id}`,
  };
}

/** Requester and copies, as far as the ticket tells. */
export const customersOf = (wire: WireTicket, accountId: string): readonly Customer[] =>
  [requesterOf(wire), ...people(wire.Cc)].map((one) => toKnownCustomer(one, accountId));

/** @param version At least the last version the ticket had; ms. */
export const ticketGone = (
  id: string,
  why: Tombstone["why"],
  version: number,
  mergedInto: string | null = null,
): Tombstone => ({ kind: "ticket", id, why, mergedInto, version });
