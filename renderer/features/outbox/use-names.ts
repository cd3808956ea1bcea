import { useMemo } from "react";
import { isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import type { Names } from "#renderer/features/outbox/outbox-facts.ts";
import type { TicketFact } from "#renderer/features/outbox/outbox-words.ts";
import { namesOf } from "#renderer/ui/field-words.ts";
import { useText } from "#renderer/i18n/text.ts";

/** Names of colleagues, groups and fields. */
export function useNames(): Names {
  const directory = useCacheQuery("directory.get", {});
  return useMemo(
    () => ({
      agents: new Map(directory?.agents.map(({ id, name }) => [id, name])),
      groups: new Map(directory?.groups.map(({ id, name }) => [id, name])),
      // Titles, and what their choices are called.
      fields: namesOf(
        directory === undefined ? undefined : { ...directory, agents: [], groups: [] },
      ),
    }),
    [directory],
  );
}

/** What the cache knows of a ticket; null while it is not known. */
export function useTicketFact(ticketId: TicketId | null): TicketFact | null {
  const { t } = useText();
  const view = useCacheQuery("ticket.get", ticketId === null ? null : { ticketId });
  if (ticketId === null || view === undefined || view === null) return null;
  return {
    number: isProvisional(view.ticket.id) ? t("outbox.newNumber") : remoteOf(view.ticket.id),
    subject: view.ticket.subject,
    customer: view.requester?.name ?? null,
  };
}
