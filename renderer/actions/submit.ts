import { MOST_CHANGES } from "#contract/bridge.ts";
import { call } from "#renderer/bridge.ts";
import { forgetPressed, notePressed } from "#renderer/actions/bases.ts";
import { recordBatch } from "#renderer/actions/undo-store.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Intent } from "#domain/sync/intent.ts";

/**
 * Hands intents to the outbox. Answers after they are on disk: only then may the screen say "queued".
 *
 * @param isUndo They take an earlier change back: they are not what is undone next.
 * @returns How many are queued. On failure those of earlier batches of `MOST_CHANGES` stay queued.
 */
export async function submitIntents(
  intents: readonly Intent[],
  { isUndo = false }: { readonly isUndo?: boolean } = {},
): Promise<Result<number, AppError>> {
  notePressed(intents);
  for (let from = 0; from < intents.length; from += MOST_CHANGES) {
    const batch = intents.slice(from, from + MOST_CHANGES);
    const result = await call("outbox.submit", { intents: [...batch] });
    if (!result.ok) {
      forgetPressed(intents.slice(from));
      return result;
    }
    if (!isUndo) recordBatch(batch, from > 0);
  }
  return ok(intents.length);
}
