import { words } from "#main/demo/store/words.ts";
import { fieldValues } from "#main/demo/present/ticket.ts";
import type { Ticket, User } from "#main/demo/store/model.ts";
import type { Store } from "#main/demo/store/store.ts";
import { stamp } from "#main/demo/present/time.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const written = (at: number): string => {
  const d = new Date(at * 1000);
  return `${months[d.getUTCMonth()] ?? ""}${d.getUTCDate()}, ${d.getUTCFullYear()}`;
};

function userWord(store: Store, user: User | undefined, word: string): string {
  if (user === undefined) return "";
  const space = user.name.indexOf(" ");
  switch (word) {
    case "name":
      return user.name;
    case "first_name":
      return space < 0 ? user.name : user.name.slice(0, space);
    case "last_name":
      return space < 0 ? "" : user.name.slice(space + 1);
    case "email":
      return user.email ?? "";
    case "phone":
      return user.phone ?? "";
    case "language":
    case "locale":
      return user.locale;
    case "external_id":
      return user.externalId ?? "";
    case "id":
      return String(user.id);
    case "role":
      return user.role;
    case "details":
      return user.details;
    case "notes":
      return user.notes;
    case "time_zone":
      return user.timeZone;
    case "tags":
      return user.tags.join(" ");
    case "signature":
      return user.signature;
    case "organization.name":
      return user.organizationId === null
        ? ""
        : (store.organizations.get(user.organizationId)?.name ?? "");
    default:
      return word.startsWith("custom_fields.") ? words(user.fields[word.slice(14)]) : "";
  }
}

function valueOf(
  store: Store,
  ticket: Ticket | null,
  actor: User,
  name: string,
  host: string,
): string {
  const [object = ""] = name.split(".");
  const rest = name.slice(object.length + 1);
  if (object === "current_user") return userWord(store, actor, rest);
  if (object === "agent")
    return rest === "signature" ? actor.signature : rest === "name" ? actor.name : "";
  if (object !== "ticket" || ticket === null) return "";
  const [part = ""] = rest.split(".");
  const deeper = rest.slice(part.length + 1);
  switch (part) {
    case "requester":
      return userWord(store, store.users.get(ticket.requesterId), deeper);
    case "assignee":
      return userWord(
        store,
        ticket.assigneeId === null ? undefined : store.users.get(ticket.assigneeId),
        deeper,
      );
    case "submitter":
      return userWord(store, store.users.get(ticket.submitterId), deeper);
    case "id":
      return String(ticket.id);
    case "title":
      return ticket.subject;
    case "description":
      return store.description(ticket);
    case "status":
      return ticket.status;
    case "priority":
      return ticket.priority ?? "";
    case "ticket_type":
      return ticket.type ?? "";
    case "via":
      return ticket.channel;
    case "external_id":
      return ticket.externalId ?? "";
    case "tags":
      return ticket.tags.join(" ");
    case "link":
    case "url_with_protocol":
      return `${host}/agent/tickets/${ticket.id}`;
    case "url":
      return `${host.replace(/^https?:\/\//, "")}/agent/tickets/${ticket.id}`;
    case "account":
    case "brand":
      return "Nordlicht";
    case "group":
      return ticket.groupId === null ? "" : (store.groups.get(ticket.groupId)?.name ?? "");
    case "organization":
      return ticket.organizationId === null
        ? ""
        : (store.organizations.get(ticket.organizationId)?.name ?? "");
    case "created_at":
      return written(ticket.createdAt);
    case "updated_at":
      return written(ticket.updatedAt);
    case "created_at_with_timestamp":
      return stamp(ticket.createdAt);
    case "updated_at_with_timestamp":
      return stamp(ticket.updatedAt);
    case "due_date":
      return ticket.dueAt === 0 ? "" : written(ticket.dueAt);
    case "latest_comment":
      return store.comments(ticket).at(-1)?.body ?? "";
    case "latest_public_comment":
      return store.comments(ticket).findLast((c) => c.public)?.body ?? "";
    default: {
      const field = /^ticket_field_(\d+)$/.exec(part)?.[1];
      return field === undefined
        ? ""
        : words(fieldValues(store, ticket).find((f) => String(f.id) === field)?.value);
    }
  }
}

/**
 * Fills `{{…}}` in a text for a ticket; unknown names become empty, as in the real product. Filters are ignored.
 *
 * @param ticket null = no ticket is open (a macro applied by itself): ticket placeholders stay as they are
 * @param host   address used in links
 */
export function resolvePlaceholders(
  store: Store,
  text: string,
  ticket: Ticket | null,
  actor: User,
  host: string,
): string {
  if (!text.includes("{{")) return text;
  return text.replace(/\{\{\s*([\w.[\]]+)[^}]*\}\}/g, (all, name: string) =>
    ticket === null && !name.startsWith("current_user")
      ? all
      : valueOf(store, ticket, actor, name, host),
  );
}
