import type { AccountId, GlobalId, TicketId } from "#domain/kernel/ids.ts";
import type { Intent, StagedFile } from "#domain/sync/intent.ts";

/** Text being written. Belongs to the agent; no remote event may change or remove it. */
export type Draft = {
  /** `reply/<ticketId>`, `note/<ticketId>`, `ticket/<accountId>` or `macro/<macroId>`. */
  readonly key: string;
  readonly accountId: AccountId;
  readonly ticketId: TicketId | null;
  readonly text: string;
  /** Other fields of the form (subject, requester, macro actions), as the form wrote them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly StagedFile[];
  /** Newest entry of the conversation the agent had in view when they began; null when none. */
  readonly seen: { readonly interactionId: GlobalId; readonly at: number } | null;
  /** ms epoch local. */
  readonly savedAt: number;
};

export const replyDraftKey = (ticketId: TicketId): string => `reply/${ticketId}`;
export const noteDraftKey = (ticketId: TicketId): string => `note/${ticketId}`;
export const newTicketDraftKey = (accountId: AccountId): string => `ticket/${accountId}`;
export const macroDraftKey = (macroId: GlobalId): string => `macro/${macroId}`;

/** Key of the draft into which main puts the words of a change that ends; null when it carries none. */
export function draftKeyOf({ action, accountId }: Intent): string | null {
  switch (action.kind) {
    case "update-ticket":
      if (action.comment === null) return null;
      return action.comment.audience === "public"
        ? replyDraftKey(action.ticketId)
        : noteDraftKey(action.ticketId);
    case "create-ticket":
      return newTicketDraftKey(accountId);
    case "save-macro":
      return macroDraftKey(action.macro.id);
    case "delete-macro":
    case "merge-ticket":
      return null;
  }
}
