import { UserRound } from "lucide-react";
import { useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { ProfileView } from "#renderer/features/profile/ProfileView.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** The open ticket's customer, beside the conversation. */
export function ProfilePane() {
  const { t } = useText();
  const ticketId = useWorkspace((state) => state.openTicketId);
  const result = useCacheResult("ticket.get", ticketId === null ? null : { ticketId });
  if (ticketId === null)
    return (
      <EmptyState icon={UserRound} title={t("profile.empty.title")}>
        {t("profile.empty.todo")}
      </EmptyState>
    );
  if (result === undefined) return <Skeleton lines={9} />;
  if (!result.ok) return <ErrorNote error={result.error} />;
  if (result.value === null)
    return (
      <EmptyState icon={UserRound} title={t("profile.unknown.title")}>
        {t("profile.unknown.todo")}
      </EmptyState>
    );
  const { ticket } = result.value;
  return (
    <ProfileView key={ticket.requesterId} customerId={ticket.requesterId} ticketId={ticket.id} />
  );
}
