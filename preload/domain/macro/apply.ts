import type { Agent } from "#domain/directory/directory.ts";
import type { FieldId } from "#domain/kernel/ids.ts";
import { exhaustive } from "#domain/kernel/exhaustive.ts";
import type { CommentAudience, Macro, MacroAction } from "#domain/macro/macro.ts";
import type { Edit, TicketEdits } from "#domain/sync/intent.ts";
import type { FieldValue, Ticket } from "#domain/ticket/ticket.ts";

/** What a macro would do to one ticket, expanded when the key was pressed: concrete values with their own bases. */
export type MacroEffect = {
  /** Text for the composer, placeholders filled; null when the macro writes nothing. */
  readonly comment: { readonly audience: CommentAudience | null; readonly text: string } | null;
  /** Only fields that would really change. */
  readonly edits: TicketEdits;
  /** Names of actions that this console cannot do; they stay in the macro. */
  readonly skipped: readonly string[];
};

/** The templates of a macro that have to be filled before `expandMacro`. */
export type MacroTexts = { readonly comment: string | null; readonly subject: string | null };

export function macroTexts(macro: Macro): MacroTexts {
  let comment: string | null = null;
  let subject: string | null = null;
  for (const action of macro.actions) {
    if (action.kind === "comment") comment = joinTexts(comment, action.text);
    if (action.kind === "subject") subject = action.value;
  }
  return { comment, subject };
}

const joinTexts = (before: string | null, text: string): string =>
  before === null ? text : `${before}\n\n${text}`;

type Wanted = {
  -readonly [K in "status" | "priority" | "kind" | "assigneeId" | "groupId"]?: Ticket[K];
} & { tags?: readonly string[]; customFields?: Readonly<Record<FieldId, FieldValue>> };

/**
 * @param ticket  As the agent sees it now (local intents applied); gives the bases.
 * @param me      Who applies the macro.
 * @param filled  The macro's texts after filling (`macroTexts`).
 * @returns       Later actions win over earlier ones on the same field. Closed tickets get no edits.
 * Source: sync-pitfalls §4, "macro".
 */
export function expandMacro(
  macro: Macro,
  ticket: Ticket,
  me: Agent,
  filled: MacroTexts,
): MacroEffect {
  const wanted: Wanted = {};
  const skipped: string[] = [];
  let audience: CommentAudience | null = null;
  for (const action of macro.actions) {
    if (action.kind === "comment") audience = action.audience ?? audience;
    else if (!want(wanted, action, ticket, me)) skipped.push(nameOf(action));
  }
  const text = filled.comment?.trim() === "" ? null : filled.comment;
  return {
    comment: text === null ? null : { audience, text },
    edits: ticket.status === "closed" ? {} : toEdits(wanted, ticket, filled.subject),
    skipped,
  };
}

function want(wanted: Wanted, action: MacroAction, ticket: Ticket, me: Agent): boolean {
  switch (action.kind) {
    case "comment":
    case "subject":
      return true;
    case "status":
      wanted.status = action.value;
      return true;
    case "priority":
      wanted.priority = action.value;
      return true;
    case "ticket-kind":
      wanted.kind = action.value;
      return true;
    case "assignee":
      wanted.assigneeId = action.value;
      return true;
    case "assign-me":
      wanted.assigneeId = me.id;
      return true;
    case "group":
      wanted.groupId = action.value;
      return true;
    case "my-group": {
      const group = myGroup(ticket, me);
      if (group === null) return false;
      wanted.groupId = group;
      return true;
    }
    case "tags":
      wanted.tags = changeTags(wanted.tags ?? ticket.tags, action);
      return true;
    case "custom-field":
      wanted.customFields = { ...wanted.customFields, [action.fieldId]: action.value };
      return true;
    case "keep":
      return false;
    default:
      return exhaustive(action);
  }
}

/** The ticket's own group when the agent is in it, else the agent's first. */
function myGroup(ticket: Ticket, me: Agent): string | null {
  if (ticket.groupId !== null && me.groupIds.includes(ticket.groupId)) return ticket.groupId;
  return me.groupIds[0] ?? null;
}

function changeTags(
  tags: readonly string[],
  action: Extract<MacroAction, { kind: "tags" }>,
): readonly string[] {
  switch (action.mode) {
    case "set":
      return [...new Set(action.tags)];
    case "add":
      return [...new Set([...tags, ...action.tags])];
    case "remove":
      return tags.filter((tag) => !action.tags.includes(tag));
    default:
      return exhaustive(action.mode);
  }
}

const nameOf = (action: MacroAction): string =>
  action.kind === "keep" ? action.field : action.kind;

/** A macro cannot make a ticket closed or new again; such a step is left out by comparing with what is. */
function toEdits(wanted: Wanted, ticket: Ticket, subject: string | null): TicketEdits {
  const tags = wanted.tags === undefined ? null : tagEdits(ticket.tags, wanted.tags);
  const customFields = fieldEdits(ticket, wanted.customFields ?? {});
  return {
    ...pair("status", ticket.status, wanted.status),
    ...pair("priority", ticket.priority, wanted.priority),
    ...pair("kind", ticket.kind, wanted.kind),
    ...pair("assigneeId", ticket.assigneeId, wanted.assigneeId),
    ...pair("groupId", ticket.groupId, wanted.groupId),
    ...pair("subject", ticket.subject, subject === null || subject === "" ? undefined : subject),
    ...(tags === null ? {} : { tags }),
    ...(Object.keys(customFields).length === 0 ? {} : { customFields }),
  };
}

function pair<K extends string, T>(
  key: K,
  base: T,
  value: T | undefined,
): { readonly [P in K]?: Edit<T> } {
  if (value === undefined || value === base) return {};
  return { [key]: { base, value } } as { readonly [P in K]: Edit<T> };
}

/** @returns null when both hold the same tags. */
export function tagEdits(
  base: readonly string[],
  value: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } | null {
  const add = value.filter((tag) => !base.includes(tag));
  const remove = base.filter((tag) => !value.includes(tag));
  return add.length === 0 && remove.length === 0 ? null : { add, remove };
}

function fieldEdits(
  ticket: Ticket,
  values: Readonly<Record<FieldId, FieldValue>>,
): Record<FieldId, Edit<FieldValue>> {
  const edits: Record<FieldId, Edit<FieldValue>> = {};
  for (const [id, value] of Object.entries(values)) {
    const base = ticket.customFields[id] ?? null;
    if (JSON.stringify(base) !== JSON.stringify(value)) edits[id] = { base, value };
  }
  return edits;
}
