import { UserRound } from "lucide-react";
import { memo } from "react";
import type { CustomerId, TicketId } from "#domain/kernel/ids.ts";
import { accountOf } from "#domain/kernel/ids.ts";
import { useCacheQuery, useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import { profileCommands } from "#renderer/features/profile/commands.ts";
import { CustomerFacts } from "#renderer/features/profile/CustomerFacts.tsx";
import { OtherTickets } from "#renderer/features/profile/OtherTickets.tsx";
import { otherOpen } from "#renderer/features/profile/profile-facts.ts";
import styles from "#renderer/features/profile/Profile.module.css";
import { TicketPeople } from "#renderer/features/profile/TicketPeople.tsx";
import { Timeline } from "#renderer/features/profile/Timeline.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useAccountStatus } from "#renderer/workspace/status-store.ts";

/** Most tickets of one customer that are looked at for what else is open. */
const TICKETS = 200;

/**
 * Everything known of one customer: facts, what else is open, and one timeline over all tickets and channels. Not drawn
 * anew while the pane around it waits for the next ticket's answer.
 */
export const ProfileView = memo(function ProfileView({
  customerId,
  ticketId,
}: {
  readonly customerId: CustomerId;
  /** The ticket it stands beside; null in the list of customers. */
  readonly ticketId: TicketId | null;
}) {
  const { t } = useText();
  const result = useCacheResult("customer.get", { customerId });
  const tickets = useCacheQuery("customer.tickets", { customerId, last: TICKETS });
  const status = useAccountStatus(accountOf(customerId));
  const view = result?.ok === true ? result.value : null;
  const rows = tickets?.rows ?? [];
  useCommands(profileCommands, {
    customer: view?.customer ?? null,
    tickets: rows,
    openTicketId: ticketId,
  });
  if (result === undefined) return <Skeleton lines={9} />;
  if (!result.ok) return <ErrorNote error={result.error} />;
  if (view === null)
    return (
      <EmptyState icon={UserRound} title={t("profile.unknown.title")}>
        {t("profile.unknown.todo")}
      </EmptyState>
    );
  return (
    <div className={styles["place"]}>
      <div className={styles["profile"]}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys */}
        <div className={styles["facts"]} tabIndex={0} role="region" aria-label={t("profile.facts")}>
          <CustomerFacts view={view} isBeside={ticketId !== null} />
          {ticketId !== null && <TicketPeople ticketId={ticketId} />}
          <OtherTickets rows={otherOpen(rows, ticketId)} isBeside={ticketId !== null} />
        </div>
        <Timeline
          customerId={customerId}
          customerName={view.customer.name}
          ticketId={ticketId}
          isWhole={status === undefined || status.progress.complete}
        />
      </div>
    </div>
  );
});
