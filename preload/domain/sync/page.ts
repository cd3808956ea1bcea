import type {
  Agent,
  Article,
  Group,
  RemoteView,
  TicketField,
} from "#domain/directory/directory.ts";
import type { Customer, Organisation } from "#domain/customer/customer.ts";
import type { AccountId, GlobalId, TicketId } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";

/** Record kinds that the cache keeps one row each of. */
export type RecordKind =
  | "ticket"
  | "customer"
  | "organisation"
  | "agent"
  | "group"
  | "macro"
  | "article"
  | "view"
  | "field";

/** A record that must not come back unless a newer version of it does. */
export type Tombstone = {
  readonly kind: RecordKind;
  readonly id: GlobalId;
  readonly why: "deleted" | "merged" | "no-access";
  readonly mergedInto: TicketId | null;
  /** Version at which it vanished. */
  readonly version: number;
};

/** What a page of a stream, or a fresh read, brings. Absent lists mean nothing of that kind. */
export type Changes = {
  readonly tickets?: readonly Ticket[];
  readonly customers?: readonly Customer[];
  readonly organisations?: readonly Organisation[];
  readonly agents?: readonly Agent[];
  readonly groups?: readonly Group[];
  readonly macros?: readonly Macro[];
  readonly articles?: readonly Article[];
  readonly views?: readonly RemoteView[];
  readonly fields?: readonly TicketField[];
  readonly interactions?: readonly Interaction[];
  readonly tombstones?: readonly Tombstone[];
  /** Tickets whose thread in `interactions` is the whole thread: replaces what was kept. */
  readonly wholeThreads?: readonly TicketId[];
  /** Kinds for which the lists above are the complete set of the account: the rest is dropped. */
  readonly wholeKinds?: readonly RecordKind[];
};

/** One malformed record, set aside while its page went on. */
export type SetAside = {
  readonly accountId: AccountId;
  readonly kind: string;
  readonly remoteId: string | null;
  /** Path of the first wrong field, e.g. `requester_id`. */
  readonly field: string;
  readonly reason: string;
  /** ms epoch local. */
  readonly at: number;
};

/** A page of changes with the position after it. Rows and cursor are committed together. */
export type Page = {
  readonly changes: Changes;
  readonly setAside: readonly SetAside[];
  /** Opaque position after this page; survives restarts. */
  readonly cursor: string;
  /** Nothing more for now: ask again after the stream's interval. */
  readonly end: boolean;
  /** How many rows the whole stream holds, when the remote tells; for progress only. */
  readonly total: number | null;
  /** Rows of this stream up to here, earlier sessions included; for progress only. */
  readonly done?: number;
};
