import { useEffect, useMemo } from "react";
import type { MacroId } from "#domain/kernel/ids.ts";
import { macroDraftKey } from "#domain/sync/draft.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { type Edited, isSame, readMacroDraft } from "#renderer/features/macros/macro-draft.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** The open macro: what the agent wrote, over what is on its way, over what the helpdesk has. */
export function useEdited(): {
  readonly openId: MacroId | null;
  readonly edited: Edited | null;
  readonly isChanged: boolean;
  readonly isUnsent: boolean;
  /** ms epoch at which the helpdesk's version changed after the agent began; null: it did not. */
  readonly newerAt: number | null;
  /** Whether it is certain what there is. */
  readonly isKnown: boolean;
} {
  const openId = useWorkspace((state) => state.openMacroId);
  const entries = useOutbox((state) => state.entries);
  const draft = useDrafts((state) =>
    openId === null ? undefined : state.drafts?.get(macroDraftKey(openId)),
  );
  const cached = useCacheQuery("macro.get", openId === null ? null : { macroId: openId });
  const written = useMemo(() => readMacroDraft(draft), [draft]);
  const own = entries?.filter(
    ({ intent: { action } }) =>
      (action.kind === "save-macro" && action.macro.id === openId) ||
      (action.kind === "delete-macro" && action.base.id === openId),
  );
  const waiting = own?.findLast((entry) => !isFinal(entry.state))?.intent.action;
  const isDeleted = waiting?.kind === "delete-macro";
  const sent = waiting?.kind === "save-macro" ? waiting.macro : null;
  const createdId = own?.find((entry) => entry.createdId !== null)?.createdId ?? null;
  // A new macro got its real id.
  useEffect(() => {
    if (createdId !== null && createdId !== openId && written === null)
      workspace.openMacro(createdId);
  }, [createdId, openId, written]);

  const current = sent ?? (isDeleted ? null : (cached ?? null));
  const edited: Edited | null =
    written !== null
      ? { macro: written.macro, base: written.base ?? current }
      : current === null
        ? null
        : { macro: current, base: current };
  const base = written?.base ?? null;
  const newer =
    base !== null && sent === null && cached && cached.version > base.version ? cached : null;
  return {
    openId,
    edited,
    isChanged: edited !== null && (edited.base === null || !isSame(edited.macro, edited.base)),
    isUnsent: sent !== null,
    newerAt: newer?.updatedAt ?? null,
    isKnown: openId === null || cached !== undefined,
  };
}
