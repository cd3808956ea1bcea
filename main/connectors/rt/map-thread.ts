import { globalId } from "#domain/kernel/ids.ts";
import { clip, htmlToText, isRich, MAX_TEXT } from "#domain/ticket/html-text.ts";
import type {
  Attachment,
  Author,
  FieldChange,
  Interaction,
  InteractionKind,
} from "#domain/ticket/interaction.ts";
import { isSystem, NOBODY_ID } from "#main/connectors/rt/directory.ts";
import { linkChanges } from "#main/connectors/rt/links.ts";
import { toPriority, toStatus } from "#domain/mapping/rt-mapping.ts";
import type { MapContext } from "#main/connectors/rt/map-ticket.ts";
import type { WireBody, WireFile, WireTransaction } from "#main/connectors/rt/wire.ts";

/** Records of outgoing mail and doubles of owner changes: a good part of a history, of no use to a reader. */
export const FEED_FILTER =
  "ObjectType='RT::Ticket' AND Type != 'EmailRecord' AND Type != 'CommentEmailRecord' AND Type != 'SetWatcher'";
const SILENT_TYPES = new Set(["EmailRecord", "CommentEmailRecord", "SetWatcher", "SystemError"]);
export const TRANSACTION_FIELDS = {
  fields: "Type,Field,OldValue,NewValue,Data,Creator,Created,ObjectId",
  "fields[Creator]": "id,Name,RealName,EmailAddress",
} as const;

const KIND_OF: Readonly<Record<string, InteractionKind>> = {
  Create: "message",
  Correspond: "message",
  Comment: "note",
};
/** Types that hold a text. */
export const hasText = (type: string): boolean => Object.hasOwn(KIND_OF, type);
export const isShown = (type: string): boolean => !SILENT_TYPES.has(type);
/** Only agents do these. */
export const isAgentsWork = ({ Type: type, Field: field }: WireTransaction): boolean =>
  type === "Comment" ||
  type === "Take" ||
  type === "Steal" ||
  type === "Give" ||
  type === "Untake" ||
  (type === "Set" && field === "Owner") ||
  type === "CommentEmailRecord";

/** The parts of one message. */
export type Parts = { readonly bodies: readonly WireBody[]; readonly files: readonly WireFile[] };
export const NO_PARTS: Parts = { bodies: [], files: [] };

/** Bodies and files by transaction. */
export function groupParts(
  bodies: readonly WireBody[],
  files: readonly WireFile[],
): ReadonlyMap<number, Parts> {
  const parts = new Map<number, { readonly bodies: WireBody[]; readonly files: WireFile[] }>();
  const at = (id: number) => {
    const known = parts.get(id) ?? { bodies: [], files: [] };
    parts.set(id, known);
    return known;
  };
  for (const body of bodies) at(body.TransactionId).bodies.push(body);
  for (const file of files) at(file.TransactionId).files.push(file);
  return parts;
}

/** Mail shows the same text twice, plain and as HTML: the plain one is read, the other kept where it says more. */
export function textOf({ bodies }: Parts): { readonly text: string; readonly html: string | null } {
  const plain = bodies.filter((one) => one.ContentType === "text/plain");
  const html = bodies
    .filter((one) => one.ContentType === "text/html")
    .map((one) => one.Content ?? "")
    .join("\n");
  const read =
    plain.length > 0 ? plain.map((one) => one.Content ?? "").join("\n") : htmlToText(html);
  return {
    text: clip(read.replaceAll("\r\n", "\n").trimEnd(), MAX_TEXT),
    html: html !== "" && html.length <= MAX_TEXT && isRich(html) ? html : null,
  };
}

const toAttachment = (wire: WireFile, base: string): Attachment => ({
  id: String(wire.id),
  fileName: clip(wire.Filename, 255),
  contentType: wire.ContentType ?? "application/octet-stream",
  sizeBytes: wire.ContentLength ?? 0,
  contentUrl: `${base}/REST/2.0/attachment/${wire.id}`,
  inline:
    /^content-disposition:\s*inline/im.test(wire.Headers ?? "") &&
    /^content-id:/im.test(wire.Headers ?? ""),
});

export function authorOf(wire: WireTransaction, context: MapContext): Author {
  const { Creator: creator } = wire;
  if (isSystem(creator)) return { kind: "system", name: null };
  const { accountId, directory } = context;
  const isAgent = directory.isAgent(creator.id);
  return {
    kind: isAgent ? "agent" : "customer",
    id: globalId(accountId, creator.id),
    // Names of customers stay out: their record has them, and may change.
    name: isAgent ? directory.agentName(creator.id) : null,
  };
}

const text = (value: string | null | undefined): string | null =>
  value === null || value === undefined || value === "" ? null : value;

/**
 * What a transaction changed, in our words; empty when it changed nothing worth showing.
 *
 * Statuses are told without their lifecycle, so a site's own word is read as the standard lifecycle would.
 */
export function changesOf(wire: WireTransaction, context: MapContext): readonly FieldChange[] {
  const { accountId, directory, mapping } = context;
  const change = (
    field: string,
    convert: (value: string | null) => string | null = (value) => value,
  ): readonly FieldChange[] => {
    const one = { field, from: convert(text(wire.OldValue)), to: convert(text(wire.NewValue)) };
    return one.from === one.to ? [] : [one];
  };
  const status = (word: string | null): string | null => {
    if (word === null) return null;
    for (const { lifecycle } of directory.queues()) {
      const activity = directory.statuses(lifecycle).get(word);
      if (activity !== undefined) return toStatus(mapping, lifecycle, word, activity);
    }
    return toStatus(mapping, "default", word, null);
  };
  const person = (id: string | null): string | null =>
    id === null || Number(id) === NOBODY_ID ? null : globalId(accountId, id);
  switch (wire.Type) {
    case "Status":
      return change("status", status);
    case "CustomField": {
      const field = directory.field(Number(wire.Field));
      if (field?.name === mapping.fields.created) return [];
      const isTags = field !== null && field.name === mapping.fields.tags;
      return change(isTags ? "tags" : globalId(accountId, wire.Field ?? ""));
    }
    case "Set":
    case "Take":
    case "Steal":
    case "Give":
    case "Untake":
    case "Force":
      switch (wire.Field ?? "") {
        case "Owner":
          return change("assigneeId", person);
        case "Queue":
          return change("groupId", (id) => (id === null ? null : globalId(accountId, id)));
        case "Priority":
          return change("priority", (value) =>
            value === null ? null : toPriority(mapping, Number(value)),
          );
        case "Subject":
          return change("subject");
        case "Due":
          return change("dueAt", toInstant);
        default:
          return [];
      }
    case "AddLink":
    case "DeleteLink":
      return linkChanges(wire, context.base);
    default:
      return [];
  }
}

/** Transactions hold dates as the database does: UTC without saying so. */
function toInstant(value: string | null): string | null {
  if (value === null || value.startsWith("1970-01-01")) return null;
  const at = Date.parse(`${value.replace(" ", "T")}Z`);
  return Number.isNaN(at) ? value : new Date(at).toISOString();
}

/** Our operation in a reply's field; null where the field was not asked for, is missing or empty. */
export function markerOf(wire: WireTransaction, context: MapContext): string | null {
  const name = context.mapping.fields.marker;
  return text(wire.CustomFields?.find((one) => one.name === name)?.values[0]);
}

/**
 * One transaction as an entry of the thread; null when there is nothing to show. The first message of a ticket that was
 * opened without words is told as its opening.
 *
 * @param ticketId The ticket it now belongs to: merged tickets keep their old number in the transaction.
 */
export function toInteraction(
  wire: WireTransaction,
  ticketId: string,
  parts: Parts,
  context: MapContext,
): Interaction | null {
  if (!isShown(wire.Type)) return null;
  const { accountId, base } = context;
  const said = textOf(parts);
  const isEmptyStart = wire.Type === "Create" && said.text === "" && parts.files.length === 0;
  const kind = isEmptyStart ? "change" : (KIND_OF[wire.Type] ?? "change");
  const changes = isEmptyStart
    ? [{ field: "status", from: null, to: "new" }]
    : changesOf(wire, context);
  if (kind === "change" && changes.length === 0) return null;
  const isText = kind !== "change";
  return {
    id: globalId(accountId, wire.id),
    ticketId,
    kind,
    channel: "email",
    author: authorOf(wire, context),
    at: Date.parse(wire.Created),
    text: isText ? said.text : "",
    html: isText ? said.html : null,
    attachments: isText ? parts.files.map((file) => toAttachment(file, base)) : [],
    call: null,
    changes,
    marker: markerOf(wire, context),
  };
}
