import { globalId } from "#domain/kernel/ids.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type {
  Attachment,
  Author,
  CallDetails,
  FieldChange,
  Interaction,
} from "#domain/ticket/interaction.ts";
import type { Channel } from "#domain/ticket/ticket.ts";
import {
  channelOfVia,
  isMachine,
  kindOfComment,
  toChannel,
} from "#main/connectors/zendesk/channel.ts";
import { clip, htmlToText, isRich, MAX_TEXT } from "#domain/ticket/html-text.ts";
import { toChanges, toChildChanges } from "#main/connectors/zendesk/map-change.ts";
import type { MapContext } from "#main/connectors/zendesk/map-ticket.ts";
import { mergeChanges } from "#main/connectors/zendesk/merge.ts";
import { parseRecords, type SetAsideContext } from "#main/connectors/zendesk/parse.ts";
import {
  WireAuditEvent,
  WireChildEvent,
  type Via,
  type WireAttachment,
  type WireAudit,
  type WireTicketEvent,
} from "#main/connectors/zendesk/wire.ts";

export type ThreadContext = MapContext & {
  readonly setAsideContext: SetAsideContext;
  /** Notes about malformed entries are appended here. */
  readonly setAside: SetAside[];
  /** Names of colleagues. Customers' names stay null here: their own record has them, and may change. */
  readonly agentName: (id: number) => string | null;
};

/** The comment members shared by audits and exports. */
type Comment = Pick<
  WireAuditEvent,
  "type" | "author_id" | "body" | "html_body" | "plain_body" | "public" | "attachments" | "data"
> & { readonly id: number };

function toAuthor(id: number | null | undefined, machine: boolean, context: ThreadContext): Author {
  if (machine || typeof id !== "number" || id <= 0) {
    return { kind: "system", name: null };
  }
  return {
    kind: context.agentIds.has(id) ? "agent" : "customer",
    id: globalId(context.accountId, id),
    name: context.agentName(id),
  };
}

const toAttachment = (wire: WireAttachment): Attachment => ({
  id: String(wire.id),
  fileName: clip(wire.file_name, 255),
  contentType: wire.content_type ?? "application/octet-stream",
  sizeBytes: wire.size ?? 0,
  contentUrl: wire.content_url,
  inline: wire.inline === true,
});

const textOrNull = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

function toCall(comment: Comment, rel: unknown): CallDetails | null {
  const data = comment.data;
  if (data === null || data === undefined) return null;
  const seconds = Number(data.call_duration ?? data.recording_duration ?? Number.NaN);
  return {
    direction:
      rel === "voicemail"
        ? "voicemail"
        : data.outbound === true || rel === "outbound"
          ? "outbound"
          : "inbound",
    from: textOrNull(data.from),
    to: textOrNull(data.to),
    durationSeconds: Number.isFinite(seconds) ? seconds : null,
    answeredBy: data.answered_by_name ?? null,
    recordingUrl: data.recording_url ?? null,
    transcript: textOrNull(data.transcription_text),
  };
}

type Frame = {
  readonly ticketId: string;
  readonly at: number;
  readonly marker: string | null;
  readonly channel: Channel;
  readonly rel: unknown;
  readonly machine: boolean;
};

function toCommentEntry(comment: Comment, frame: Frame, context: ThreadContext): Interaction {
  const html = comment.html_body ?? null;
  const plain = textOrNull(comment.plain_body) ?? textOrNull(comment.body);
  const text = plain ?? (html === null ? "" : htmlToText(html));
  const files = (comment.attachments ?? []).filter((file) => file.deleted !== true);
  return {
    id: globalId(context.accountId, comment.id),
    ticketId: frame.ticketId,
    kind: kindOfComment(comment.type, comment.public !== false, frame.channel),
    channel: frame.channel,
    author: toAuthor(comment.author_id, frame.machine, context),
    at: frame.at,
    text: clip(text, MAX_TEXT),
    html: html !== null && html.length <= MAX_TEXT && isRich(html) ? html : null,
    attachments: files.map(toAttachment),
    call: toCall(comment, frame.rel),
    changes: mergeChanges(
      plain,
      comment.public === false && (frame.machine || context.agentIds.has(comment.author_id ?? -1)),
    ),
    marker: frame.marker,
  };
}

const bare = (
  id: string,
  kind: "change" | "survey",
  author: Author,
  frame: Frame,
  text: string,
  changes: readonly FieldChange[],
): Interaction => ({
  id,
  ticketId: frame.ticketId,
  kind,
  channel: frame.channel,
  author,
  at: frame.at,
  text,
  html: null,
  attachments: [],
  call: null,
  changes,
  marker: frame.marker,
});

/** Our operation marker in the metadata that an update carried. */
export function markerOf(metadata: WireAudit["metadata"]): string | null {
  const custom = metadata?.custom;
  if (custom === null || custom === undefined || !Object.hasOwn(custom, "op")) return null;
  return textOrNull(custom["op"]);
}

const isComment = (type: unknown): boolean => type === "Comment" || type === "VoiceComment";

const KNOWN_EVENTS = new Set([
  "Comment",
  "VoiceComment",
  "Change",
  "SatisfactionRating",
  "CommentPrivacyChange",
]);
/** Events of types that we show nothing of are not even read: their shapes are their own. */
const isOfUse = (event: unknown, member: "type" | "event_type"): boolean => {
  if (typeof event !== "object" || event === null) return true; // to be set aside as malformed
  const type = (event as Readonly<Record<string, unknown>>)[member];
  return typeof type !== "string" || KNOWN_EVENTS.has(type);
};

/** Parsed events of one audit that we show something of; malformed ones are set aside. */
export const auditEvents = (audit: WireAudit, context: ThreadContext): readonly WireAuditEvent[] =>
  parseRecords(
    audit.events.filter((event) => isOfUse(event, "type")),
    WireAuditEvent,
    "audit event",
    false,
    context.setAsideContext,
    context.setAside,
  );

/** Timeline entries of one audit: its comment, its rating, and what it changed. */
export function fromAudit(
  audit: WireAudit,
  events: readonly WireAuditEvent[],
  context: ThreadContext,
): readonly Interaction[] {
  const via: Via = audit.via;
  const frame: Frame = {
    ticketId: globalId(context.accountId, audit.ticket_id),
    at: Date.parse(audit.created_at),
    marker: markerOf(audit.metadata),
    channel: channelOfVia(via),
    rel: via?.source?.rel,
    machine: isMachine(via),
  };
  const entries: Interaction[] = [];
  const changes: FieldChange[] = [];
  for (const event of events) {
    if (isComment(event.type) && typeof event.id === "number") {
      const own = event.via ?? via;
      const machine = isMachine(own);
      entries.push(
        toCommentEntry(
          { ...event, id: event.id },
          { ...frame, channel: channelOfVia(own), rel: own?.source?.rel, machine },
          context,
        ),
      );
    } else if (event.type === "Change") {
      changes.push(...toChanges(event, context.accountId));
    } else if (
      event.type === "SatisfactionRating" &&
      (event.score === "good" || event.score === "bad")
    ) {
      const author = toAuthor(audit.author_id, frame.machine, context);
      const score = [{ field: "satisfaction", from: null, to: event.score }];
      const id = globalId(context.accountId, `survey-${event.id ?? audit.id}`);
      entries.push(bare(id, "survey", author, frame, event.body ?? "", score));
    }
  }
  if (changes.length > 0) {
    const author = toAuthor(audit.author_id, frame.machine, context);
    const id = globalId(context.accountId, `change-${audit.id}`);
    entries.push(bare(id, "change", author, frame, "", changes));
  }
  return entries;
}

/** Comments that were made internal after they were written: id of each, and what it is now. */
export function privacyChanges(events: readonly WireAuditEvent[]): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>();
  for (const event of events) {
    if (event.type === "CommentPrivacyChange" && typeof event.comment_id === "number") {
      found.set(event.comment_id, event.public === true);
    }
  }
  return found;
}

/** Timeline entries of one row of the events export; the same ids as `fromAudit` gives. */
export function fromTicketEvent(
  event: WireTicketEvent,
  suspicious: boolean,
  context: ThreadContext,
): readonly Interaction[] {
  const children = parseRecords(
    event.child_events.filter((child) => isOfUse(child, "event_type")),
    WireChildEvent,
    "ticket event",
    suspicious,
    context.setAsideContext,
    context.setAside,
  );
  const frame: Frame = {
    ticketId: globalId(context.accountId, event.ticket_id),
    at: Date.parse(event.created_at),
    marker: markerOf(event.metadata),
    channel: toChannel(event.via),
    rel: null,
    machine: isMachine(event.via),
  };
  const entries: Interaction[] = [];
  const changes: FieldChange[] = [];
  for (const child of children) {
    if (child.event_type === "Comment" && typeof child.id === "number") {
      const via = child.via;
      const channel =
        typeof via === "object" && via !== null && "channel" in via
          ? toChannel(via.channel)
          : frame.channel;
      entries.push(
        toCommentEntry(
          { ...child, id: child.id, type: child.type ?? "Comment" },
          { ...frame, channel, machine: isMachine(via ?? event.via) },
          context,
        ),
      );
    } else if (child.event_type === "Change") {
      changes.push(...toChildChanges(child, context.accountId));
    } else if (
      child.event_type === "SatisfactionRating" &&
      (child["score"] === "good" || child["score"] === "bad")
    ) {
      const author = toAuthor(event.updater_id, frame.machine, context);
      const score = [{ field: "satisfaction", from: null, to: child["score"] }];
      const id = globalId(context.accountId, `survey-${child.id ?? event.id}`);
      entries.push(bare(id, "survey", author, frame, child.body ?? "", score));
    }
  }
  if (changes.length > 0) {
    const author = toAuthor(event.updater_id, frame.machine, context);
    const id = globalId(context.accountId, `change-${event.id}`);
    entries.push(bare(id, "change", author, frame, "", changes));
  }
  return entries;
}
