import { useState } from "react";
import type { QueueRow } from "#contract/asks.ts";
import { accountOf, isProvisional, type TicketId } from "#domain/kernel/ids.ts";
import { Picker } from "#renderer/actions/Picker.tsx";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";

/** Most tickets offered; who needs more types more. */
const MOST = 40;

/**
 * A ticket of the same helpdesk, found by number, subject or customer among all that are kept here. Before anything is
 * typed: the other tickets of the same customer.
 */
export function TicketPicker({
  title,
  besides,
  withClosed,
  onPick,
  onClose,
}: {
  readonly title: string;
  /** Tickets that cannot be chosen; the first one tells helpdesk and customer. */
  readonly besides: readonly TicketId[];
  readonly withClosed: boolean;
  readonly onPick: (row: QueueRow) => void;
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const me = useMe();
  const [typed, setTyped] = useState("");
  const [first = ""] = besides;
  const text = typed.trim().replace(/^#(?=\d)/, "");
  const view = useCacheQuery("ticket.get", { ticketId: first });
  const customerId = view?.ticket.requesterId;
  const own = useCacheQuery(
    "customer.tickets",
    text === "" && customerId !== undefined ? { customerId, last: MOST } : null,
  );
  const found = useCacheQuery(
    "search.run",
    text === "" ? null : { text, me, limit: MOST * 2, brief: true },
  );
  const all = text === "" ? (own?.rows ?? []) : (found?.hits ?? []).map((hit) => hit.row);
  const rows = all
    .filter(
      (row) =>
        row.accountId === accountOf(first) &&
        !besides.includes(row.id) &&
        !isProvisional(row.id) &&
        (withClosed || row.status !== "closed"),
    )
    .toSorted((a, b) => Number(b.number === text) - Number(a.number === text))
    .slice(0, MOST);
  return (
    <Picker
      title={title}
      placeholder={t("actions.ticketPicker.hint")}
      empty={t("actions.ticketPicker.empty")}
      isFiltered
      onText={setTyped}
      choices={rows.map((row) => ({
        id: row.id,
        label: `#${row.number} ${row.subject}`,
        detail: row.requesterName,
        mark: <StatusMark status={row.status} />,
      }))}
      onPick={(id) => {
        const row = rows.find((one) => one.id === id);
        if (row !== undefined) onPick(row);
      }}
      onClose={onClose}
    />
  );
}
