import type { TicketField } from "#domain/directory/directory.ts";
import { remoteOf } from "#domain/kernel/ids.ts";

export const PLACEHOLDER_GROUPS = [
  "requester",
  "agent",
  "assignee",
  "ticket",
  "organisation",
  "conversation",
  "satisfaction",
  "field",
] as const;
export type PlaceholderGroup = (typeof PLACEHOLDER_GROUPS)[number];

/** A name that macro text may use as `{{path}}`, and that we can fill from the cache. */
export type Placeholder = {
  readonly path: string;
  readonly group: PlaceholderGroup;
  /** Title given by the account, for custom fields; null where the path speaks for itself. */
  readonly title: string | null;
};

const USER_ATTRIBUTES = [
  "name",
  "first_name",
  "last_name",
  "email",
  "phone",
  "language",
  "external_id",
  "id",
  "role",
  "details",
  "notes",
  "time_zone",
  "locale",
  "tags",
  "signature",
  "organization.name",
  "organization.details",
  "organization.notes",
] as const;

const user = (path: string, group: PlaceholderGroup): readonly Placeholder[] =>
  USER_ATTRIBUTES.map((attribute) => ({ path: `${path}.${attribute}`, group, title: null }));
const plain = (group: PlaceholderGroup, paths: readonly string[]): readonly Placeholder[] =>
  paths.map((path) => ({ path, group, title: null }));

/** Those that do not depend on the account. Source: zendesk-api §6.8, without what only the server can know. */
export const PLACEHOLDERS: readonly Placeholder[] = [
  ...user("ticket.requester", "requester"),
  ...user("current_user", "agent"),
  ...plain("agent", ["agent.name", "agent.signature"]),
  ...user("ticket.assignee", "assignee"),
  ...plain("ticket", [
    "ticket.id",
    "ticket.title",
    "ticket.description",
    "ticket.status",
    "ticket.priority",
    "ticket.ticket_type",
    "ticket.via",
    "ticket.tags",
    "ticket.link",
    "ticket.url",
    "ticket.url_with_protocol",
    "ticket.account",
    "ticket.group.name",
    "ticket.created_at",
    "ticket.created_at_with_timestamp",
    "ticket.updated_at",
    "ticket.updated_at_with_timestamp",
    "ticket.due_date",
    "ticket.due_date_with_timestamp",
  ]),
  ...plain("organisation", [
    "ticket.organization.name",
    "ticket.organization.details",
    "ticket.organization.notes",
  ]),
  ...plain("conversation", [
    "ticket.latest_comment",
    "ticket.latest_comment_formatted",
    "ticket.latest_public_comment",
    "ticket.latest_public_comment_formatted",
    "ticket.comments_formatted",
    "ticket.public_comments_formatted",
  ]),
  ...plain("satisfaction", ["satisfaction.current_rating", "satisfaction.current_comment"]),
];

/**
 * All placeholders of one account, for completion and checking.
 *
 * @param fields  Custom fields of the account; inactive ones are left out.
 */
export function listPlaceholders(fields: readonly TicketField[]): readonly Placeholder[] {
  const own = fields
    .filter((field) => field.active)
    .flatMap((field): readonly Placeholder[] => {
      const id = remoteOf(field.id);
      const value = { path: `ticket.ticket_field_${id}`, group: "field", title: field.title };
      const label = { ...value, path: `ticket.ticket_field_option_title_${id}` };
      return field.type === "choice" || field.type === "multichoice"
        ? ([value, label] as readonly Placeholder[])
        : ([value] as readonly Placeholder[]);
    });
  return [...PLACEHOLDERS, ...own];
}
