import { attachmentToken, paragraphs } from "#main/demo/seed/html.ts";
import { viaOf } from "#main/demo/present/via.ts";
import { stamp } from "#main/demo/present/time.ts";
import type { Store } from "#main/demo/store/store.ts";
import type { Attachment, Comment, JsonObject, VoiceCall } from "#main/demo/store/model.ts";

/** @param base address of this server as the caller spells it, without a path */
export function attachmentJson(file: Attachment, base: string): JsonObject {
  const contentUrl = `${base}/attachments/token/${attachmentToken(file.id)}/?name=${encodeURIComponent(file.fileName)}`;
  return {
    url: `${base}/api/v2/attachments/${file.id}.json`,
    id: file.id,
    file_name: file.fileName,
    content_url: contentUrl,
    mapped_content_url: contentUrl,
    content_type: file.contentType,
    size: file.size,
    width: file.width,
    height: file.height,
    inline: file.inline,
    deleted: false,
    malware_access_override: false,
    malware_scan_result: "malware_not_found",
    thumbnails: [],
  };
}

function voiceJson(store: Store, voice: VoiceCall, base: string, ticketId: number): JsonObject {
  return {
    data: {
      from: voice.from,
      to: voice.to,
      recording_url: `${base}/api/v2/channels/voice/calls/${ticketId}/recording`,
      recording_duration: String(voice.seconds),
      call_duration: voice.seconds,
      call_id: ticketId * 10 + 3,
      answered_by_id: voice.answeredBy,
      answered_by_name: store.users.get(voice.answeredBy)?.name ?? "",
      transcription_text: voice.transcript,
      transcription_status: voice.transcript === "" ? "none" : "completed",
      started_at: stamp(voice.startedAt),
      location: "",
      outbound: false,
    },
    formatted_from: voice.from,
    formatted_to: voice.to,
    transcription_visible: voice.transcript !== "",
    trusted: true,
  };
}

/** HTML of a comment with the server's address filled in. */
export const htmlOf = (comment: Comment, base: string): string =>
  comment.html === null ? paragraphs(comment.body) : comment.html.replaceAll("{{base}}", base);

/** A comment as `/tickets/{id}/comments` and audits show it. */
export function commentJson(
  store: Store,
  comment: Comment,
  ticketId: number,
  base: string,
  metadata: JsonObject,
): JsonObject {
  return {
    id: comment.id,
    type: comment.voice === null ? "Comment" : "VoiceComment",
    author_id: comment.authorId,
    body: comment.body,
    html_body: htmlOf(comment, base),
    plain_body: comment.body,
    public: comment.public,
    attachments: comment.attachments.map((file) => attachmentJson(file, base)),
    audit_id: comment.auditId,
    via: viaOf(comment.channel, store.users.get(comment.authorId), ticketId),
    created_at: stamp(comment.createdAt),
    metadata,
    ...(comment.voice === null ? {} : voiceJson(store, comment.voice, base, ticketId)),
  };
}
