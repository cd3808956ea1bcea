import type {
  AccountId,
  AgentId,
  CustomerId,
  FieldId,
  GroupId,
  OrganisationId,
  TicketId,
} from "#domain/kernel/ids.ts";
import type {
  Channel,
  FieldValue,
  Priority,
  SlaClock,
  SlaMetric,
  Ticket,
  TicketKind,
  TicketStatus,
} from "#domain/ticket/ticket.ts";
import type { Sharing } from "#renderer/cache/memory/sharing.ts";

/** What is kept in memory of every ticket: enough for every list, count and board. Times: ms epoch, server time. */
export type TicketLine = {
  readonly id: TicketId;
  readonly accountId: AccountId;
  readonly subject: string;
  readonly status: TicketStatus;
  readonly statusLabel: string | null;
  readonly priority: Priority | null;
  readonly channel: Channel;
  readonly requesterId: CustomerId;
  readonly assigneeId: AgentId | null;
  readonly groupId: GroupId | null;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly solvedAt: number | null;
  readonly slaClocks: readonly SlaClock[];
  readonly satisfaction: "good" | "bad" | null;
  readonly version: number;
  readonly stamp: string;
  /** Fingerprint of the whole record. */
  readonly print: number;
  /** Commit that stored the ticket first. */
  readonly bornSeq: number;
  /** ms epoch local at which the content last changed here. */
  readonly writtenAt: number;
  /** Server time of the last change of assignee that was seen here; null when none was seen. */
  readonly assignedAt: number | null;
  readonly kind: TicketKind | null;
  readonly organisationId: OrganisationId | null;
  readonly dueAt: number | null;
  /** null: no reminder, or the helpdesk keeps none. */
  readonly followUpAt: number | null;
  /** Those with a value; long texts are cut, as conditions look at words and numbers. */
  readonly customFields: Readonly<Record<FieldId, FieldValue>>;
};

const MAX_FIELD = 100;
const NO_FIELDS: Readonly<Record<FieldId, FieldValue>> = {};

function shortFields(fields: Ticket["customFields"]): Ticket["customFields"] {
  const entries = Object.entries(fields);
  if (entries.length === 0) return NO_FIELDS;
  return Object.fromEntries(
    entries.map(([id, value]) => [
      id,
      typeof value === "string" && value.length > MAX_FIELD ? value.slice(0, MAX_FIELD) : value,
    ]),
  );
}

/**
 * @param before The line as it was, null when the ticket is new here.
 * @param now    ms epoch local.
 */
export function toLine(
  ticket: Ticket,
  print: number,
  before: TicketLine | null,
  seq: number,
  now: number,
): TicketLine {
  const reassigned = before !== null && before.assigneeId !== ticket.assigneeId;
  return {
    id: ticket.id,
    accountId: ticket.accountId,
    subject: ticket.subject,
    status: ticket.status,
    statusLabel: ticket.statusLabel,
    priority: ticket.priority,
    channel: ticket.channel,
    requesterId: ticket.requesterId,
    assigneeId: ticket.assigneeId,
    groupId: ticket.groupId,
    tags: ticket.tags,
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
    solvedAt: ticket.solvedAt,
    slaClocks: ticket.slaClocks,
    satisfaction: ticket.satisfaction?.score ?? null,
    version: ticket.version,
    stamp: ticket.stamp,
    print,
    bornSeq: before?.bornSeq ?? seq,
    writtenAt: now,
    assignedAt: reassigned ? ticket.updatedAt : (before?.assignedAt ?? null),
    kind: ticket.kind,
    organisationId: ticket.organisationId,
    dueAt: ticket.dueAt,
    followUpAt: ticket.followUpAt ?? null,
    customFields: shortFields(ticket.customFields),
  };
}

export type EncodedClock = readonly [SlaMetric, SlaClock["stage"], number | null];

/** A line as a list, which is half the size of an object in JSON. The order is part of the epoch. */
export type EncodedLine = readonly [
  id: string,
  accountId: string,
  subject: string,
  status: TicketStatus,
  statusLabel: string | null,
  priority: Priority | null,
  channel: Channel,
  requesterId: string,
  assigneeId: string | null,
  groupId: string | null,
  tags: readonly string[],
  createdAt: number,
  updatedAt: number,
  solvedAt: number | null,
  clocks: readonly EncodedClock[],
  satisfaction: "good" | "bad" | null,
  version: number,
  stamp: string,
  print: number,
  bornSeq: number,
  writtenAt: number,
  assignedAt: number | null,
  kind?: TicketKind | null,
  organisationId?: string | null,
  dueAt?: number | null,
  /** Field, value, field, value…; 0 for none. */
  customFields?: readonly FieldValue[] | 0,
  followUpAt?: number | null,
];

export const encodeLine = (line: TicketLine): EncodedLine => [
  line.id,
  line.accountId,
  line.subject,
  line.status,
  line.statusLabel,
  line.priority,
  line.channel,
  line.requesterId,
  line.assigneeId,
  line.groupId,
  line.tags,
  line.createdAt,
  line.updatedAt,
  line.solvedAt,
  line.slaClocks.map((clock) => [clock.metric, clock.stage, clock.breachAt] as const),
  line.satisfaction,
  line.version,
  line.stamp,
  line.print,
  line.bornSeq,
  line.writtenAt,
  line.assignedAt,
  line.kind,
  line.organisationId,
  line.dueAt,
  line.customFields === NO_FIELDS ? 0 : flatFields(line.customFields),
  line.followUpAt,
];

export const decodeLine = (
  code: EncodedLine,
  { text, optional, texts, clocks }: Sharing,
): TicketLine => ({
  id: code[0],
  accountId: text(code[1]),
  subject: code[2],
  status: text(code[3]),
  statusLabel: optional(code[4]),
  priority: optional(code[5]),
  channel: text(code[6]),
  requesterId: text(code[7]),
  assigneeId: optional(code[8]),
  groupId: optional(code[9]),
  tags: texts(code[10]),
  createdAt: code[11],
  updatedAt: code[12],
  solvedAt: code[13],
  slaClocks: clocks(code[14]),
  satisfaction: optional(code[15]),
  version: code[16],
  stamp: code[17],
  print: code[18],
  bornSeq: code[19],
  writtenAt: code[20],
  assignedAt: code[21],
  kind: optional(code[22] ?? null),
  organisationId: optional(code[23] ?? null),
  dueAt: code[24] ?? null,
  customFields: decodeFields(code[25], text),
  followUpAt: code[26] ?? null,
});

function flatFields(fields: TicketLine["customFields"]): readonly FieldValue[] {
  return Object.entries(fields).flatMap(([id, value]): FieldValue[] => [id, value]);
}

function decodeFields(
  code: readonly FieldValue[] | 0 | undefined,
  text: (text: string) => string,
): TicketLine["customFields"] {
  if (code === undefined || code === 0 || code.length === 0) return NO_FIELDS;
  const fields: Record<FieldId, FieldValue> = {};
  for (let i = 0; i + 1 < code.length; i += 2) {
    const value = code[i + 1] ?? null;
    fields[text(String(code[i]))] = typeof value === "string" ? text(value) : value;
  }
  return fields;
}
