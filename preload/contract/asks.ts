import type { Customer, Organisation } from "#domain/customer/customer.ts";
import type { CustomerValue } from "#domain/customer/value.ts";
import type {
  Agent,
  Article,
  Group,
  RemoteView,
  TicketField,
} from "#domain/directory/directory.ts";
import type {
  AccountId,
  AgentId,
  CustomerId,
  FieldId,
  GroupId,
  InteractionId,
  MacroId,
  OpId,
  TicketId,
} from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Activity } from "#domain/mapping/rt-mapping.ts";
import type { QueryWords } from "#domain/search/complete.ts";
import type { Reason } from "#domain/search/explain.ts";
import type { QueryError } from "#domain/search/parse-query.ts";
import type { HumanReason, OutboxState } from "#domain/sync/outbox.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { OutsideLink, TicketLink } from "#domain/ticket/links.ts";
import type { Channel, FieldValue, Priority, Ticket, TicketStatus } from "#domain/ticket/ticket.ts";

/** The views every agent has. Remote and personal views get ids of their own. */
export const BUILT_IN_VIEWS = [
  "mine",
  "unassigned",
  "my-groups",
  "all-open",
  "breaching-soon",
  "waiting-for-customer",
  "solved-today",
  "follow-ups",
] as const;
export type BuiltInView = (typeof BUILT_IN_VIEWS)[number];
export type ViewId = BuiltInView | (string & {});

/** Who asks: "mine" means these agents, one per account. */
export type Me = readonly { readonly accountId: AccountId; readonly agentId: AgentId }[];

export const QUEUE_SORTS = [
  /** SLA left, then true waiting time, priority, customer value, age. The default order of work. */
  "rank",
  "updated",
  "created",
  "priority",
  "status",
  "waiting",
  "sla",
  "subject",
  "requester",
  "number",
  "channel",
  "assignee",
  "group",
  "value",
  "organisation",
] as const;
/** A field that the account added to its tickets, as an order, a group or a column: `field/` and its id. */
export type FieldKey = `field/${FieldId}`;
export type QueueSort = (typeof QUEUE_SORTS)[number] | FieldKey;
const FIELD_KEY = /^field\/\S{1,200}$/u;
export const fieldKey = (id: FieldId): FieldKey => `field/${id}`;
export const isFieldKey = (key: unknown): key is FieldKey =>
  typeof key === "string" && FIELD_KEY.test(key);
export const fieldIdOf = (key: FieldKey): FieldId => key.slice("field/".length);
export const isQueueSort = (value: unknown): value is QueueSort =>
  isFieldKey(value) || QUEUE_SORTS.some((known) => known === value);
/** One level of an order. */
export type SortKey = { readonly sort: QueueSort; readonly descending: boolean };
/** Most levels of an order. */
export const MOST_SORTS = 4;

/** What tickets can be grouped by, in up to three levels. */
export const GROUP_FIELDS = [
  "status",
  "priority",
  "channel",
  "assignee",
  "group",
  "organisation",
  "requester",
  "value",
  "account",
] as const;
export type GroupField = (typeof GROUP_FIELDS)[number] | FieldKey;
export const isGroupField = (value: unknown): value is GroupField =>
  isFieldKey(value) || GROUP_FIELDS.some((known) => known === value);

/** What a row tells only when it is asked for: a list shows few of these, and an account may have hundreds. */
export type ShownExtra = "organisation" | FieldKey;
export const MOST_GROUP_LEVELS = 3;

/** What one line of the queue shows. Values already include local intents. Times: ms epoch, server time. */
export type QueueRow = {
  readonly id: TicketId;
  readonly accountId: AccountId;
  /** Number the agent says on the phone: the remote id, or `new` for a provisional ticket. */
  readonly number: string;
  readonly subject: string;
  readonly requesterId: CustomerId;
  readonly requesterName: string;
  readonly status: TicketStatus;
  readonly statusLabel: string | null;
  readonly priority: Priority | null;
  readonly channel: Channel;
  readonly assigneeId: AgentId | null;
  readonly groupId: GroupId | null;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Oldest unanswered customer message; null when nobody waits. */
  readonly waitingSince: number | null;
  readonly breachAt: number | null;
  /** Of the customer or their organisation; null when nothing is known. */
  readonly value: CustomerValue | null;
  /** Unfinished intents on this ticket; `attention` when one needs a person. */
  readonly pending: "none" | "unsent" | "attention";
  /** Of the ticket or of who asked; only where it was asked for. */
  readonly organisationName?: string | null;
  /** Fields that were asked for, those with a value. */
  readonly fields?: Readonly<Record<FieldId, FieldValue>>;
};

export type QueuePage = {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly QueueRow[];
  /** Index of `anchorId` in the whole list, -1 when it is not in it. */
  readonly anchorIndex: number;
};

/** The head of a group in a list. It has a place of its own in the list, before its tickets or its inner groups. */
export type GroupHead = {
  /** `group/` and the values of all levels down to this one. */
  readonly id: string;
  /** 0 = outermost. */
  readonly level: number;
  readonly field: GroupField;
  /** Status, priority, channel, value, a field's value, or an id; null: none. */
  readonly value: string | null;
  /** Name of what `value` is the id of, or of a field's choice; null when it has none or it is unknown. */
  readonly label: string | null;
  /** Tickets in it, folded away or not. */
  readonly count: number;
  readonly isFolded: boolean;
};
export type QueueItem = QueueRow | GroupHead;

/** A part of a list with group heads; places count heads and tickets alike, what is folded away has none. */
export type GroupedPage = {
  readonly total: number;
  /** Tickets, those folded away included. */
  readonly tickets: number;
  readonly from: number;
  readonly rows: readonly QueueItem[];
  /** Place of a ticket or head, -1 when it has none. */
  readonly anchorIndex: number;
  /** Heads of the groups that the first row stands in, outermost first. */
  readonly above: readonly GroupHead[];
};

/** Which tickets, in which order. */
export type ListQuestion = {
  readonly viewId: ViewId;
  /** Condition of a view that the agent saved, in the query language. */
  readonly query?: string | undefined;
  readonly me: Me;
  readonly sort: QueueSort;
  readonly descending: boolean;
  /** Looked at where the order so far says equal. */
  readonly thenBy?: readonly SortKey[] | undefined;
  /** A query that narrows the view; "" for none. Words match id, subject, requester, tags. */
  readonly text: string;
  /** What the rows tell besides. */
  readonly show?: readonly ShownExtra[] | undefined;
};
export type GroupedQuestion = ListQuestion & {
  /** Outermost level first; empty: no groups. */
  readonly groupBy: readonly GroupField[];
  /** Ids of groups whose tickets are folded away; with `allFolded`, of those that are not. */
  readonly folded: readonly string[];
  readonly allFolded?: boolean | undefined;
};

/** Text of an unfinished intent, shown in the thread where it will appear. */
export type PendingInteraction = {
  readonly opId: OpId;
  readonly state: OutboxState;
  readonly reason: HumanReason | null;
  readonly sendAfter: number;
  readonly interaction: Interaction;
};

export type MappingSample = {
  readonly lifecycles: readonly {
    readonly name: string;
    /** Most frequent first, as far as tickets were looked at. */
    readonly statuses: readonly {
      readonly word: string;
      readonly count: number;
      readonly activity: Activity;
    }[];
  }[];
  /** The ten that changed last. */
  readonly tickets: readonly Ticket[];
};

/** One link of a ticket. `row` null: the other end is not kept here. */
export type LinkedTicket = {
  readonly link: TicketLink;
  readonly row: QueueRow | null;
  /** Still to reach the helpdesk. */
  readonly unsent: boolean;
};

/** A link to what is no ticket. `title` null: it is not kept here. */
export type OutsideLinked = OutsideLink & { readonly title: string | null };

export type TicketView = {
  /** With local intents applied. */
  readonly ticket: Ticket;
  /** Server truth alone, for conflicts and for bases of edits. */
  readonly server: Ticket;
  readonly requester: Customer | null;
  readonly organisation: Organisation | null;
  readonly waitingSince: number | null;
  readonly threadWhole: boolean;
  readonly interactionCount: number;
  readonly newest: { readonly interactionId: InteractionId; readonly at: number } | null;
  readonly pendingCount: number;
  /** ms epoch local at which this row was last confirmed by the helpdesk. */
  readonly freshAt: number;
  /** Unsolved tickets of the same customer, this one excluded. */
  readonly otherOpenCount: number;
};

/** A ticket with its newest entries, for what is worked out for many at once. */
export type TicketGround = {
  /** As it was asked for: a ticket that was merged or created since has another one in `view`. */
  readonly ticketId: TicketId;
  readonly view: TicketView;
  /** Oldest first. */
  readonly interactions: readonly Interaction[];
};
/** Most tickets that one answer of `ticket.grounds` tells of. */
export const MOST_GROUNDS = 100;

export type Thread = {
  readonly ticketId: TicketId;
  readonly total: number;
  /** Oldest first; the newest `last` of them. */
  readonly interactions: readonly Interaction[];
  readonly pending: readonly PendingInteraction[];
  readonly whole: boolean;
};

export type TimelineEntry = {
  readonly interaction: Interaction;
  readonly ticketSubject: string;
  readonly ticketStatus: TicketStatus;
};

export type CustomerView = {
  readonly customer: Customer;
  readonly organisation: Organisation | null;
  readonly ticketCounts: { readonly unsolved: number; readonly total: number };
  readonly firstSeenAt: number | null;
  readonly lastContactAt: number | null;
  readonly satisfaction: { readonly good: number; readonly bad: number };
  readonly channels: readonly Channel[];
};

export type CustomerLine = {
  readonly id: CustomerId;
  readonly name: string;
  readonly identity: string | null;
  readonly organisationName: string | null;
  readonly unsolved: number;
};

export type Directory = {
  readonly agents: readonly Agent[];
  readonly groups: readonly Group[];
  readonly fields: readonly TicketField[];
  readonly views: readonly RemoteView[];
};

export type Slice = { readonly key: string; readonly label: string; readonly count: number };
/** What a supervisor watches. Every number is of the cache's own time, told by `freshAt` of the accounts. */
export type Board = {
  readonly asOf: number;
  readonly views: readonly Slice[];
  readonly groups: readonly (Slice & { readonly longestWaitSince: number | null })[];
  readonly channels: readonly (Slice & { readonly longestWaitSince: number | null })[];
  readonly priorities: readonly Slice[];
  /** Glossary: backlog = unsolved, actionable = new + open, queue depth = waiting-since not empty. */
  readonly backlog: number;
  readonly actionable: number;
  readonly queueDepth: number;
  readonly unassigned: number;
  readonly longestWait: { readonly ticketId: TicketId; readonly since: number } | null;
  readonly breached: number;
  readonly breachingSoon: readonly {
    readonly ticketId: TicketId;
    readonly subject: string;
    readonly breachAt: number;
    readonly assigneeId: AgentId | null;
  }[];
  readonly agents: readonly {
    readonly agentId: AgentId;
    readonly name: string;
    readonly open: number;
    readonly pending: number;
    readonly onHold: number;
    readonly solvedToday: number;
    readonly longestWaitSince: number | null;
  }[];
  readonly backlogAge: { readonly medianMs: number | null; readonly p90Ms: number | null };
  readonly solvedToday: number;
  readonly createdToday: number;
  readonly unsentHere: number;
};

export type AwaySummary = {
  readonly since: number;
  readonly newTickets: number;
  readonly repliesByCustomers: number;
  readonly solvedByOthers: number;
  readonly assignedToMe: number;
  readonly items: readonly {
    readonly ticketId: TicketId;
    readonly number: string;
    readonly subject: string;
    readonly what: "new" | "customer-replied" | "assigned-to-me" | "solved" | "changed";
    readonly who: string | null;
    readonly at: number;
  }[];
};

/** Characters [from, to) of a text. */
export type TextMark = readonly [from: number, to: number];
export type SearchHit = {
  readonly row: QueueRow;
  readonly subjectMarks: readonly TextMark[];
  /**
   * Where it was found when not in the subject: a piece of a message, or a name, address, number or tag. `later`: of a
   * message that was not read yet; the answer that follows at once tells it.
   */
  readonly snippet: {
    readonly from: "message" | "facts" | "later";
    readonly text: string;
    readonly marks: readonly TextMark[];
  } | null;
};
export type SearchAnswer = {
  /** The query that this answers. */
  readonly text: string;
  readonly total: number;
  readonly hits: readonly SearchHit[];
  /** What of the text could not be read; the rest was searched. */
  readonly errors: readonly QueryError[];
  /** Names in the query that nothing is called. */
  readonly unknown: readonly { readonly field: string; readonly name: string }[];
  /** Tickets whose messages are searched already, and all there are. */
  readonly indexed: number;
  readonly outOf: number;
};

export type ViewReason = {
  readonly number: string;
  readonly subject: string;
  readonly holds: boolean;
  readonly reason: Reason;
  /** The view is of another helpdesk than the ticket. */
  readonly otherAccount: boolean;
  /** Conditions of the helpdesk that cannot be answered here, as it writes them. */
  readonly unsupported: readonly string[];
};

type Ask<I, O> = { readonly input: I; readonly output: O };

/** Page → cache host questions. Each may be asked once or subscribed to. */
export type Asks = {
  readonly "queue.list": Ask<
    ListQuestion & {
      readonly from: number;
      readonly to: number;
      readonly anchorId: TicketId | null;
    },
    QueuePage
  >;
  readonly "queue.grouped": Ask<
    GroupedQuestion & {
      readonly from: number;
      readonly to: number;
      /** A ticket or a head. */
      readonly anchorId: string | null;
    },
    GroupedPage
  >;
  /** Tickets at places [from, to) of a list, as with `queue.grouped`; those of all groups when `unfolded`. */
  readonly "queue.ids": Ask<
    GroupedQuestion & {
      readonly from: number;
      readonly to: number;
      readonly unfolded: boolean;
      /** Only those of the group with this id, folded away or not; places do not count then. */
      readonly group?: string | undefined;
      /** Most ids in the answer; `tickets` tells of all. */
      readonly limit: number;
    },
    { readonly tickets: number; readonly ids: readonly TicketId[] }
  >;
  /** Tickets as they are now, in the order of the ids; those not known here are left out. At most 5,000. */
  readonly "queue.rows": Ask<{ readonly ids: readonly TicketId[] }, readonly QueueRow[]>;
  readonly "queue.counts": Ask<
    {
      readonly me: Me;
      /** Views that the agent saved. */
      readonly own?: readonly { readonly viewId: ViewId; readonly query: string }[] | undefined;
    },
    /** Built-in views, then the agent's own, then the helpdesk's by position. */
    readonly { readonly viewId: ViewId; readonly count: number }[]
  >;
  /** Everything, solved tickets included, best first. */
  readonly "search.run": Ask<
    {
      readonly text: string;
      readonly me: Me;
      /** Most hits in the answer; `total` tells of all. */
      readonly limit: number;
      /** Without snippets: for lists that show only titles. */
      readonly brief?: boolean | undefined;
    },
    SearchAnswer
  >;
  /** Names and tags that complete a query, the most used tags first. */
  readonly "search.words": Ask<Record<string, never>, QueryWords>;
  /** Why a ticket is, or is not, in a view. null: the ticket or the view is not known here. */
  readonly "view.explain": Ask<
    {
      readonly viewId: ViewId;
      readonly query?: string | undefined;
      readonly me: Me;
      readonly ticketId: TicketId;
    },
    ViewReason | null
  >;
  /** null: not in the cache. Follows a provisional id to the real one once it exists. */
  readonly "ticket.get": Ask<{ readonly ticketId: TicketId }, TicketView | null>;
  readonly "ticket.thread": Ask<
    { readonly ticketId: TicketId; readonly last: number },
    Thread | null
  >;
  /** Tickets in the order of the ids; those not known here and those after the first 100 are left out. */
  readonly "ticket.grounds": Ask<
    {
      readonly ids: readonly TicketId[];
      /** Newest entries of each that are told; 0 for none. */
      readonly last: number;
    },
    readonly TicketGround[]
  >;
  /** Links of a ticket, those on their way included, with what is known of the other end. */
  readonly "ticket.links": Ask<{ readonly ticketId: TicketId }, readonly LinkedTicket[]>;
  /** Pages and articles that a ticket is linked with. */
  readonly "ticket.outsideLinks": Ask<{ readonly ticketId: TicketId }, readonly OutsideLinked[]>;
  readonly "customer.get": Ask<{ readonly customerId: CustomerId }, CustomerView | null>;
  /** Names of customers that are kept here, by id. */
  readonly "customer.names": Ask<
    { readonly ids: readonly CustomerId[] },
    Readonly<Record<CustomerId, string>>
  >;
  readonly "customer.timeline": Ask<
    { readonly customerId: CustomerId; readonly last: number },
    { readonly total: number; readonly entries: readonly TimelineEntry[] }
  >;
  readonly "customer.tickets": Ask<
    { readonly customerId: CustomerId; readonly last: number },
    { readonly total: number; readonly rows: readonly QueueRow[] }
  >;
  readonly "customer.list": Ask<
    { readonly text: string; readonly from: number; readonly to: number },
    { readonly total: number; readonly rows: readonly CustomerLine[] }
  >;
  readonly "macro.list": Ask<{ readonly text: string }, readonly Macro[]>;
  readonly "macro.get": Ask<{ readonly macroId: MacroId }, Macro | null>;
  readonly "article.list": Ask<
    { readonly text: string; readonly limit: number },
    readonly Article[]
  >;
  /** Words of a helpdesk whose meaning can be chosen, and its newest tickets as examples. */
  readonly "mapping.sample": Ask<{ readonly accountId: AccountId }, MappingSample>;
  readonly "directory.get": Ask<Record<string, never>, Directory>;
  readonly "board.get": Ask<{ readonly me: Me }, Board>;
  readonly "away.get": Ask<{ readonly me: Me; readonly since: number }, AwaySummary>;
  readonly "cache.stats": Ask<
    Record<string, never>,
    { readonly rows: Readonly<Record<string, number>>; readonly seq: number }
  >;
};
export type AskName = keyof Asks;
export type AskInput<K extends AskName> = Asks[K]["input"];
export type AskOutput<K extends AskName> = Asks[K]["output"];
