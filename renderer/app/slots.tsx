import { type ComponentType, memo, useEffect, useState } from "react";
import { useText } from "#renderer/i18n/text.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";

/** Entries of the features: files named `…Pane` and `…Screen`, each with a component of that name. */
const entries = import.meta.glob<Readonly<Record<string, ComponentType>>>([
  "#renderer/features/*/*Pane.tsx",
  "#renderer/features/*/*Screen.tsx",
]);

function NotInThisBuild() {
  const { t } = useText();
  return <EmptyState title={t("app.slot.missing")} />;
}

/** Entries that have arrived, by name. */
const arrived = new Map<string, ComponentType>();

async function fetchEntry(name: string): Promise<ComponentType> {
  const path = Object.keys(entries).find((key) => key.endsWith(`/${name}.tsx`));
  const Entry =
    (path === undefined ? undefined : (await entries[path]?.())?.[name]) ?? NotInThisBuild;
  arrived.set(name, Entry);
  return Entry;
}

/**
 * A feature's entry component, fetched when it is first shown. Not by `lazy` and `Suspense`: React holds back for 300 ms
 * what replaces a fallback, even when the code has been there for long.
 */
function slot(name: string): ComponentType {
  // Nothing comes from above: a feature is drawn anew only for what it reads itself.
  return memo(function Slot() {
    const [failure, setFailure] = useState<{ readonly cause: unknown } | null>(null);
    const [Entry, setEntry] = useState(() => arrived.get(name) ?? null);
    useEffect(() => {
      if (Entry !== null) return undefined;
      let isGone = false;
      fetchEntry(name).then(
        (fetched) => isGone || setEntry(() => fetched),
        (cause: unknown) => isGone || setFailure({ cause }),
      );
      return () => {
        isGone = true;
      };
    }, [Entry]);
    if (failure !== null) throw failure.cause;
    return Entry === null ? <Skeleton /> : <Entry />;
  });
}

/** The screen that everybody works on is drawn with the first frame: it comes while settings are read. */
export const queueArrived: Promise<unknown> = fetchEntry("QueuePane");
// The first ticket opens as fast as the next.
requestIdleCallback(() => {
  void fetchEntry("ConversationPane");
  void fetchEntry("ProfilePane");
});

export const QueueSlot = slot("QueuePane");
export const ConversationSlot = slot("ConversationPane");
export const ProfileSlot = slot("ProfilePane");
export const CustomersSlot = slot("CustomersScreen");
export const MacrosSlot = slot("MacrosScreen");
export const SupervisorSlot = slot("SupervisorScreen");
export const KnowledgeSlot = slot("KnowledgeScreen");
export const OutboxSlot = slot("OutboxScreen");
export const SettingsSlot = slot("SettingsScreen");
export const KeymapSlot = slot("KeymapScreen");
