import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import type { OutgoingComment } from "#domain/sync/intent.ts";
import type { HumanReason, OutboxEntry, OutboxState } from "#domain/sync/outbox.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import { hasArrived, isOverlaid, type StoredMark } from "#domain/ticket/overlay.ts";
import type { Channel } from "#domain/ticket/ticket.ts";
import { type ThreadSummary, withReply } from "#domain/ticket/waiting.ts";

/** Text of an unfinished intent, shown in the thread where it will appear. */
export type PendingComment = {
  readonly opId: string;
  readonly state: OutboxState;
  readonly reason: HumanReason | null;
  readonly sendAfter: number;
  readonly interaction: Interaction;
};

/** How far the clocks of this machine and the helpdesk may differ when texts are compared, ms. */
const CLOCK_SLACK_MS = 10 * 60_000;

/** The text an entry sends, null when it sends none. */
export function commentOf(entry: OutboxEntry): OutgoingComment | null {
  const { action } = entry.intent;
  return action.kind === "update-ticket" || action.kind === "create-ticket" ? action.comment : null;
}

/**
 * Whether the thread already holds an entry's text: by our marker, by the id the helpdesk answered with, or, once it
 * was accepted and neither is known, by author, audience and text.
 */
export function isInThread(entry: OutboxEntry, thread: readonly Interaction[]): boolean {
  const comment = commentOf(entry);
  if (comment === null) return true;
  const { opId, authorId, createdAt } = entry.intent;
  const text = squeeze(comment.text);
  const isNote = comment.audience === "internal";
  return thread.some(
    (one) =>
      one.marker === opId ||
      (entry.remoteId !== null && remoteOf(one.id) === entry.remoteId) ||
      (entry.state === "done" &&
        one.marker === null &&
        one.author.kind === "agent" &&
        one.author.id === authorId &&
        (one.kind === "note") === isNote &&
        one.at >= createdAt - CLOCK_SLACK_MS &&
        squeeze(one.text) === text),
  );
}

/**
 * Texts on their way, in the order of queuing.
 *
 * @param entries Outbox entries of this ticket, in the order of queuing.
 * @param thread  The whole stored thread or at least its newest part.
 * @param stored  The stored row; null for a ticket that is not stored yet.
 * @param readWhole The thread is a complete reading as of the stored row: what it lacks is not there.
 */
export function pendingComments(
  entries: readonly OutboxEntry[],
  thread: readonly Interaction[],
  stored: StoredMark | null,
  readWhole: boolean,
  channel: Channel,
): readonly PendingComment[] {
  const pending: PendingComment[] = [];
  for (const entry of entries) {
    const comment = commentOf(entry);
    if (comment === null || entry.state === "cancelled" || isInThread(entry, thread)) continue;
    // Accepted, and the thread was read after that: its text was altered or removed over there.
    const arrived = stored !== null && hasArrived(entry, stored);
    if (arrived && (readWhole || hasNewer(thread, entry))) continue;
    pending.push(toPending(entry, comment, channel));
  }
  return pending;
}

/**
 * What is known of the conversation once the public replies on their way have arrived.
 *
 * @param entries Outbox entries of this ticket, in the order of queuing.
 */
export function overlaySummary(
  summary: ThreadSummary,
  stored: StoredMark,
  entries: readonly OutboxEntry[],
): ThreadSummary {
  let shown = summary;
  for (const entry of entries) {
    if (commentOf(entry)?.audience !== "public" || !isOverlaid(entry)) continue;
    if (hasArrived(entry, stored)) continue;
    shown = withReply(shown, entry.intent.createdAt);
  }
  return shown;
}

function toPending(entry: OutboxEntry, comment: OutgoingComment, channel: Channel): PendingComment {
  const { opId, accountId, authorId, createdAt, sendAfter, action } = entry.intent;
  return {
    opId,
    state: entry.state,
    reason: entry.reason,
    sendAfter,
    interaction: {
      id: globalId(accountId, `pending-${opId}`),
      ticketId:
        action.kind === "update-ticket" || action.kind === "create-ticket" ? action.ticketId : "",
      kind: comment.audience === "public" ? "message" : "note",
      channel,
      author: { kind: "agent", id: authorId, name: null },
      at: createdAt,
      text: comment.text,
      html: null,
      attachments: comment.files.map((file) => ({
        id: file.stagedId,
        fileName: file.fileName,
        contentType: file.contentType,
        sizeBytes: file.sizeBytes,
        contentUrl: "",
        inline: false,
      })),
      call: null,
      changes: [],
      marker: opId,
    },
  };
}

function hasNewer(thread: readonly Interaction[], entry: OutboxEntry): boolean {
  return thread.some((one) => one.at > entry.changedAt + CLOCK_SLACK_MS);
}

const squeeze = (text: string): string => text.replace(/\s+/g, " ").trim();
