import type { AccountId } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { macroDraftKey } from "#domain/sync/draft.ts";
import { acting } from "#renderer/actions/acting.ts";
import { changeDraft, clearDraft, flushDraft } from "#renderer/actions/drafts-store.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import {
  type Edited,
  deleteIntent,
  faultsOf,
  isSame,
  newMacro,
  saveIntent,
  toMacroDraft,
} from "#renderer/features/macros/macro-draft.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Takes a change over into the macro's draft. A macro that is again as it was needs none. */
export function changeMacro(edited: Edited): void {
  if (edited.base !== null && isSame(edited.macro, edited.base))
    void clearDraft(macroDraftKey(edited.macro.id));
  else changeDraft(toMacroDraft(edited, Date.now()));
}

/** Begins a new macro and opens it. */
export function beginMacro(accountId: AccountId, copyOf: Macro | null): Macro {
  const { now, newOpId } = acting();
  const fresh = newMacro(accountId, newOpId(), now);
  const macro =
    copyOf === null ? fresh : { ...copyOf, id: fresh.id, position: 0, version: 0, updatedAt: now };
  changeDraft(toMacroDraft({ macro, base: null }, now));
  workspace.openMacro(macro.id);
  return macro;
}

/**
 * Puts a macro into the outbox; its draft goes once the change is on disk.
 *
 * @returns Whether it is queued.
 */
export async function saveMacro(edited: Edited): Promise<boolean> {
  const { macro, base } = edited;
  if (faultsOf(macro).length > 0) {
    notify("caution", "macros.notice.incomplete");
    return false;
  }
  if (base !== null && isSame(macro, base)) return false;
  const now = acting();
  const author = now.authors.get(macro.accountId);
  if (author === undefined) {
    notify("critical", "macros.notice.signedOut");
    return false;
  }
  const key = macroDraftKey(macro.id);
  await flushDraft(key);
  const result = await submitIntents([saveIntent(now, author, edited)]);
  if (!result.ok) {
    notify("critical", "actions.failed", { reason: failureText(result.error) });
    return false;
  }
  await clearDraft(key);
  notify("info", "macros.notice.saved", { title: macro.title });
  return true;
}

/** Deletes a macro; until the undo window ends it can be taken back. A new one that was never saved just goes. */
export async function deleteMacro({ macro, base }: Edited): Promise<void> {
  const key = macroDraftKey(macro.id);
  if (base === null) {
    await clearDraft(key);
    return workspace.openMacro(null);
  }
  const now = acting();
  const author = now.authors.get(base.accountId);
  if (author === undefined) return notify("critical", "macros.notice.signedOut");
  const result = await submitIntents([deleteIntent(now, author, base)]);
  if (!result.ok)
    return notify("critical", "actions.failed", { reason: failureText(result.error) });
  await clearDraft(key);
  workspace.openMacro(null);
  notify("info", "macros.notice.deleted", { title: base.title });
}

/** Throws unsaved changes away. */
export async function revertMacro({ macro, base }: Edited): Promise<void> {
  await clearDraft(macroDraftKey(macro.id));
  if (base === null) workspace.openMacro(null);
}
