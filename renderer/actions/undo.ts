import type { Draft } from "#domain/sync/draft.ts";
import { noteDraftKey, replyDraftKey } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { isFinal, isReversible } from "#domain/sync/outbox.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { acting } from "#renderer/actions/acting.ts";
import { changeDraft, flushDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { inverseIntent } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { takeBatch } from "#renderer/actions/undo-store.ts";
import { call } from "#renderer/bridge.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** The draft that a comment taken back becomes; null when its ticket already has another draft of that kind. */
function toDraft(intent: Intent, drafts: ReadonlyMap<string, Draft>): Draft | null {
  const action = intent.action;
  if (action.kind !== "update-ticket" || action.comment === null) return null;
  const { comment, ticketId, seen } = action;
  const key = comment.audience === "public" ? replyDraftKey(ticketId) : noteDraftKey(ticketId);
  if ((drafts.get(key)?.text ?? "").trim() !== "") return null;
  return {
    key,
    accountId: intent.accountId,
    ticketId,
    text: comment.text,
    fields: {},
    files: comment.files,
    seen,
    savedAt: Date.now(),
  };
}

/**
 * Takes one queued change back. The text of a reply or note becomes the ticket's draft again, before the change is
 * gone, so that no word is ever in neither place.
 *
 * @param opens  Shows the ticket whose text is a draft again.
 * @returns      Whether it was taken back.
 */
export async function takeBack(intent: Intent, opens = true): Promise<boolean> {
  const draft = toDraft(intent, useDrafts.getState().drafts ?? new Map<string, Draft>());
  if (draft !== null) {
    changeDraft(draft);
    await flushDraft(draft.key);
  }
  const result = await call("outbox.cancel", { opId: intent.opId });
  if (!result.ok) {
    notify("caution", "actions.undo.tooLate", { reason: failureText(result.error) });
    return false;
  }
  if (opens && draft !== null && draft.ticketId !== null) {
    workspace.openTicket(draft.ticketId);
    workspace.compose(draft.key.startsWith("note/") ? "note" : "reply");
  }
  return true;
}

const canCancel = (entry: OutboxEntry | undefined): boolean =>
  entry === undefined || (!isFinal(entry.state) && isReversible(entry));

/** Changes taken back side by side: main writes those that come together with one flush of the disk. */
const SIDE_BY_SIDE = 50;

/**
 * Undoes what the agent did last: takes back what has not left, reverses field changes that have, and says which
 * messages have been read by others already. Works after sync too: the reversal is a change of its own, checked
 * against what the helpdesk holds by then.
 */
export async function undoLast(): Promise<void> {
  const batch = takeBatch();
  if (batch === null) {
    notify("info", "actions.undo.nothing");
    return;
  }
  const entries = new Map(
    (useOutbox.getState().entries ?? []).map((entry) => [entry.intent.opId, entry]),
  );
  const here: Intent[] = [];
  const reverse: Intent[] = [];
  let sent = 0;
  for (const intent of batch.intents) {
    const entry = entries.get(intent.opId);
    if (entry?.state === "cancelled") continue;
    if (canCancel(entry)) {
      here.push(intent);
      continue;
    }
    const inverse = inverseIntent(acting(), intent);
    if (inverse !== null) reverse.push(inverse);
    const { action } = intent;
    if (inverse === null || (action.kind === "update-ticket" && action.comment !== null)) sent += 1;
  }
  let undone = 0;
  const isOne = batch.intents.length === 1;
  for (let from = 0; from < here.length; from += SIDE_BY_SIDE) {
    const part = here.slice(from, from + SIDE_BY_SIDE);
    const taken = await Promise.all(part.map((intent) => takeBack(intent, isOne)));
    undone += taken.filter(Boolean).length;
  }
  // Not a deed of its own: undoing once more goes on to what was done before.
  const result = await submitIntents(reverse, { isUndo: true });
  if (!result.ok) notify("critical", "actions.failed", { reason: failureText(result.error) });
  else undone += result.value;
  if (undone > 0) notify("info", "actions.undo.done", { count: undone });
  if (sent > 0) notify("caution", "actions.undo.sent", { count: sent });
}
