import type { AccountId, AgentId, FieldId, GroupId, MacroId, OpId } from "#domain/kernel/ids.ts";
import { accountOf, provisionalTicketId } from "#domain/kernel/ids.ts";
import { tagEdits } from "#domain/macro/apply.ts";
import type { Intent, OutgoingComment, SetEdit, TicketEdits } from "#domain/sync/intent.ts";
import type { Customer } from "#domain/customer/customer.ts";
import { sameValue } from "#domain/sync/merge.ts";
import type { FieldValue, Priority, Ticket, TicketStatus } from "#domain/ticket/ticket.ts";

/** What of a ticket gives the bases of edits. A `Ticket` and a row of the queue both fit. */
export type TicketFacts = Pick<
  Ticket,
  "id" | "accountId" | "status" | "priority" | "assigneeId" | "groupId" | "tags"
>;
/** A ticket with what only its whole record tells: the bases of its subject and of custom fields. */
export type WholeTicket = TicketFacts & Pick<Ticket, "subject" | "customFields">;
/** Who acts, by account: an intent belongs to its author. */
export type Authors = ReadonlyMap<AccountId, AgentId>;
/** Clock and names, given so that intents can be made in tests. */
export type Acting = {
  readonly authors: Authors;
  /** ms epoch local. */
  readonly now: number;
  readonly newOpId: () => OpId;
  /** Undo window of public replies. */
  readonly undoSeconds: number;
};

/** A change that the agent asks for on one or many tickets. */
export type FieldWish =
  | { readonly field: "status"; readonly value: TicketStatus }
  | { readonly field: "priority"; readonly value: Priority | null }
  | { readonly field: "assignee"; readonly value: AgentId | null }
  | { readonly field: "assign-me" }
  | { readonly field: "group"; readonly value: GroupId | null }
  | {
      readonly field: "tags";
      readonly add: readonly string[];
      readonly remove: readonly string[];
    };

/** A change that needs the whole record for its base. */
export type WholeWish =
  | { readonly field: "subject"; readonly value: string }
  | { readonly field: "custom"; readonly fieldId: FieldId; readonly value: FieldValue };

/** Why tickets of a selection got no intent. */
export type Skipped = {
  readonly closed: number;
  readonly already: number;
  readonly foreign: number;
};

type Outcome = TicketEdits | "already" | "foreign";

function toEdits(ticket: TicketFacts, wish: FieldWish, me: AgentId): Outcome {
  const sameAccount = (id: string | null) => id === null || id.startsWith(`${ticket.accountId}:`);
  const pair = <T>(base: T, value: T) => (base === value ? null : { base, value });
  switch (wish.field) {
    case "status": {
      const status = pair(ticket.status, wish.value);
      return status ? { status } : "already";
    }
    case "priority": {
      const priority = pair(ticket.priority, wish.value);
      return priority ? { priority } : "already";
    }
    case "assignee":
    case "assign-me": {
      const wanted = wish.field === "assign-me" ? me : wish.value;
      if (!sameAccount(wanted)) return "foreign";
      const assigneeId = pair(ticket.assigneeId, wanted);
      return assigneeId ? { assigneeId } : "already";
    }
    case "group": {
      if (!sameAccount(wish.value)) return "foreign";
      const groupId = pair(ticket.groupId, wish.value);
      return groupId ? { groupId } : "already";
    }
    case "tags": {
      const kept = ticket.tags.filter((tag) => !wish.remove.includes(tag));
      const tags = tagEdits(ticket.tags, [...new Set([...kept, ...wish.add])]);
      return tags ? { tags } : "already";
    }
  }
}

/** No value, in whatever form a helpdesk tells it. */
const isEmpty = (value: FieldValue): boolean =>
  value === null || value === "" || (typeof value === "object" && value.length === 0);

function toWholeEdits(ticket: WholeTicket, wish: WholeWish): Outcome {
  if (wish.field === "subject")
    return ticket.subject === wish.value
      ? "already"
      : { subject: { base: ticket.subject, value: wish.value } };
  const { fieldId, value } = wish;
  if (accountOf(fieldId) !== ticket.accountId) return "foreign";
  const base = ticket.customFields[fieldId] ?? null;
  if (sameValue(base, value) || (isEmpty(base) && isEmpty(value))) return "already";
  return { customFields: { [fieldId]: { base, value } } };
}

/** An update of one ticket. `sendAfter` holds public replies back for the undo window, nothing else. */
export function updateIntent(
  acting: Acting,
  author: AgentId,
  ticket: Pick<Ticket, "id" | "accountId">,
  change: {
    readonly comment?: OutgoingComment;
    readonly edits: TicketEdits;
    readonly macroIds?: readonly MacroId[];
    readonly seen?: { readonly interactionId: string; readonly at: number } | null;
  },
): Intent {
  const comment = change.comment ?? null;
  const window = comment?.audience === "public" ? acting.undoSeconds * 1000 : 0;
  return {
    opId: acting.newOpId(),
    accountId: ticket.accountId,
    authorId: author,
    createdAt: acting.now,
    sendAfter: acting.now + window,
    action: {
      kind: "update-ticket",
      ticketId: ticket.id,
      comment,
      edits: change.edits,
      macroIds: change.macroIds ?? [],
      seen: change.seen ?? null,
    },
  };
}

/**
 * One intent for each ticket that the wish would change, bases from the tickets as they are shown.
 *
 * @returns  `skipped` counts closed tickets, those that already are so, and those of accounts where the person or group
 *           does not exist or nobody is signed in.
 */
export function editIntents(
  acting: Acting,
  tickets: readonly TicketFacts[],
  wish: FieldWish,
): { readonly intents: readonly Intent[]; readonly skipped: Skipped } {
  return intentsFor(acting, tickets, (ticket, author) => toEdits(ticket, wish, author));
}

/** The same for the subject and for custom fields. */
export const wholeIntents = (
  acting: Acting,
  tickets: readonly WholeTicket[],
  wish: WholeWish,
): ReturnType<typeof editIntents> =>
  intentsFor(acting, tickets, (ticket) => toWholeEdits(ticket, wish));

function intentsFor<T extends TicketFacts>(
  acting: Acting,
  tickets: readonly T[],
  editsOf: (ticket: T, author: AgentId) => Outcome,
): ReturnType<typeof editIntents> {
  const intents: Intent[] = [];
  const skipped = { closed: 0, already: 0, foreign: 0 };
  for (const ticket of tickets) {
    const author = acting.authors.get(ticket.accountId);
    const edits = author === undefined ? "foreign" : editsOf(ticket, author);
    if (ticket.status === "closed") skipped.closed += 1;
    else if (typeof edits === "string") skipped[edits] += 1;
    else if (author !== undefined) intents.push(updateIntent(acting, author, ticket, { edits }));
  }
  return { intents, skipped };
}

export type NewTicket = {
  readonly subject: string;
  readonly requester: { readonly name: string; readonly email: string };
  readonly comment: OutgoingComment;
  readonly priority: Priority | null;
  readonly assignToMe: boolean;
  readonly groupId: GroupId | null;
};

/** A ticket under a provisional id until the helpdesk has given it a number. */
export function createIntent(
  acting: Acting,
  accountId: AccountId,
  author: AgentId,
  ticket: NewTicket,
): Intent {
  const opId = acting.newOpId();
  const window = ticket.comment.audience === "public" ? acting.undoSeconds * 1000 : 0;
  return {
    opId,
    accountId,
    authorId: author,
    createdAt: acting.now,
    sendAfter: acting.now + window,
    action: {
      kind: "create-ticket",
      ticketId: provisionalTicketId(accountId, opId),
      subject: ticket.subject,
      requester: ticket.requester,
      comment: ticket.comment,
      fields: {
        status: "open",
        ...(ticket.priority === null ? {} : { priority: ticket.priority }),
        ...(ticket.assignToMe ? { assigneeId: author } : {}),
        ...(ticket.groupId === null ? {} : { groupId: ticket.groupId }),
      },
    },
  };
}

/**
 * A new ticket that continues a closed one with the words that were meant for it, and the fields that went with them.
 *
 * @returns null when the change carries no words, nobody is signed in, or no address of the customer is known.
 */
export function followUpIntent(
  acting: Acting,
  intent: Intent,
  ticket: Pick<Ticket, "id" | "accountId" | "subject">,
  requester: Pick<Customer, "name" | "identities"> | null,
): Intent | null {
  const { action } = intent;
  const author = acting.authors.get(ticket.accountId);
  const emails = (requester?.identities ?? []).filter(({ kind }) => kind === "email");
  const email = (emails.find(({ primary }) => primary) ?? emails[0])?.value;
  if (action.kind !== "update-ticket" || action.comment === null) return null;
  if (author === undefined || requester === null || email === undefined) return null;
  const { edits, comment } = action;
  const made = createIntent(acting, ticket.accountId, author, {
    subject: ticket.subject === "" ? "…" : ticket.subject,
    requester: { name: requester.name === "" ? email : requester.name, email },
    comment,
    priority: edits.priority?.value ?? null,
    assignToMe: true,
    groupId: edits.groupId?.value ?? null,
  });
  if (made.action.kind !== "create-ticket") return null;
  const assigneeId = edits.assigneeId?.value ?? author;
  const fields = {
    ...made.action.fields,
    assigneeId,
    ...(edits.status === undefined ? {} : { status: edits.status.value }),
    ...(edits.tags === undefined || edits.tags.add.length === 0 ? {} : { tags: edits.tags.add }),
  };
  return { ...made, action: { ...made.action, fields, followUpOf: ticket.id } };
}

/**
 * The intent that takes back another one's field changes. What it wrote to somebody stays said. Its bases are what the
 * other one set: a field that somebody has changed since is a conflict, not overwritten.
 *
 * @returns  null when no field was changed.
 */
export function inverseIntent(acting: Acting, intent: Intent): Intent | null {
  const action = intent.action;
  if (action.kind !== "update-ticket") return null;
  const { tags, customFields, ccs, followers, links, ...fields } = action.edits;
  const turn = <T>(set: SetEdit<T>): SetEdit<T> => ({ add: set.remove, remove: set.add });
  const swap = (edit: { readonly base: unknown; readonly value: unknown }) => ({
    base: edit.value,
    value: edit.base,
  });
  const edits = {
    ...Object.fromEntries(Object.entries(fields).map(([name, edit]) => [name, swap(edit)])),
    ...(tags ? { tags: turn(tags) } : {}),
    ...(ccs ? { ccs: turn(ccs) } : {}),
    ...(followers ? { followers: turn(followers) } : {}),
    ...(links ? { links: turn(links) } : {}),
    ...(customFields
      ? {
          customFields: Object.fromEntries(
            Object.entries(customFields).map(([id, edit]) => [id, swap(edit)]),
          ),
        }
      : {}),
  } as TicketEdits;
  if (Object.keys(edits).length === 0) return null;
  const ticket = { id: action.ticketId, accountId: intent.accountId };
  return updateIntent(acting, intent.authorId, ticket, { edits });
}
