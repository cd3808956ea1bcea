import type { TicketId } from "#domain/kernel/ids.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import { openOutside } from "#renderer/actions/open-outside.ts";
import { usePersonName } from "#renderer/actions/PeopleMenu.tsx";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import styles from "#renderer/features/profile/Profile.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Who else is on the open ticket, and what it is linked with; each with the key that changes it. */
export function TicketPeople({ ticketId }: { readonly ticketId: TicketId }) {
  const { t } = useText();
  const ticket = useCacheQuery("ticket.get", { ticketId })?.ticket;
  const directory = useCacheQuery("directory.get", {});
  const links = useCacheQuery("ticket.links", { ticketId }) ?? [];
  const outside = useCacheQuery("ticket.outsideLinks", { ticketId }) ?? [];
  const people = ticket === undefined ? [] : [...ticket.ccIds, ...ticket.followerIds];
  const names = useCacheQuery("customer.names", people.length === 0 ? null : { ids: people });
  const agentName = usePersonName(directory);
  if (ticket === undefined) return null;
  const name = (person: string) => names?.[person] ?? agentName(person);
  const row = (title: string, list: readonly string[], role: string) => (
    <div className={styles["customRow"]}>
      <dt>{title}</dt>
      <dd data-people={role}>
        {list.length === 0 ? (
          <span className={styles["quiet"]}>{t("common.none")}</span>
        ) : (
          list.map((person, at) => (
            <span key={person}>
              {at > 0 && ", "}
              <bdi>{name(person)}</bdi>
            </span>
          ))
        )}
      </dd>
    </div>
  );
  return (
    <section className={styles["prose"]} aria-label={t("profile.onTicket.title")}>
      <h3 className={styles["sectionTitle"]}>{t("profile.onTicket.title")}</h3>
      <dl className={styles["custom"]}>
        {row(t("profile.onTicket.ccs"), ticket.ccIds, "ccs")}
        {row(t("profile.onTicket.followers"), ticket.followerIds, "followers")}
      </dl>
      {links.length > 0 && (
        <ul aria-label={t("profile.onTicket.links")} data-links="">
          {links.map(({ link, row: other }) => (
            <li key={`${link.relation}/${link.to}`}>
              <Button variant="quiet" onPress={() => workspace.openTicket(link.to)}>
                {t(`common.link.${link.relation}`)} <bdi>#{remoteOf(link.to)}</bdi>{" "}
                <bdi>{other?.subject ?? ""}</bdi>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {outside.length > 0 && (
        <ul aria-label={t("profile.onTicket.outside")} data-outside-links="">
          {outside.map(({ relation, url, title }) => (
            <li key={`${relation}/${url}`}>
              <Button variant="quiet" onPress={() => void openOutside(url)}>
                {t(`common.link.${relation}`)} <bdi title={url}>{title ?? url}</bdi>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles["openFull"]}>
        <CommandButton id="ticket.people" variant="quiet" />
        <CommandButton id="ticket.links" variant="quiet" />
      </div>
    </section>
  );
}
