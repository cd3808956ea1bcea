import type { Draft } from "#domain/sync/draft.ts";
import {
  macroDraftKey,
  newTicketDraftKey,
  noteDraftKey,
  replyDraftKey,
} from "#domain/sync/draft.ts";
import type { Intent, OutgoingComment } from "#domain/sync/intent.ts";

type Find = (key: string) => Draft | null;

const commentKey = (ticketId: string, comment: OutgoingComment): string =>
  comment.audience === "public" ? replyDraftKey(ticketId) : noteDraftKey(ticketId);

/**
 * The draft that an ended entry becomes, so that no text is lost. Text already being written stays, below it.
 * Fields of a new ticket: `subject`, `name`, `email`; of a macro: `macro`, as JSON.
 *
 * @returns null when the entry carried no text.
 */
export function givenBack(intent: Intent, at: number, find: Find): Draft | null {
  const { action, accountId } = intent;
  if (action.kind === "update-ticket") {
    if (action.comment === null) return null;
    const key = commentKey(action.ticketId, action.comment);
    const { ticketId, seen } = action;
    return merged(find(key), {
      key,
      accountId,
      ticketId,
      text: action.comment.text,
      fields: {},
      files: action.comment.files,
      seen,
      savedAt: at,
    });
  }
  if (action.kind === "create-ticket") {
    const key = newTicketDraftKey(accountId);
    return merged(find(key), {
      key,
      accountId,
      ticketId: null,
      text: action.comment.text,
      fields: {
        subject: action.subject,
        name: action.requester.name,
        email: action.requester.email,
      },
      files: action.comment.files,
      seen: null,
      savedAt: at,
    });
  }
  if (action.kind === "delete-macro" || action.kind === "merge-ticket") return null;
  const key = macroDraftKey(action.macro.id);
  return find(key) === null
    ? {
        key,
        accountId,
        ticketId: null,
        text: action.macro.title,
        fields: { macro: JSON.stringify(action.macro) },
        files: [],
        seen: null,
        savedAt: at,
      }
    : null;
}

function merged(there: Draft | null, back: Draft): Draft {
  if (there === null || there.text.trim() === "" || there.text === back.text) {
    return { ...back, fields: { ...there?.fields, ...back.fields }, files: joined(there, back) };
  }
  return {
    ...there,
    text: `${back.text}\n\n${there.text}`,
    fields: { ...back.fields, ...there.fields },
    files: joined(there, back),
    savedAt: back.savedAt,
  };
}

function joined(there: Draft | null, back: Draft): Draft["files"] {
  const known = new Set(back.files.map((file) => file.stagedId));
  return [...back.files, ...(there?.files ?? []).filter((file) => !known.has(file.stagedId))];
}

/** @returns Key of the draft that this intent sends word for word; null when there is none. */
export function isSentDraft(intent: Intent, find: Find): string | null {
  const { action } = intent;
  if (action.kind !== "update-ticket" && action.kind !== "create-ticket") return null;
  if (action.comment === null) return null;
  const key =
    action.kind === "create-ticket"
      ? newTicketDraftKey(intent.accountId)
      : commentKey(action.ticketId, action.comment);
  return find(key)?.text.trim() === action.comment.text.trim() ? key : null;
}
