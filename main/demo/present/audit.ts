import { words } from "#main/demo/store/words.ts";
import { commentJson, htmlOf, attachmentJson } from "#main/demo/present/comment.ts";
import { stamp } from "#main/demo/present/time.ts";
import type { Audit, Change, Json, JsonObject } from "#main/demo/store/model.ts";
import type { Store } from "#main/demo/store/store.ts";

/** Audits write values as strings; lists and null stay what they are. */
const told = (value: Json | undefined): Json =>
  value === null || value === undefined || Array.isArray(value)
    ? (value ?? null)
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

/** An audit as `/tickets/{id}/audits` and the answers to writes show it. */
export function auditJson(store: Store, audit: Audit, ticketId: number, base: string): JsonObject {
  let next = audit.id + 1;
  const events: JsonObject[] = [];
  if (audit.comment !== null) {
    const {
      created_at: _,
      metadata: _m,
      via: _v,
      ...comment
    } = commentJson(store, audit.comment, ticketId, base, {});
    events.push(comment);
    next = Math.max(next, audit.comment.id + 1);
  }
  for (const change of audit.changes) events.push(eventOf(change, next++, audit.creates));
  for (const other of audit.others) events.push({ id: next++, ...other });
  return {
    id: audit.id,
    ticket_id: ticketId,
    created_at: stamp(audit.at),
    author_id: audit.authorId,
    metadata: audit.metadata,
    via: audit.via,
    events,
  };
}

function eventOf(change: Change, id: number, creates: boolean): JsonObject {
  if (creates) return { id, type: "Create", field_name: change.field, value: told(change.to) };
  return {
    id,
    type: "Change",
    field_name: change.field,
    value: told(change.to),
    previous_value: told(change.from),
  };
}

const viaWords: Readonly<Record<string, string>> = {
  email: "Email",
  web: "Web form",
  chat: "Chat",
  voice: "Phone call (incoming)",
  twitter: "Twitter",
  facebook: "Facebook message",
  native_messaging: "Messaging",
  whatsapp: "WhatsApp",
  api: "Web service (API)",
  rule: "Automation",
};

/** An audit as `/incremental/ticket_events` shows it. @param withComments adds the texts (`include=comment_events`) */
export function ticketEventJson(
  store: Store,
  audit: Audit,
  ticketId: number,
  base: string,
  withComments: boolean,
): JsonObject {
  const children: JsonObject[] = [];
  let next = audit.id + 1;
  const word = viaWords[words(audit.via["channel"])] ?? "Web service (API)";
  const { comment } = audit;
  if (comment !== null) {
    if (withComments)
      children.push({
        id: comment.id,
        event_type: "Comment",
        type: comment.voice === null ? "Comment" : "VoiceComment",
        via: word,
        via_reference_id: null,
        author_id: comment.authorId,
        body: comment.body,
        html_body: htmlOf(comment, base),
        public: comment.public,
        attachments: comment.attachments.map((file) => attachmentJson(file, base)),
        audit_id: comment.auditId,
        created_at: stamp(comment.createdAt),
        timestamp: comment.createdAt,
        comment_present: true,
        comment_public: comment.public,
        ...(comment.voice === null
          ? {}
          : { data: commentJson(store, comment, ticketId, base, {})["data"] }),
      });
    else
      children.push({
        id: comment.id,
        via: word,
        via_reference_id: null,
        comment_present: true,
        comment_public: comment.public,
        event_type: "Comment",
      });
    next = comment.id + 1;
  }
  for (const change of audit.changes)
    children.push({
      id: next++,
      via: word,
      via_reference_id: null,
      [fieldWord(change.field)]: change.to,
      ...(audit.creates ? {} : { previous_value: change.from ?? null }),
      event_type: audit.creates ? "Create" : "Change",
    });
  for (const other of audit.others)
    children.push({
      id: next++,
      via: word,
      via_reference_id: null,
      event_type: words(other["type"]),
      ...other,
    });
  return {
    id: audit.id,
    ticket_id: ticketId,
    timestamp: audit.at,
    created_at: stamp(audit.at),
    updater_id: audit.authorId,
    via: word,
    system: audit.metadata["system"] ?? {},
    metadata: { custom: audit.metadata["custom"] ?? {} },
    event_type: "Audit",
    child_events: children,
  };
}
const fieldWord = (field: string): string =>
  /^\d+$/.test(field) ? `custom_ticket_fields_${field}` : field;
