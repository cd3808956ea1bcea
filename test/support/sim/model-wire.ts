import type { GlobalId } from "#domain/kernel/ids.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import type { FieldChange, InteractionKind } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { MacroWire } from "#test/support/sim/model-macros.ts";

/** What a request asks of the server. `op` is known to the checker; the server shows it only where it keeps markers. */
export type Wire = {
  readonly op: string;
  readonly kind: "update" | "create";
  readonly ticketId: GlobalId;
  readonly author: GlobalId;
  readonly text: string | null;
  readonly internal: boolean;
  readonly edits: TicketEdits;
  readonly stamp: string | null;
  readonly key: string | null;
  /** Tokens of uploaded files. */
  readonly uploads: readonly string[];
};

/** Closes one ticket and joins it to another. */
export type MergeWire = {
  readonly op: string;
  readonly kind: "merge";
  readonly ticketId: GlobalId;
  readonly into: GlobalId;
};

export type AnyWire = Wire | MergeWire | MacroWire;

export type ServerEntry = {
  readonly id: number;
  readonly at: number;
  readonly author: GlobalId;
  readonly authorKind: "customer" | "agent";
  readonly kind: InteractionKind;
  readonly text: string;
  readonly op: string | null;
  readonly fields: readonly FieldChange[];
};

export type ServerAnswer =
  | { readonly status: 200; readonly entryId: string; readonly ticket: Ticket }
  | { readonly status: 201; readonly ticket: Ticket }
  | { readonly status: 403 | 404 | 409 | 422 };

/** What really happened: one line per change that took effect. */
export type Applied = {
  readonly op: string;
  readonly ticketId: GlobalId;
  readonly author: GlobalId;
  readonly entryId: string;
  readonly text: string | null;
  readonly at: number;
  /** Staged ids of the files that came with it. */
  readonly files: readonly string[];
  /** Fields written whose value was somebody else's and not what the request was based on. */
  readonly overwrote: readonly string[];
};
