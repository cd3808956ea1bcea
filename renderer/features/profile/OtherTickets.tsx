import type { QueueRow } from "#contract/asks.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import styles from "#renderer/features/profile/Profile.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const SHOWN = 8;

/** What else of this customer is open. */
export function OtherTickets({
  rows,
  isBeside,
}: {
  readonly rows: readonly QueueRow[];
  readonly isBeside: boolean;
}) {
  const { t } = useText();
  const caps = useCaps("profile.nextTicket");
  if (rows.length === 0)
    return (
      <p className={styles["quiet"]}>
        {t(isBeside ? "profile.tickets.noneOther" : "profile.tickets.none")}
      </p>
    );
  return (
    <section className={styles["tickets"]}>
      <h3 className={styles["sectionTitle"]}>
        {t(isBeside ? "profile.tickets.other" : "profile.tickets.open", { count: rows.length })}
        <Kbd caps={caps} />
      </h3>
      <ul>
        {rows.slice(0, SHOWN).map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className={styles["ticket"]}
              onClick={() => workspace.openTicket(row.id)}
            >
              <StatusMark status={row.status} label={row.statusLabel} />
              <ChannelIcon channel={row.channel} />
              <span className={styles["ticketSubject"]} dir="auto">
                {row.subject}
              </span>
              <span className={styles["quiet"]}>
                <RelativeTime at={row.updatedAt} short isFocusable={false} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && (
        <p className={styles["quiet"]}>
          {t("profile.tickets.more", { count: rows.length - SHOWN })}
        </p>
      )}
    </section>
  );
}
