import { words } from "#main/demo/store/words.ts";
import { fieldValues } from "#main/demo/present/ticket.ts";
import { statusOrder, type Ticket, type User } from "#main/demo/store/model.ts";
import type { Workspace } from "#main/demo/workspace.ts";

export type Filter = {
  readonly field: string;
  readonly operator: ":" | "<" | ">" | "<=" | ">=";
  readonly value: string;
  readonly not: boolean;
};
export type Query = {
  readonly type: string | null;
  readonly filters: readonly Filter[];
  readonly words: readonly string[];
  readonly without: readonly string[];
  readonly orderBy: string | null;
  readonly sort: string | null;
};

/** Reads the search language: `field:value`, comparisons, quotes, `-` for not, free words. */
export function parseQuery(text: string): Query {
  const filters: Filter[] = [];
  const words: string[] = [];
  const without: string[] = [];
  let [type, orderBy, sort]: (string | null)[] = [null, null, null];
  for (const match of text.matchAll(/(-?)(?:([\w.]+)(<=|>=|:|<|>))?(?:"([^"]*)"|(\S+))/g)) {
    const [, minus, field, operator, quoted, bare] = match;
    const value = (quoted ?? bare ?? "").trim();
    if (value === "") continue;
    if (field === undefined || operator === undefined)
      (minus === "-" ? without : words).push(value.toLowerCase().replace(/\*$/, ""));
    else if (field === "type" && operator === ":") type = value.toLowerCase();
    else if (field === "order_by") orderBy = value;
    else if (field === "sort") sort = value;
    else
      filters.push({
        field: field.toLowerCase(),
        operator: operator as Filter["operator"],
        value,
        not: minus === "-",
      });
  }
  return {
    type: type ?? null,
    filters,
    words,
    without,
    orderBy: orderBy ?? null,
    sort: sort ?? null,
  };
}

const units: Readonly<Record<string, number>> = {
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};
/** A date of the search language as epoch seconds; `4hours` means that long ago. NaN when it is no date. */
function dateOf(value: string, now: number): number {
  const relative = /^(\d+)(minute|hour|day|week|month|year)s?$/i.exec(value);
  if (relative !== null)
    return now - Number(relative[1]) * (units[(relative[2] ?? "").toLowerCase()] ?? 0);
  return Math.floor(
    Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value) / 1000,
  );
}
function compares(have: number, operator: Filter["operator"], want: number, wide: number): boolean {
  if (Number.isNaN(want) || have === 0) return false;
  switch (operator) {
    case ":":
      return have >= want && have < want + wide;
    case "<":
      return have < want;
    case ">":
      return have > want;
    case "<=":
      return have <= want;
    case ">=":
      return have >= want;
  }
}
const ranks = (
  order: readonly string[],
  have: string | null,
  { operator, value }: Filter,
): boolean => {
  const want = order.indexOf(value.toLowerCase());
  const at = have === null ? -1 : order.indexOf(have);
  return operator === ":"
    ? at === want || (value === "none" && have === null)
    : want >= 0 && at >= 0 && compares(at + 1, operator, want + 1, 1);
};

function personFits(user: User | undefined, value: string, me: User): boolean {
  if (value === "none") return user === undefined;
  if (user === undefined) return false;
  if (value === "me") return user.id === me.id;
  const wanted = value.toLowerCase();
  return (
    String(user.id) === value ||
    user.name.toLowerCase().includes(wanted) ||
    (user.email?.toLowerCase().startsWith(wanted) ?? false)
  );
}

function filterFits(
  workspace: Workspace,
  me: User,
  ticket: Ticket,
  filter: Filter,
  now: number,
): boolean {
  const { store } = workspace;
  const { field, operator, value } = filter;
  const text = value.toLowerCase();
  const like = (have: string): boolean =>
    text.endsWith("*")
      ? have.toLowerCase().includes(text.slice(0, -1))
      : have.toLowerCase().includes(text);
  switch (field) {
    case "status":
      return ranks(statusOrder, ticket.status, filter);
    case "priority":
      return ranks(["low", "normal", "high", "urgent"], ticket.priority, filter);
    case "ticket_type":
      return ticket.type === text;
    case "id":
      return String(ticket.id) === value;
    case "tags":
    case "tag":
      return text === "none"
        ? ticket.tags.length === 0
        : text
            .split(/[\s,]+/)
            .some((t) =>
              t.endsWith("*")
                ? ticket.tags.some((have) => have.startsWith(t.slice(0, -1)))
                : ticket.tags.includes(t),
            );
    case "assignee":
      return personFits(
        ticket.assigneeId === null ? undefined : store.users.get(ticket.assigneeId),
        value,
        me,
      );
    case "requester":
      return personFits(store.users.get(ticket.requesterId), value, me);
    case "submitter":
      return personFits(store.users.get(ticket.submitterId), value, me);
    case "cc":
      return ticket.ccIds.some((id) => personFits(store.users.get(id), value, me));
    case "commenter":
      return store.comments(ticket).some((c) => personFits(store.users.get(c.authorId), value, me));
    case "group":
      return value === "none"
        ? ticket.groupId === null
        : ticket.groupId !== null &&
            (String(ticket.groupId) === value ||
              like(store.groups.get(ticket.groupId)?.name ?? ""));
    case "organization":
      return value === "none"
        ? ticket.organizationId === null
        : ticket.organizationId !== null &&
            (String(ticket.organizationId) === value ||
              like(store.organizations.get(ticket.organizationId)?.name ?? ""));
    case "subject":
      return like(ticket.subject);
    case "description":
      return like(store.description(ticket));
    case "comment":
      return store.comments(ticket).some((c) => like(c.body));
    case "external_id":
      return ticket.externalId === value;
    case "via":
      return ticket.channel === ({ mail: "email", phone: "voice" }[text] ?? text);
    case "satisfaction":
      return (ticket.rating?.score ?? "unoffered") === text;
    case "custom_status_id":
      return String(ticket.customStatusId) === value;
    case "form":
    case "ticket_form_id":
      return String(ticket.formId) === value;
    case "created":
      return compares(ticket.createdAt, operator, dateOf(value, now), 86_400);
    case "updated":
      return compares(ticket.updatedAt, operator, dateOf(value, now), 86_400);
    case "solved":
      return compares(ticket.solvedAt, operator, dateOf(value, now), 86_400);
    case "due_date":
      return compares(ticket.dueAt, operator, dateOf(value, now), 86_400);
    case "fieldvalue":
      return fieldValues(store, ticket).some((f) => f.value !== null && like(words(f.value)));
    default: {
      const id = /^custom_field_(\d+)$/.exec(field)?.[1];
      return (
        id !== undefined &&
        fieldValues(store, ticket).some(
          (f) =>
            String(f.id) === id &&
            (value === "none" ? f.value === null : words(f.value).toLowerCase() === text),
        )
      );
    }
  }
}

/**
 * A test for tickets. Different fields must all hold, the same field twice means either. Free words are looked for in
 * subject, tags, requester and order number; in the first message only while fewer than 3000 tickets are left to look at.
 */
export function matcher(
  workspace: Workspace,
  me: User,
  query: Query,
  now: number,
): (ticket: Ticket) => boolean {
  const { store } = workspace;
  const byField = new Map<string, Filter[]>();
  for (const filter of query.filters) {
    const range = filter.operator !== ":" || filter.not;
    const key = range
      ? `${filter.field}${filter.operator}${filter.value}${filter.not}`
      : filter.field;
    byField.set(key, [...(byField.get(key) ?? []), filter]);
  }
  const groups = [...byField.values()];
  let budget = 3000;
  const has = (ticket: Ticket, word: string): boolean => {
    if (
      ticket.subject.toLowerCase().includes(word) ||
      ticket.tags.includes(word) ||
      String(ticket.id) === word.replace(/^#/, "")
    )
      return true;
    const person = store.users.get(ticket.requesterId);
    if (
      person !== undefined &&
      (person.name.toLowerCase().includes(word) || (person.email?.includes(word) ?? false))
    )
      return true;
    if (ticket.live?.some((a) => a.comment?.body.toLowerCase().includes(word)) === true)
      return true;
    if (budget <= 0) return false;
    budget -= 1;
    return store.description(ticket).toLowerCase().includes(word);
  };
  return (ticket) =>
    groups.every((alternatives) =>
      alternatives.some((f) => filterFits(workspace, me, ticket, f, now) !== f.not),
    ) &&
    query.words.every((w) => has(ticket, w)) &&
    !query.without.some((w) => has(ticket, w));
}

/** Orders found tickets. @param by null = newest first */
export function sortTickets(
  rows: readonly Ticket[],
  by: string | null,
  ascending: boolean,
): readonly Ticket[] {
  const key = (t: Ticket): number | string => {
    switch (by ?? "created_at") {
      case "updated_at":
      case "updated":
        return t.updatedAt;
      case "priority":
        return t.priority === null
          ? 0
          : ["low", "normal", "high", "urgent"].indexOf(t.priority) + 1;
      case "status":
        return statusOrder.indexOf(t.status);
      case "ticket_type":
        return t.type ?? "";
      default:
        return t.createdAt;
    }
  };
  const sign = ascending && by !== null ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    return sign * (x < y ? -1 : x > y ? 1 : a.id - b.id);
  });
}
