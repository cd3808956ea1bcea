import { exhaustive } from "#domain/kernel/exhaustive.ts";
import { isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import type { Edit, Intent, SetEdit, TicketEdits } from "#domain/sync/intent.ts";
import type { HumanReason, OutboxEntry, WaitingFor } from "#domain/sync/outbox.ts";
import { isAddress, type TicketLink } from "#domain/ticket/links.ts";
import { PRIORITIES, TICKET_KINDS, TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import type { Names } from "#renderer/features/outbox/outbox-facts.ts";
import type { Text } from "#renderer/i18n/text.ts";
import { errorWords } from "#renderer/ui/error-words.ts";
import { customValue } from "#renderer/ui/field-words.ts";

const oneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value);

/** A field's value as the agent reads it. Ids become names; a list of macro actions becomes its length. */
export function valueWords(field: string, value: string | null, names: Names, text: Text): string {
  const { t, format } = text;
  if (value === null || value === "")
    return field === "assigneeId" ? t("common.person.nobody") : t("common.none");
  if (field === "status" && oneOf(TICKET_STATUSES, value)) return t(`common.status.${value}`);
  if (field === "priority" && oneOf(PRIORITIES, value)) return t(`common.priority.${value}`);
  if (field === "kind" && oneOf(TICKET_KINDS, value)) return t(`common.kind.${value}`);
  if (field === "requesterId") return personWords(value, names);
  if (field === "assigneeId") return names.agents.get(value) ?? t("common.person.unknown");
  if (field === "groupId") return names.groups.get(value) ?? remoteOf(value);
  if ((field === "dueAt" || field === "followUpAt") && Number.isFinite(Number(value)))
    return format.moment(Number(value));
  if (field === "actions") return t("outbox.value.actions", { count: countOf(value) });
  if (field === "active") return t(value === "true" ? "outbox.value.on" : "outbox.value.off");
  return names.fields.has(field) ? customValue(field, value, names.fields, text) : value;
}

function countOf(json: string): number {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.length : 1;
  } catch {
    return 1;
  }
}

const FIELDS = [
  "status",
  "priority",
  "kind",
  "assigneeId",
  "groupId",
  "subject",
  "dueAt",
  "followUpAt",
  "tags",
  "requesterId",
  "title",
  "description",
  "active",
  "position",
  "restriction",
  "actions",
] as const;

/** A field's name as the agent knows it. */
export function fieldWords(field: string, names: Names, { t }: Text): string {
  if (oneOf(FIELDS, field)) return t(`outbox.field.${field}`);
  const id = field.replace(/^customFields\./, "");
  return names.fields.get(id) ?? id;
}

const SETS: readonly string[] = ["tags", "customFields", "ccs", "followers", "links"];
/** Edits of single values: a value before, a value after. */
const valueEdits = (edits: TicketEdits): readonly (readonly [string, Edit<unknown>])[] =>
  Object.entries(edits).flatMap(([field, edit]) =>
    SETS.includes(field) || !("value" in edit) ? [] : [[field, edit as Edit<unknown>] as const],
  );

/** One line for each field that an update changes. */
export function editLines(edits: TicketEdits, names: Names, text: Text): readonly string[] {
  const { tags, customFields } = edits;
  const line = (field: string, edit: Edit<unknown>) =>
    text.t("outbox.edit", {
      field: fieldWords(field, names, text),
      from: valueWords(field, asText(edit.base), names, text),
      to: valueWords(field, asText(edit.value), names, text),
    });
  return [
    ...valueEdits(edits).map(([field, edit]) => line(field, edit)),
    ...(tags === undefined
      ? []
      : [
          text.t("outbox.tags", {
            tags: [
              ...tags.add.map((tag) => `+${tag}`),
              ...tags.remove.map((tag) => `−${tag}`),
            ].join(" "),
          }),
        ]),
    ...setLines(edits, names, text),
    ...Object.entries(customFields ?? {}).map(([id, edit]) => line(id, edit)),
  ];
}

const signed = <T>(set: SetEdit<T> | undefined, word: (one: T) => string): string =>
  [
    ...(set?.add ?? []).map((one) => `+${word(one)}`),
    ...(set?.remove ?? []).map((one) => `−${word(one)}`),
  ].join(" ");

/** A person by name where one is known, else by address or number. */
const personWords = (person: string, names: Names): string =>
  names.agents.get(person) ?? (isAddress(person) ? person : `#${remoteOf(person)}`);

/** One line for each set of people or links that an update changes. */
function setLines(edits: TicketEdits, names: Names, { t }: Text): readonly string[] {
  const { ccs, followers, links } = edits;
  const person = (one: string) => personWords(one, names);
  const link = (one: TicketLink) => `${t(`common.link.${one.relation}`)} #${remoteOf(one.to)}`;
  return [
    ...(ccs === undefined
      ? []
      : [t("outbox.set", { field: t("outbox.field.ccs"), what: signed(ccs, person) })]),
    ...(followers === undefined
      ? []
      : [t("outbox.set", { field: t("outbox.field.followers"), what: signed(followers, person) })]),
    ...(links === undefined
      ? []
      : [t("outbox.set", { field: t("outbox.field.links"), what: signed(links, link) })]),
  ];
}

const asText = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value as string | number | boolean);

/** What of an update besides its text is worth naming in a row: `Solved`, `High`, `+vip`. */
function shortEdits(edits: TicketEdits, names: Names, text: Text): readonly string[] {
  const { tags, customFields } = edits;
  return [
    ...setLines(edits, names, text),
    ...valueEdits(edits).map(([field, edit]) =>
      field === "status" || field === "priority"
        ? valueWords(field, asText(edit.value), names, text)
        : text.t("outbox.short", {
            field: fieldWords(field, names, text),
            value: valueWords(field, asText(edit.value), names, text),
          }),
    ),
    ...(tags?.add ?? []).map((tag) => `+${tag}`),
    ...(tags?.remove ?? []).map((tag) => `−${tag}`),
    ...Object.keys(customFields ?? {}).map((id) => fieldWords(id, names, text)),
  ];
}

/** What an entry is: `Reply`, `Note and Solved`, `High`, `New ticket`, `Macro saved: Refund`. */
export function whatWords(intent: Intent, names: Names, text: Text): string {
  const { action } = intent;
  const { t, format } = text;
  switch (action.kind) {
    case "update-ticket": {
      const changes = shortEdits(action.edits, names, text);
      const { comment } = action;
      if (comment === null) return t("outbox.what.change", { changes: format.list(changes) });
      const written = t(`outbox.what.${comment.audience === "public" ? "reply" : "note"}`);
      return changes.length === 0
        ? written
        : t("outbox.what.with", { written, changes: format.list(changes) });
    }
    case "create-ticket":
      return t("outbox.what.newTicket");
    case "merge-ticket":
      return t("outbox.what.merge", { into: isolated(`#${remoteOf(action.into)}`) });
    case "save-macro":
      return t(action.base === null ? "outbox.what.newMacro" : "outbox.what.macro");
    case "delete-macro":
      return t("outbox.what.deleteMacro");
    default:
      return exhaustive(action);
  }
}

/** What is known of the ticket an entry is about. */
export type TicketFact = {
  readonly number: string;
  readonly subject: string;
  readonly customer: string | null;
};

/** Keeps a name or a number whole beside words of the other direction. */
const isolated = (part: string): string => `\u2068${part}\u2069`;

/** To whom its words go: `to Amira Haddad, public`; null when it carries none. */
export function audienceWords(
  { action }: Intent,
  ticket: TicketFact | null,
  { t }: Text,
): string | null {
  if (action.kind !== "update-ticket" && action.kind !== "create-ticket") return null;
  if (action.comment === null) return null;
  if (action.comment.audience === "internal") return t("outbox.whom.internal");
  const name =
    action.kind === "create-ticket"
      ? `${action.requester.name} <${action.requester.email}>`
      : (ticket?.customer ?? t("outbox.whom.customer"));
  return t("outbox.whom.public", { name: isolated(name) });
}

/** What it is about: a ticket by number and subject, or a macro by title. */
export function aboutParts(
  { action }: Intent,
  ticket: TicketFact | null,
  { t }: Text,
): { readonly number: string | null; readonly name: string } {
  switch (action.kind) {
    case "update-ticket": {
      const known = isProvisional(action.ticketId)
        ? t("outbox.newNumber")
        : remoteOf(action.ticketId);
      return { number: `#${ticket?.number ?? known}`, name: ticket?.subject ?? "" };
    }
    case "create-ticket":
      return { number: null, name: action.subject };
    case "merge-ticket":
      return {
        number: `#${ticket?.number ?? remoteOf(action.ticketId)}`,
        name: ticket?.subject ?? "",
      };
    case "save-macro":
      return { number: null, name: action.macro.title };
    case "delete-macro":
      return { number: null, name: action.base.title };
    default:
      return exhaustive(action);
  }
}

/** To whom it goes and about what, in one line: `to Amira Haddad, public · #48213 Refund still missing`. */
export function whomWords(intent: Intent, ticket: TicketFact | null, text: Text): string {
  const { number, name } = aboutParts(intent, ticket, text);
  const about = [number === null ? "" : `\u2066${number}\u2069`, name === "" ? "" : isolated(name)];
  return [audienceWords(intent, ticket, text) ?? "", about.filter(Boolean).join(" ")]
    .filter(Boolean)
    .join(" · ");
}

/** Why it waits, in words with the time it goes on. */
export function waitingWords(
  waiting: WaitingFor,
  names: Names,
  authorId: string,
  now: number,
  { t, format }: Text,
): string {
  switch (waiting.kind) {
    case "undo-window": {
      const seconds = Math.max(0, Math.ceil((waiting.until - now) / 1000));
      return t("outbox.waiting.undo", { time: format.clock(waiting.until), seconds });
    }
    case "rate-limit":
      return t("outbox.waiting.rate", { time: format.clock(waiting.until) });
    case "settle":
      return t("outbox.waiting.settle", { time: format.clock(waiting.until) });
    case "connection":
      return t("outbox.waiting.connection");
    case "sign-in":
      return t("outbox.waiting.signIn");
    case "earlier-change":
      return t("outbox.waiting.earlier");
    case "checking":
      return t("outbox.waiting.checking");
    case "author":
      return t("outbox.waiting.author", {
        name: names.agents.get(authorId) ?? t("common.person.unknown"),
      });
    default:
      return exhaustive(waiting);
  }
}

/** Why a person must decide: what happened, and what to do about it. */
export function reasonWords(
  reason: HumanReason,
  text: Text,
): { readonly what: string; readonly remedy: string; readonly detail: string | null } {
  const { t } = text;
  const plain = (key: "undecided" | "closed" | "gone" | "access" | "author") => ({
    what: t(`outbox.reason.${key}.what`),
    remedy: t(`outbox.reason.${key}.remedy`),
    detail: null,
  });
  switch (reason.kind) {
    case "conversation-moved":
      return {
        what: t("outbox.reason.moved.what", { count: reason.entries.length }),
        remedy: t("outbox.reason.moved.remedy"),
        detail: null,
      };
    case "field-conflict":
      return {
        what: t("outbox.reason.conflict.what", { count: reason.conflicts.length }),
        remedy: t("outbox.reason.conflict.remedy"),
        detail: null,
      };
    case "refused": {
      const { what, remedy, detail } = errorWords(reason.error, text);
      return { what, remedy, detail };
    }
    case "undecided":
      return plain("undecided");
    case "ticket-closed":
      return plain("closed");
    case "ticket-gone":
      return plain("gone");
    case "ticket-merged":
      return {
        what: t("outbox.reason.merged.what", { number: remoteOf(reason.into) }),
        remedy: t("outbox.reason.merged.remedy"),
        detail: null,
      };
    case "access-lost":
      return plain("access");
    case "other-author":
      return plain("author");
    default:
      return exhaustive(reason);
  }
}

/** Where an entry stands, in one line. */
export function standWords(entry: OutboxEntry, names: Names, now: number, text: Text): string {
  const { t, format } = text;
  if (entry.state === "needs-human" && entry.reason !== null)
    return reasonWords(entry.reason, text).what;
  if (entry.waitingFor !== null)
    return waitingWords(entry.waitingFor, names, entry.intent.authorId, now, text);
  switch (entry.state) {
    case "queued":
    case "pinned":
      return t("outbox.stand.queued");
    case "sending":
      return t("outbox.stand.sending");
    case "done":
      return t("outbox.stand.done", { time: format.clock(entry.changedAt) });
    case "cancelled":
      return t("outbox.stand.cancelled", { time: format.clock(entry.changedAt) });
    case "needs-human":
      return t("outbox.stand.needs");
    default:
      return exhaustive(entry.state);
  }
}

/** How often it was tried; null when it never left. */
export function attemptWords(entry: OutboxEntry, { t, format }: Text): string | null {
  if (entry.attempts === 0) return null;
  return entry.lastAttemptAt === null
    ? t("outbox.attempts", { count: entry.attempts })
    : t("outbox.attemptsAt", {
        count: entry.attempts,
        time: format.clock(entry.lastAttemptAt),
      });
}
