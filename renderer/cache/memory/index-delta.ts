import type { CustomerValue } from "#domain/customer/value.ts";
import type { RemoteView, TicketField } from "#domain/directory/directory.ts";
import type { AccountId, CustomerId, TicketId } from "#domain/kernel/ids.ts";
import type { RecordKind, Tombstone } from "#domain/sync/page.ts";
import type { NamedFields } from "#domain/search/value-tests.ts";
import type { ThreadSummary } from "#domain/ticket/waiting.ts";
import type { Sharing } from "#renderer/cache/memory/sharing.ts";
import type { EncodedLine } from "#renderer/cache/memory/ticket-line.ts";

/** What is kept in memory of every customer. */
export type PersonLine = {
  readonly id: CustomerId;
  readonly name: string;
  /** Primary e-mail or, without one, the first identity. */
  readonly identity: string | null;
  readonly organisationId: string | null;
  /** Further addresses and numbers; absent for none. */
  readonly contacts?: readonly string[];
  readonly locale?: string | null;
  readonly timeZone?: string;
  readonly tags?: readonly string[];
  /** Those with a value; absent for none. */
  readonly fields?: NamedFields;
  /** Absent when nothing is known. */
  readonly value?: CustomerValue;
};

/** Version and fingerprint of a stored record, with what lists need of the small kinds. */
export type RecordLine = {
  readonly kind: Exclude<RecordKind, "ticket">;
  readonly id: string;
  readonly version: number;
  readonly print: number;
  /** Customers. */
  readonly person?: PersonLine;
  /** Agents: groups they belong to. */
  readonly groupIds?: readonly string[];
  /** Agents, groups, organisations, fields, views: what they are called. */
  readonly name?: string;
  /** Organisations: absent when nothing is known. */
  readonly value?: CustomerValue;
  readonly tags?: readonly string[];
  readonly fields?: NamedFields;
  /** Custom fields of tickets: how their values are ordered and called. */
  readonly field?: Pick<TicketField, "type" | "options">;
  /** Views of the helpdesk. */
  readonly view?: RemoteView;
};

/** The record with ids and words that other records hold already. */
export function sharedRecord(record: RecordLine, { text, optional, texts }: Sharing): RecordLine {
  const id = text(record.id);
  const { person, groupIds } = record;
  return {
    ...record,
    kind: text(record.kind),
    id,
    ...(groupIds === undefined ? {} : { groupIds: texts(groupIds) }),
    ...(person === undefined
      ? {}
      : {
          person: {
            ...person,
            id,
            organisationId: optional(person.organisationId),
            ...(person.locale === undefined ? {} : { locale: optional(person.locale) }),
            ...(person.timeZone === undefined ? {} : { timeZone: text(person.timeZone) }),
            ...(person.tags === undefined ? {} : { tags: texts(person.tags) }),
          },
        }),
  };
}

export type ThreadLine = {
  readonly ticketId: TicketId;
  readonly summary: ThreadSummary;
  /** Entries stored in all, after the commit. */
  readonly count: number;
  /** Version of the ticket at which the whole thread was read; null when only parts came. */
  readonly wholeVersion: number | null;
};

/** A thread as a list, a third of its size as an object in JSON. The order is part of the epoch. */
export type EncodedThread = readonly [
  ticketId: TicketId,
  lastAgentAt: number | null,
  lastCustomerAt: number | null,
  unanswered: readonly number[],
  newestId: string | null,
  newestAt: number,
  count: number,
  wholeVersion: number | null,
];

export const encodeThread = ({
  ticketId,
  summary: { lastAgentAt, lastCustomerAt, unanswered, newest },
  count,
  wholeVersion,
}: ThreadLine): EncodedThread => [
  ticketId,
  lastAgentAt,
  lastCustomerAt,
  unanswered,
  newest?.interactionId ?? null,
  newest?.at ?? 0,
  count,
  wholeVersion,
];

const NOBODY: readonly number[] = [];
/** @param ownId The string that the ticket's line has already for this id. */
export const decodeThread = (
  code: EncodedThread,
  ownId: (id: TicketId) => TicketId,
): ThreadLine => ({
  ticketId: ownId(code[0]),
  summary: {
    lastAgentAt: code[1],
    lastCustomerAt: code[2],
    unanswered: code[3].length === 0 ? NOBODY : code[3],
    newest: code[4] === null ? null : { interactionId: code[4], at: code[5] },
  },
  count: code[6],
  wholeVersion: code[7],
});

/**
 * What one commit changes in the index. Applying it again changes nothing, and a chunk of the index that is newer
 * than a delta may have it applied on top as long as all later deltas follow: that is what makes base + log safe.
 */
export type IndexDelta = {
  /** Everything of this account goes first. */
  readonly dropAccount?: AccountId;
  readonly removed?: readonly { readonly kind: RecordKind; readonly id: string }[];
  readonly tombstones?: readonly Tombstone[];
  readonly records?: readonly RecordLine[];
  readonly tickets?: readonly EncodedLine[];
  /** Parts of threads that were added: merged into what is known. */
  readonly parts?: readonly EncodedThread[];
  /** Threads that were replaced. */
  readonly threads?: readonly EncodedThread[];
  /** Every thread of these accounts is whole for tickets stored up to the seq. */
  readonly marks?: readonly { readonly accountId: AccountId; readonly seq: number }[];
};
