import { type ComponentType, Suspense, lazy } from "react";
import { useText } from "#renderer/i18n/text.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";

/** Entries of the features: `<folder>/<Component>.tsx` with a component of that name. */
const entries = import.meta.glob<Readonly<Record<string, ComponentType>>>([
  "#renderer/features/*/*Pane.tsx",
  "#renderer/features/*/*Screen.tsx",
]);

function NotInThisBuild() {
  const { t } = useText();
  return <EmptyState title={t("app.slot.missing")} />;
}

/** A feature's entry component, fetched when it is first shown. */
function slot(folder: string, name: string): ComponentType {
  const path = Object.keys(entries).find((key) => key.endsWith(`/features/${folder}/${name}.tsx`));
  const load = path === undefined ? undefined : entries[path];
  const Entry = lazy(async () => ({ default: (await load?.())?.[name] ?? NotInThisBuild }));
  return function Slot() {
    return (
      <Suspense fallback={<Skeleton />}>
        <Entry />
      </Suspense>
    );
  };
}

export const QueueSlot = slot("queue", "QueuePane");
export const ConversationSlot = slot("conversation", "ConversationPane");
export const ProfileSlot = slot("profile", "ProfilePane");
export const CustomersSlot = slot("profile", "CustomersScreen");
export const MacrosSlot = slot("macros", "MacrosScreen");
export const SupervisorSlot = slot("supervisor", "SupervisorScreen");
export const KnowledgeSlot = slot("knowledge", "KnowledgeScreen");
export const OutboxSlot = slot("outbox", "OutboxScreen");
export const SettingsSlot = slot("settings", "SettingsScreen");
