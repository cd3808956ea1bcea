import type { Intent, IntentAction, OutgoingComment } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";

export const AT = Date.UTC(2026, 10, 21, 12, 0, 0);

export const comment = (
  audience: OutgoingComment["audience"],
  text = "Hello",
): OutgoingComment => ({
  audience,
  text,
  files: [],
});

let made = 0;
export function entry(
  change: Partial<Extract<IntentAction, { kind: "update-ticket" }>> = {},
  stand: Partial<OutboxEntry> = {},
): OutboxEntry {
  made += 1;
  const opId = `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`;
  const intent: Intent = {
    opId,
    accountId: "a",
    authorId: "a:me",
    createdAt: AT,
    sendAfter: AT,
    action: {
      kind: "update-ticket",
      ticketId: "a:1",
      comment: null,
      edits: {},
      macroIds: [],
      seen: null,
      ...change,
    },
  };
  return {
    intent,
    seq: made,
    state: "queued",
    pin: null,
    attempts: 0,
    lastAttemptAt: null,
    waitingFor: null,
    reason: null,
    remoteId: null,
    createdId: null,
    confirmed: false,
    changedAt: AT,
    ...stand,
  };
}
