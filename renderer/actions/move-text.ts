import type { AppError } from "#domain/kernel/app-error.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { noteDraftKey, replyDraftKey } from "#domain/sync/draft.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { acting } from "#renderer/actions/acting.ts";
import { changeDraft, clearDraft, flushDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { endEntry } from "#renderer/actions/end-entry.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { followUpIntent } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Where the words of a change go whose ticket takes none any more. */
export type WayOn = "to-merged" | "follow-up";

/** @returns null when its words can still go to their own ticket, or it carries none. */
export function wayOn({ state, reason, intent }: OutboxEntry): WayOn | null {
  const { action } = intent;
  if (state !== "needs-human" || action.kind !== "update-ticket" || action.comment === null)
    return null;
  if (reason?.kind === "ticket-merged") return "to-merged";
  return reason?.kind === "ticket-closed" ? "follow-up" : null;
}

const failed = (error: AppError): void =>
  notify("critical", "actions.failed", { reason: failureText(error) });

/** Two drafts become one; nothing of either is lost. */
function joined(there: Draft | undefined, moved: Draft): Draft {
  if (there === undefined || there.text.trim() === "") return { ...there, ...moved };
  return {
    ...there,
    text: `${moved.text}\n\n${there.text}`,
    files: [...moved.files, ...there.files],
    savedAt: moved.savedAt,
  };
}

async function toMerged(entry: OutboxEntry): Promise<void> {
  const { action } = entry.intent;
  if (entry.reason?.kind !== "ticket-merged" || action.kind !== "update-ticket") return;
  const { into } = entry.reason;
  const isNote = action.comment?.audience === "internal";
  const keyOf = isNote ? noteDraftKey : replyDraftKey;
  const back = await endEntry(entry.intent, "outbox.discard");
  if (!back.ok) return failed(back.error);
  if (back.value !== null) {
    const key = keyOf(into);
    const moved = { ...back.value, key, ticketId: into, seen: null, savedAt: Date.now() };
    changeDraft(joined(useDrafts.getState().drafts?.get(key), moved));
    // On the disk there before it is gone here.
    await flushDraft(key);
    await clearDraft(back.value.key);
  }
  workspace.openTicket(into);
  workspace.compose(isNote ? "note" : "reply");
  notify("info", "actions.moved.merged");
}

async function followUp(entry: OutboxEntry): Promise<void> {
  const { action } = entry.intent;
  if (action.kind !== "update-ticket" || action.comment === null) return;
  const asked = await cacheClient.ask("ticket.get", { ticketId: action.ticketId });
  if (!asked.ok) return failed(asked.error);
  const intent =
    asked.value === null
      ? null
      : followUpIntent(acting(), entry.intent, asked.value.server, asked.value.requester);
  if (intent === null || intent.action.kind !== "create-ticket") {
    notify("caution", "actions.moved.noAddress");
    return;
  }
  // First it ends here, then it begins there: between the two its words are in the draft.
  const back = await endEntry(entry.intent, "outbox.discard");
  if (!back.ok) return failed(back.error);
  const queued = await submitIntents([intent]);
  if (!queued.ok) return failed(queued.error);
  if (back.value?.text === action.comment.text) await clearDraft(back.value.key);
  workspace.openTicket(intent.action.ticketId);
  notify("info", "actions.moved.followUp");
}

/** Takes the words of a refused change to where they can be said. Never sends them twice, never loses them. */
export async function moveText(entry: OutboxEntry): Promise<void> {
  switch (wayOn(entry)) {
    case "to-merged":
      return toMerged(entry);
    case "follow-up":
      return followUp(entry);
    case null:
      return undefined;
  }
}
