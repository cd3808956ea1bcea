import { type ComponentType, Suspense, lazy, memo } from "react";
import { useText } from "#renderer/i18n/text.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";

/** Entries of the features: files named `…Pane` and `…Screen`, each with a component of that name. */
const entries = import.meta.glob<Readonly<Record<string, ComponentType>>>([
  "#renderer/features/*/*Pane.tsx",
  "#renderer/features/*/*Screen.tsx",
]);

// The screen that everybody works on is there before it is asked for: the queue comes while settings are read, and the
// first ticket opens as fast as the next.
const fetchEntries = (wanted: RegExp): void => {
  for (const [path, load] of Object.entries(entries)) if (wanted.test(path)) void load();
};
fetchEntries(/\/queue\/\w+Pane\.tsx$/);
requestIdleCallback(() => fetchEntries(/\/(conversation|profile)\/\w+Pane\.tsx$/));

function NotInThisBuild() {
  const { t } = useText();
  return <EmptyState title={t("app.slot.missing")} />;
}

/** A feature's entry component, fetched when it is first shown. */
function slot(name: string): ComponentType {
  const path = Object.keys(entries).find((key) => key.endsWith(`/${name}.tsx`));
  const load = path === undefined ? undefined : entries[path];
  const Entry = lazy(async () => ({ default: (await load?.())?.[name] ?? NotInThisBuild }));
  // Nothing comes from above: a feature is drawn anew only for what it reads itself.
  return memo(function Slot() {
    return (
      <Suspense fallback={<Skeleton />}>
        <Entry />
      </Suspense>
    );
  });
}

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
