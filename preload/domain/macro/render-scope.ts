import type { Customer, Organisation } from "#domain/customer/customer.ts";
import type { Agent, Group, TicketField } from "#domain/directory/directory.ts";
import { isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import type { TemplateScope } from "#domain/macro/render.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import { isPublic } from "#domain/ticket/interaction.ts";
import type { FieldValue, Ticket } from "#domain/ticket/ticket.ts";

/** Everything that a macro's text may speak of, as the cache knows it. */
export type MacroContext = {
  readonly ticket: Ticket;
  readonly requester: Customer | null;
  readonly organisation: Organisation | null;
  readonly assignee: Agent | null;
  readonly group: Group | null;
  readonly me: Agent;
  readonly accountName: string;
  readonly fields: readonly TicketField[];
  /** Oldest first; the newest few are enough. */
  readonly thread: readonly Interaction[];
  /** BCP 47, for dates. */
  readonly locale: string;
  /** IANA, for dates. */
  readonly timeZone: string;
};

/** Longest value that a placeholder may bring in, characters. */
const MAX_VALUE = 20_000;
// eslint-disable-next-line no-control-regex -- control characters and direction overrides are what we take out
const UNWANTED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202d\u202e]/g;

/**
 * A customer's words as text and nothing else: what opens a placeholder is taken apart, because the helpdesk expands
 * those in comments it receives. Source: zendesk-api §6.8.
 *
 * @returns  undefined for "no value", so that it is reported as unresolved.
 */
export function toTemplateText(value: string | null | undefined): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return value
    .slice(0, MAX_VALUE)
    .replace(UNWANTED, "")
    .replace(/\{(?=[{%])/g, "{ ");
}

/** @returns Plain data with Zendesk's names; absent values are undefined. */
export function toTemplateScope(context: MacroContext): TemplateScope {
  const { ticket, thread, organisation } = context;
  const requester = fromCustomer(context.requester, organisation);
  const me = fromAgent(context.me);
  const date = (at: number | null) => toDate(at, context.locale, context.timeZone);
  const iso = (at: number | null) => (at === null ? undefined : new Date(at).toISOString());
  const spoken = thread.filter((entry) => isPublic(entry.kind) || entry.kind === "note");
  const shown = spoken.filter((entry) => isPublic(entry.kind));
  const number = isProvisional(ticket.id) ? undefined : remoteOf(ticket.id);
  return {
    ticket: {
      id: number,
      title: toTemplateText(ticket.subject),
      description: toTemplateText(shown[0]?.text),
      status: ticket.status,
      priority: ticket.priority ?? undefined,
      ticket_type: ticket.kind ?? undefined,
      via: ticket.channel,
      tags: toTemplateText(ticket.tags.join(" ")),
      link: ticket.webUrl ?? undefined,
      url: ticket.webUrl?.replace(/^https?:\/\//, ""),
      url_with_protocol: ticket.webUrl ?? undefined,
      account: toTemplateText(context.accountName),
      group: { name: toTemplateText(context.group?.name) },
      organization: fromOrganisation(organisation),
      created_at: date(ticket.createdAt),
      created_at_with_timestamp: iso(ticket.createdAt),
      updated_at: date(ticket.updatedAt),
      updated_at_with_timestamp: iso(ticket.updatedAt),
      due_date: date(ticket.dueAt),
      due_date_with_timestamp: iso(ticket.dueAt),
      requester,
      submitter: requester,
      assignee: context.assignee ? fromAgent(context.assignee) : undefined,
      latest_comment: toTemplateText(spoken.at(-1)?.text),
      latest_comment_formatted: toTemplateText(formatted(spoken.slice(-1), date)),
      latest_public_comment: toTemplateText(shown.at(-1)?.text),
      latest_public_comment_formatted: toTemplateText(formatted(shown.slice(-1), date)),
      comments_formatted: toTemplateText(formatted(spoken, date)),
      public_comments_formatted: toTemplateText(formatted(shown, date)),
      ...fieldValues(ticket, context.fields),
    },
    current_user: me,
    agent: { name: me["name"], signature: me["signature"] },
    satisfaction: {
      current_rating: ticket.satisfaction?.score,
      current_comment: toTemplateText(ticket.satisfaction?.comment),
    },
  };
}

function splitName(name: string): { readonly first: string; readonly last: string } {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  return { first, last: rest.join(" ") };
}

function fromCustomer(customer: Customer | null, organisation: Organisation | null): TemplateScope {
  if (!customer) return {};
  const { first, last } = splitName(customer.name);
  const identity = (kind: "email" | "phone" | "external") => {
    const all = customer.identities.filter((candidate) => candidate.kind === kind);
    return toTemplateText((all.find((candidate) => candidate.primary) ?? all[0])?.value);
  };
  return {
    id: remoteOf(customer.id),
    name: toTemplateText(customer.name),
    first_name: toTemplateText(first),
    last_name: toTemplateText(last),
    email: identity("email"),
    phone: identity("phone"),
    external_id: identity("external"),
    language: toTemplateText(customer.locale),
    locale: toTemplateText(customer.locale),
    time_zone: toTemplateText(customer.timeZone),
    role: "end-user",
    details: toTemplateText(customer.details),
    notes: toTemplateText(customer.notes),
    tags: toTemplateText(customer.tags.join(" ")),
    organization: fromOrganisation(organisation),
    custom_fields: Object.fromEntries(
      Object.entries(customer.customFields).map(([id, value]) => [remoteOf(id), toField(value)]),
    ),
  };
}

function fromAgent(agent: Agent): TemplateScope {
  const { first, last } = splitName(agent.name);
  return {
    id: remoteOf(agent.id),
    name: toTemplateText(agent.name),
    first_name: toTemplateText(first),
    last_name: toTemplateText(last),
    email: toTemplateText(agent.email),
    phone: toTemplateText(agent.phone),
    role: agent.role,
    signature: toTemplateText(agent.signature),
  };
}

function fromOrganisation(organisation: Organisation | null): TemplateScope {
  return {
    name: toTemplateText(organisation?.name),
    details: toTemplateText(organisation?.details),
    notes: toTemplateText(organisation?.notes),
    custom_fields: Object.fromEntries(
      Object.entries(organisation?.customFields ?? {}).map(([id, value]) => [
        remoteOf(id),
        toField(value),
      ]),
    ),
  };
}

function fieldValues(ticket: Ticket, fields: readonly TicketField[]): TemplateScope {
  const values: Record<string, unknown> = {};
  for (const [id, value] of Object.entries(ticket.customFields)) {
    values[`ticket_field_${remoteOf(id)}`] = toField(value);
    const options = fields.find((field) => field.id === id)?.options ?? [];
    const chosen = Array.isArray(value) ? value : [value];
    const titles = options.filter((option) => chosen.includes(option.value));
    values[`ticket_field_option_title_${remoteOf(id)}`] = toTemplateText(
      titles.map((option) => option.label).join(", "),
    );
  }
  return values;
}

function toField(value: FieldValue): string | undefined {
  if (value === null) return undefined;
  return toTemplateText(typeof value === "object" ? value.join(" ") : String(value));
}

function formatted(
  entries: readonly Interaction[],
  date: (at: number | null) => string | undefined,
): string {
  return entries
    .slice(-20)
    .map((entry) => `${entry.author.name ?? ""}, ${date(entry.at) ?? ""}\n${entry.text}`)
    .join("\n\n");
}

function toDate(at: number | null, locale: string, timeZone: string): string | undefined {
  if (at === null) return undefined;
  try {
    return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" }).format(at);
  }
}
