import { MOST_CHANGES } from "#contract/bridge.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { draftKeyOf } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { isFinal, isReversible } from "#domain/sync/outbox.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { acting } from "#renderer/actions/acting.ts";
import { adoptDrafts, flushDraft } from "#renderer/actions/drafts-store.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { inverseIntent } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { takeBatch } from "#renderer/actions/undo-store.ts";
import { call } from "#renderer/bridge.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** As main says it of a single change. */
const TOO_LATE: AppError = {
  kind: "invalid",
  field: "opId",
  detail: "it has left this machine already",
  remedy: "outbox.tooLate",
};

/**
 * Takes queued changes back, up to `MOST_CHANGES` with one call. Main puts the text of each into its ticket's draft in
 * the same write, joined with what is being written there, so that no word is ever in neither place.
 *
 * @returns Those that were taken back.
 */
async function takeBackAll(intents: readonly Intent[]): Promise<readonly Intent[]> {
  const keysOf = (some: readonly Intent[]) => new Set(some.flatMap((one) => draftKeyOf(one) ?? []));
  await Promise.all([...keysOf(intents)].map(flushDraft));
  const taken = new Set<string>();
  let failure: AppError | null = null;
  for (let from = 0; from < intents.length; from += MOST_CHANGES) {
    const opIds = intents.slice(from, from + MOST_CHANGES).map(({ opId }) => opId);
    const result = await call("outbox.takeBack", { opIds });
    if (!result.ok) failure = result.error;
    else for (const opId of result.value.opIds) taken.add(opId);
  }
  if (taken.size < intents.length) {
    notify("caution", "actions.undo.tooLate", { reason: failureText(failure ?? TOO_LATE) });
  }
  const done = intents.filter(({ opId }) => taken.has(opId));
  const keys = keysOf(done);
  if (keys.size > 0) await adoptDrafts(keys);
  return done;
}

/**
 * Takes one queued change back and shows the ticket whose text is a draft again.
 *
 * @returns Whether it was taken back.
 */
export async function takeBack(intent: Intent): Promise<boolean> {
  const taken = await takeBackAll([intent]);
  const { action } = intent;
  if (taken.length > 0 && action.kind === "update-ticket" && action.comment !== null) {
    workspace.openTicket(action.ticketId);
    workspace.compose(action.comment.audience === "public" ? "reply" : "note");
  }
  return taken.length > 0;
}

const canCancel = (entry: OutboxEntry | undefined): boolean =>
  entry === undefined || (!isFinal(entry.state) && isReversible(entry));

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
  const [only] = here;
  if (batch.intents.length === 1 && only !== undefined) undone = (await takeBack(only)) ? 1 : 0;
  else if (here.length > 0) undone = (await takeBackAll(here)).length;
  // Not a deed of its own: undoing once more goes on to what was done before.
  const result = await submitIntents(reverse, { isUndo: true });
  if (!result.ok) notify("critical", "actions.failed", { reason: failureText(result.error) });
  else undone += result.value;
  if (undone > 0) notify("info", "actions.undo.done", { count: undone });
  if (sent > 0) notify("caution", "actions.undo.sent", { count: sent });
}
