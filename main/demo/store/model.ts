import type { Language, Mood } from "#main/demo/seed/texts.ts";

/** Any JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

export type Status = "new" | "open" | "pending" | "hold" | "solved" | "closed" | "deleted";
export const statusOrder: readonly Status[] = [
  "new",
  "open",
  "pending",
  "hold",
  "solved",
  "closed",
  "deleted",
];
export const priorities = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number] | null;
export const ticketTypes = ["problem", "incident", "question", "task"] as const;
export type TicketType = (typeof ticketTypes)[number] | null;
export type Channel =
  | "email"
  | "web"
  | "chat"
  | "voice"
  | "twitter"
  | "facebook"
  | "native_messaging"
  | "whatsapp"
  | "api";

export type Rating = {
  readonly id: number;
  readonly score: "offered" | "good" | "bad";
  readonly comment: string | null;
  readonly reason: string | null;
  readonly reasonId: number | null;
  /** Epoch seconds. */
  readonly createdAt: number;
};

/** One change of a field as an audit tells it; `from` is undefined at creation. */
export type Change = { readonly field: string; readonly to: Json; readonly from?: Json };

export type Attachment = {
  readonly id: number;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly inline: boolean;
  readonly width: number | null;
  readonly height: number | null;
};

export type VoiceCall = {
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  readonly answeredBy: number;
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly transcript: string;
};

/** A comment in the server's own words; the wire form is made by `present/comment.ts`. */
export type Comment = {
  readonly id: number;
  readonly auditId: number;
  readonly authorId: number;
  readonly body: string;
  /** Given only when the HTML is not simply the body in paragraphs; may hold `{{base}}`. */
  readonly html: string | null;
  readonly public: boolean;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly channel: Channel;
  readonly attachments: readonly Attachment[];
  readonly voice: VoiceCall | null;
};

/** One update of a ticket: who, when, what. */
export type Audit = {
  readonly id: number;
  readonly authorId: number;
  /** Epoch seconds. */
  readonly at: number;
  readonly via: JsonObject;
  readonly metadata: JsonObject;
  readonly changes: readonly Change[];
  readonly comment: Comment | null;
  /** Events that are neither changes nor comments (ratings, macro references, notifications). */
  readonly others: readonly JsonObject[];
  /** True when the audit created the ticket. */
  readonly creates: boolean;
};

/** What later acts do to a seeded comment, which itself is never stored. */
export type CommentEdit = { readonly public?: boolean; readonly body?: string };

/** Times spent in states, seconds: calendar and business. */
export type Clocks = {
  work: number;
  workBusiness: number;
  hold: number;
  holdBusiness: number;
  pending: number;
  pendingBusiness: number;
};

/** One ticket. Kept for all tickets at once, so it is flat and shares what it can. Times are epoch seconds, 0 = never. */
export type Ticket = {
  readonly id: number;
  /** Number in the seeded population; -1 for a ticket created later. */
  readonly seedIndex: number;
  externalId: string | null;
  subject: string;
  /** Only for tickets created later; seeded ones regenerate theirs. */
  readonly description: string | null;
  status: Status;
  customStatusId: number | null;
  priority: Priority;
  type: TicketType;
  readonly channel: Channel;
  readonly via: JsonObject | null;
  requesterId: number;
  submitterId: number;
  assigneeId: number | null;
  groupId: number | null;
  organizationId: number | null;
  formId: number | null;
  problemId: number | null;
  tags: readonly string[];
  /** Custom field values that differ from the seeded ones, by field id. */
  fields: { readonly [id: string]: Json | undefined } | null;
  followerIds: readonly number[];
  ccIds: readonly number[];
  followupIds: readonly number[];
  dueAt: number;
  readonly createdAt: number;
  updatedAt: number;
  /** Moves on every change, also those by the system; orders the exports. */
  generatedAt: number;
  /** Position of the last entry in the ticket log, so that older entries can be told as stale. */
  logSeq: number;
  statusSince: number;
  solvedAt: number;
  initiallyAssignedAt: number;
  assignedAt: number;
  assigneeChangedAt: number;
  requesterRepliedAt: number;
  lastCommentAt: number;
  firstReplyAt: number;
  /** Oldest public message of the requester that no agent has answered. */
  waitingSince: number;
  replies: number;
  reopens: number;
  assigneeStations: number;
  groupStations: number;
  commentCount: number;
  clocks: Clocks;
  rating: Rating | null;
  /** Number of the first seeded audit in the whole population, and how many there are. */
  readonly auditBase: number;
  readonly seedAudits: number;
  live: Audit[] | null;
  edits: Map<number, CommentEdit> | null;
  isPublic: boolean;
  /** Status before deletion; null when not deleted. */
  deletedFrom: Status | null;
  deletedBy: number;
  gone: boolean;
};

export type Role = "end-user" | "agent" | "admin";
export type Identity = {
  readonly id: number;
  readonly type: "email" | "phone_number" | "twitter" | "facebook" | "messaging";
  readonly value: string;
  readonly primary: boolean;
  readonly verified: boolean;
};

export type User = {
  readonly id: number;
  name: string;
  email: string | null;
  role: Role;
  /** Team leads: an agent who may also change shared macros and see every ticket. */
  readonly lead: boolean;
  active: boolean;
  suspended: boolean;
  phone: string | null;
  alias: string | null;
  locale: Language;
  timeZone: string;
  organizationId: number | null;
  defaultGroupId: number | null;
  externalId: string | null;
  tags: readonly string[];
  notes: string;
  details: string;
  signature: string;
  city: string;
  mood: Mood;
  fields: { readonly [key: string]: Json | undefined };
  identities: readonly Identity[];
  ticketRestriction: "groups" | "assigned" | "requested" | null;
  readonly createdAt: number;
  updatedAt: number;
  logSeq: number;
};

export type Organization = {
  readonly id: number;
  name: string;
  externalId: string | null;
  domains: readonly string[];
  groupId: number | null;
  shared: boolean;
  tags: readonly string[];
  notes: string;
  details: string;
  fields: { readonly [key: string]: Json | undefined };
  readonly createdAt: number;
  updatedAt: number;
  logSeq: number;
};

export type Group = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly default: boolean;
  readonly createdAt: number;
};
export type Membership = {
  readonly id: number;
  readonly userId: number;
  readonly groupId: number;
  readonly default: boolean;
  readonly createdAt: number;
};

export type Restriction = {
  readonly type: "Group" | "User";
  readonly id: number;
  readonly ids?: readonly number[];
} | null;
export type Macro = {
  readonly id: number;
  readonly title: string;
  readonly description: string | null;
  readonly active: boolean;
  readonly position: number;
  readonly actions: readonly { readonly field: string; readonly value: Json }[];
  readonly restriction: Restriction;
  readonly createdAt: number;
  readonly updatedAt: number;
};
export type Condition = { readonly field: string; readonly operator: string; readonly value: Json };
export type View = {
  readonly id: number;
  readonly title: string;
  readonly description: string | null;
  readonly active: boolean;
  readonly position: number;
  readonly all: readonly Condition[];
  readonly any: readonly Condition[];
  readonly columns: readonly string[];
  readonly groupBy: string | null;
  readonly groupOrder: "asc" | "desc";
  readonly sortBy: string;
  readonly sortOrder: "asc" | "desc";
  readonly restriction: Restriction;
  readonly createdAt: number;
  readonly updatedAt: number;
};
export type Article = {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly locale: string;
  readonly sectionId: number;
  readonly labels: readonly string[];
  readonly authorId: number;
  readonly promoted: boolean;
  readonly votes: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};
