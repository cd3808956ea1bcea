import type {
  AccountId,
  AgentId,
  FieldId,
  GroupId,
  InteractionId,
  MacroId,
  OpId,
  TicketId,
} from "#domain/kernel/ids.ts";
import type { CommentAudience, Macro } from "#domain/macro/macro.ts";
import type { PersonRef, TicketLink } from "#domain/ticket/links.ts";
import type { FieldValue, Priority, TicketKind, TicketStatus } from "#domain/ticket/ticket.ts";

/** One field as the agent saw it when they began, and as they want it. */
export type Edit<T> = { readonly base: T; readonly value: T };

/** What to add to a set and what to take away; the rest stays as it is. */
export type SetEdit<T> = { readonly add: readonly T[]; readonly remove: readonly T[] };

/** Changes to a ticket's fields, each with its own base, so that a three-way merge is possible later. */
export type TicketEdits = {
  readonly status?: Edit<TicketStatus>;
  readonly priority?: Edit<Priority | null>;
  readonly kind?: Edit<TicketKind | null>;
  readonly assigneeId?: Edit<AgentId | null>;
  readonly groupId?: Edit<GroupId | null>;
  readonly subject?: Edit<string>;
  readonly dueAt?: Edit<number | null>;
  /** The agent's own reminder, only where the ticket has `followUpAt`. */
  readonly followUpAt?: Edit<number | null>;
  /** Sets: what to add and remove, never the whole list. */
  readonly tags?: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** Who asked: a known person, or an e-mail address of somebody new. */
  readonly requesterId?: Edit<PersonRef>;
  /** Who also gets the public mail, and who is told internally. Sets, like tags. */
  readonly ccs?: SetEdit<PersonRef>;
  readonly followers?: SetEdit<PersonRef>;
  readonly links?: SetEdit<TicketLink>;
  readonly customFields?: Readonly<Record<FieldId, Edit<FieldValue>>>;
};

/** A file the agent attached; its bytes lie in main's staging folder until they are uploaded. */
export type StagedFile = {
  readonly stagedId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
};

export type OutgoingComment = {
  readonly audience: CommentAudience;
  /** Plain text with light Markdown, placeholders already resolved. Never empty. */
  readonly text: string;
  readonly files: readonly StagedFile[];
};

export type IntentAction =
  | {
      readonly kind: "update-ticket";
      readonly ticketId: TicketId;
      readonly comment: OutgoingComment | null;
      readonly edits: TicketEdits;
      /** Macros the agent applied, for the remote's usage count. */
      readonly macroIds: readonly MacroId[];
      /** What the conversation looked like when the agent wrote; null when nothing was known. */
      readonly seen: { readonly interactionId: InteractionId; readonly at: number } | null;
    }
  | {
      readonly kind: "create-ticket";
      /** Provisional id (`provisionalTicketId`). */
      readonly ticketId: TicketId;
      readonly subject: string;
      readonly requester: { readonly name: string; readonly email: string };
      readonly comment: OutgoingComment;
      readonly fields: {
        readonly status?: TicketStatus;
        readonly priority?: Priority;
        readonly assigneeId?: AgentId;
        readonly groupId?: GroupId;
        readonly tags?: readonly string[];
      };
      /** Closed ticket that this one continues, where the remote knows follow-ups. */
      readonly followUpOf?: TicketId;
    }
  /** Closes `ticketId` and joins it to `into`, for good. Text about it goes as a note of its own. */
  | { readonly kind: "merge-ticket"; readonly ticketId: TicketId; readonly into: TicketId }
  | {
      readonly kind: "save-macro";
      /** The macro as the agent saw it; null for a new one. */
      readonly base: Macro | null;
      /** For a new macro the id is provisional (`<accountId>:new-<opId>`). */
      readonly macro: Macro;
    }
  | { readonly kind: "delete-macro"; readonly base: Macro };

/** An outgoing change: what one agent meant, frozen when they pressed the key. */
export type Intent = {
  readonly opId: OpId;
  readonly accountId: AccountId;
  /** Belongs to its author: never sent under another identity. */
  readonly authorId: AgentId;
  /** ms epoch, local clock. */
  readonly createdAt: number;
  /** End of the undo window, ms epoch local; equal to `createdAt` when there is none. */
  readonly sendAfter: number;
  readonly action: IntentAction;
};

/** What an intent queues behind: strict order per lane, lanes in parallel. */
export function laneOf(intent: Intent): string {
  const action = intent.action;
  return action.kind === "update-ticket" ||
    action.kind === "create-ticket" ||
    action.kind === "merge-ticket"
    ? action.ticketId
    : action.kind === "save-macro"
      ? action.macro.id
      : action.base.id;
}
