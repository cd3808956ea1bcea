import type { AccountId, AgentId, FieldId, GroupId, MacroId } from "#domain/kernel/ids.ts";
import type { FieldValue, Priority, TicketKind, TicketStatus } from "#domain/ticket/ticket.ts";

export type CommentAudience = "public" | "internal";

/** One thing a macro does. `keep` carries an action that we do not know: it is never lost on save. */
export type MacroAction =
  | {
      readonly kind: "comment";
      /** null: whatever the composer is set to. */
      readonly audience: CommentAudience | null;
      /** Liquid template, plain text with light Markdown. */
      readonly text: string;
    }
  | { readonly kind: "status"; readonly value: TicketStatus }
  | { readonly kind: "priority"; readonly value: Priority }
  | { readonly kind: "ticket-kind"; readonly value: TicketKind }
  | { readonly kind: "assignee"; readonly value: AgentId | null }
  /** Assigns to whoever applies the macro. */
  | { readonly kind: "assign-me" }
  | { readonly kind: "group"; readonly value: GroupId | null }
  /** Moves to a group of whoever applies the macro. */
  | { readonly kind: "my-group" }
  | { readonly kind: "subject"; readonly value: string }
  | {
      readonly kind: "tags";
      readonly mode: "add" | "remove" | "set";
      readonly tags: readonly string[];
    }
  | { readonly kind: "custom-field"; readonly fieldId: FieldId; readonly value: FieldValue }
  | { readonly kind: "keep"; readonly field: string; readonly value: unknown };

export type Macro = {
  readonly id: MacroId;
  readonly accountId: AccountId;
  /** May hold folders as `A::B::C`. */
  readonly title: string;
  readonly description: string;
  readonly active: boolean;
  readonly position: number;
  /** null: everybody. */
  readonly restriction:
    | { readonly kind: "groups"; readonly ids: readonly GroupId[] }
    | { readonly kind: "agent"; readonly id: AgentId }
    | null;
  readonly actions: readonly MacroAction[];
  readonly updatedAt: number;
  readonly version: number;
};
