import type { Draft } from "#domain/sync/draft.ts";
import {
  macroDraftKey,
  newTicketDraftKey,
  noteDraftKey,
  replyDraftKey,
} from "#domain/sync/draft.ts";
import type { Intent, OutgoingComment } from "#domain/sync/intent.ts";
import { awaited } from "#domain/sync/outbox-rules.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { JournalEvent, OpRecord } from "#main/sync/journal/journal-event.ts";
import { provisionalOf } from "#main/sync/outbox/outbox-state.ts";
import type { OutboxData } from "#main/sync/outbox/outbox-state.ts";

type Find = (key: string) => Draft | null;

/**
 * Ends entries together: their texts go back to the drafts, and what was to follow a create that ends asks a person,
 * unless it ends too. Of several texts for one draft the one that was written first is on top.
 */
export function endOf(
  ending: readonly OpRecord[],
  data: OutboxData,
  at: number,
): readonly JournalEvent[] {
  const news: JournalEvent[] = [];
  const back = new Map<string, Draft>();
  const find: Find = (key) => back.get(key) ?? data.drafts.get(key)?.current ?? null;
  for (const { intent, reason } of ending.toSorted((a, b) => b.seq - a.seq)) {
    news.push({ kind: "op.cancelled", opId: intent.opId, at });
    const given = givenBack(intent, at, find);
    if (given === null) continue;
    // What is new was shown with the question: the agent writes on knowing it, and is not asked a second time.
    const draft = reason?.kind === "conversation-moved" ? { ...given, seen: null } : given;
    news.push({ kind: "draft.saved", draft });
    back.set(draft.key, draft);
  }
  const made = new Set(ending.flatMap(({ intent }) => provisionalOf(intent) ?? []));
  for (const op of made.size === 0 ? [] : data.ops.values()) {
    const follows = awaited(op.intent).some((id) => made.has(id));
    if (!follows || isFinal(op.state) || ending.includes(op)) continue;
    const { opId } = op.intent;
    const reason = { kind: "ticket-gone" } as const;
    news.push({ kind: "op.needs_human", opId, reason, shownUpTo: null, at });
  }
  return news;
}

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
