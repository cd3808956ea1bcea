import type { AppError } from "#domain/kernel/app-error.ts";
import { ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import { draftKeyOf } from "#domain/sync/draft.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { adoptDrafts, flushDraft } from "#renderer/actions/drafts-store.ts";
import { call } from "#renderer/bridge.ts";

/** One step on an entry of the outbox. */
export type Deed = () => Promise<Result<unknown, AppError>>;

/**
 * Ends an entry of the outbox. Main puts its words back into the draft, joined with what is being written there; the
 * page takes over that draft, so that neither overwrites the other.
 *
 * @returns The draft with its words; null when it carries none.
 */
export async function endEntry(
  intent: Intent,
  name: "outbox.cancel" | "outbox.discard",
): Promise<Result<Draft | null, AppError>> {
  const key = draftKeyOf(intent);
  if (key !== null) await flushDraft(key);
  const ended = await call(name, { opId: intent.opId });
  if (!ended.ok) return ended;
  if (key === null) return ok(null);
  const kept = await adoptDrafts(new Set([key]));
  return kept.ok ? ok(kept.value.get(key) ?? null) : kept;
}
