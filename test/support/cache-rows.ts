import type { QueueRow } from "#contract/asks.ts";
import type { Customer } from "#domain/customer/customer.ts";
import type { Agent } from "#domain/directory/directory.ts";
import type { Intent, IntentAction, TicketEdits } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { Changes, Page } from "#domain/sync/page.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";

/** 2027-01-01T00:00:00Z. */
export const T0 = 1_798_761_600_000;
export const ACCOUNT = "a1";
export const ME = "a1:900";

export function ticketRow(n: number | string, over: Partial<Ticket> = {}): Ticket {
  return {
    id: `a1:${n}`,
    accountId: ACCOUNT,
    subject: `Subject ${n}`,
    status: "open",
    statusLabel: null,
    priority: "normal",
    kind: null,
    channel: "email",
    requesterId: "a1:100",
    assigneeId: null,
    groupId: null,
    organisationId: null,
    tags: [],
    customFields: {},
    ccIds: [],
    followerIds: [],
    createdAt: T0,
    updatedAt: T0,
    dueAt: null,
    solvedAt: null,
    slaClocks: [],
    satisfaction: null,
    mergedInto: null,
    version: 1,
    stamp: "s1",
    webUrl: null,
    ...over,
  };
}

export function messageRow(
  n: number | string,
  ticket: number | string,
  over: Partial<Interaction> = {},
): Interaction {
  return {
    id: `a1:${n}`,
    ticketId: `a1:${ticket}`,
    kind: "message",
    channel: "email",
    author: { kind: "customer", id: "a1:100", name: null },
    at: T0 + 1000,
    text: `Text ${n}`,
    html: null,
    attachments: [],
    call: null,
    changes: [],
    marker: null,
    ...over,
  };
}
export const byAgent = { kind: "agent", id: ME, name: null } as const;

export function customerRow(n: number | string, over: Partial<Customer> = {}): Customer {
  return {
    id: `a1:${n}`,
    accountId: ACCOUNT,
    name: `Customer ${n}`,
    identities: [{ kind: "email", value: `c${n}@example.invalid`, primary: true, verified: true }],
    organisationId: null,
    locale: null,
    timeZone: null,
    notes: "",
    details: "",
    tags: [],
    customFields: {},
    createdAt: T0,
    updatedAt: T0,
    version: 1,
    ...over,
  };
}

export function agentRow(n: number | string, over: Partial<Agent> = {}): Agent {
  return {
    id: `a1:${n}`,
    accountId: ACCOUNT,
    name: `Agent ${n}`,
    email: null,
    phone: null,
    role: "agent",
    active: true,
    groupIds: [],
    signature: "",
    ...over,
  };
}

export function pageOf(changes: Changes, cursor = "c1"): Page {
  return { changes, setAside: [], cursor, end: true, total: null };
}

let lastOp = 0;
/** An outbox entry about a ticket, queued unless told otherwise. */
export function entryRow(action: IntentAction, over: Partial<OutboxEntry> = {}): OutboxEntry {
  lastOp += 1;
  const intent: Intent = {
    opId: `00000000-0000-4000-8000-${String(lastOp).padStart(12, "0")}`,
    accountId: ACCOUNT,
    authorId: ME,
    createdAt: T0 + 5000,
    sendAfter: T0 + 5000,
    action,
  };
  return {
    intent,
    seq: lastOp,
    state: "queued",
    pin: null,
    attempts: 0,
    lastAttemptAt: null,
    waitingFor: null,
    reason: null,
    remoteId: null,
    createdId: null,
    confirmed: false,
    changedAt: T0 + 5000,
    ...over,
  };
}

export function updateAction(
  ticket: number | string,
  edits: TicketEdits,
  comment: { readonly text: string; readonly audience?: "public" | "internal" } | null = null,
): IntentAction {
  return {
    kind: "update-ticket",
    ticketId: `a1:${ticket}`,
    edits,
    comment:
      comment === null
        ? null
        : { audience: comment.audience ?? "public", text: comment.text, files: [] },
    macroIds: [],
    seen: null,
  };
}

/** A row of the queue with nothing remarkable about it. */
export const queueRow = (id: string, over: Partial<QueueRow> = {}): QueueRow => ({
  id,
  accountId: ACCOUNT,
  number: id,
  subject: id,
  requesterId: `${ACCOUNT}:c`,
  requesterName: "",
  status: "open",
  statusLabel: null,
  priority: null,
  channel: "email",
  assigneeId: null,
  groupId: null,
  tags: [],
  createdAt: 0,
  updatedAt: 0,
  waitingSince: null,
  breachAt: null,
  value: null,
  pending: "none",
  ...over,
});
