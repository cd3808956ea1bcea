import {
  AtSign,
  BadgeCheck,
  Building2,
  Clock,
  Copy,
  Hash,
  Languages,
  type LucideIcon,
  Mail,
  Phone,
} from "lucide-react";
import type { ReactNode } from "react";
import type { CustomerView } from "#contract/asks.ts";
import type { Identity } from "#domain/customer/customer.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { copyIdentity } from "#renderer/features/profile/commands.ts";
import {
  languageName,
  localTime,
  orderIdentities,
  placeOf,
} from "#renderer/features/profile/profile-facts.ts";
import styles from "#renderer/features/profile/Profile.module.css";
import { intlTag } from "#renderer/i18n/locale.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Avatar } from "#renderer/ui/Avatar.tsx";
import { Badge } from "#renderer/ui/Badge.tsx";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

const ICONS: Readonly<Record<Identity["kind"], LucideIcon>> = {
  email: Mail,
  phone: Phone,
  social: AtSign,
  external: Hash,
  other: Hash,
};

/** Who it is, how to reach them, what they are like to deal with. */
export function CustomerFacts({
  view,
  isBeside,
}: {
  readonly view: CustomerView;
  readonly isBeside: boolean;
}) {
  const { t, format, locale } = useText();
  const { customer, organisation, ticketCounts, satisfaction } = view;
  const now = useNow();
  const tag = intlTag(locale);
  const clock = localTime(now, customer.timeZone, tag);
  const answers = satisfaction.good + satisfaction.bad;
  const custom = Object.entries(customer.customFields).filter(
    ([, value]) => value !== null && value !== "",
  );
  return (
    <>
      <header className={styles["head"]}>
        <Avatar name={customer.name} kind="customer" size={40} />
        <div className={styles["headText"]}>
          <h2 className={styles["name"]} data-selectable="">
            <bdi>{customer.name}</bdi>
          </h2>
          {clock !== null && customer.timeZone !== null && (
            <p className={styles["clock"]}>
              {t("profile.localTime", { time: clock, place: placeOf(customer.timeZone) })}
            </p>
          )}
        </div>
      </header>
      {isBeside && (
        <div className={styles["openFull"]}>
          <CommandButton id="profile.openFull" variant="quiet" />
        </div>
      )}
      <dl className={styles["counts"]}>
        <Count name={t("profile.count.unsolved")} value={format.number(ticketCounts.unsolved)} />
        <Count name={t("profile.count.total")} value={format.number(ticketCounts.total)} />
        <Count
          name={t("profile.count.satisfied")}
          value={
            answers === 0
              ? "–"
              : t("profile.satisfaction", {
                  good: format.number(satisfaction.good),
                  n: format.number(answers),
                })
          }
        />
      </dl>
      <ul className={styles["identities"]} aria-label={t("profile.identities")}>
        {orderIdentities(customer.identities).map((identity) => (
          <IdentityLine key={`${identity.kind}/${identity.value}`} identity={identity} />
        ))}
        {customer.identities.length === 0 && (
          <li className={styles["quiet"]}>{t("profile.noIdentity")}</li>
        )}
      </ul>
      <ul className={styles["traits"]}>
        {organisation !== null && (
          <Trait icon={Building2} name={t("profile.organisation")}>
            <bdi>{organisation.name}</bdi>
          </Trait>
        )}
        {customer.locale !== null && (
          <Trait icon={Languages} name={t("profile.language")}>
            {languageName(customer.locale, tag)}
          </Trait>
        )}
        {view.firstSeenAt !== null && (
          <Trait icon={Clock} name={t("profile.since")}>
            {t("profile.customerSince", { date: format.date(view.firstSeenAt, now) })}
            {view.lastContactAt !== null && (
              <>
                {" · "}
                {t("profile.lastContact")} <RelativeTime at={view.lastContactAt} />
              </>
            )}
          </Trait>
        )}
      </ul>
      {view.channels.length > 0 && (
        <div className={styles["channels"]}>
          {view.channels.map((channel) => (
            <ChannelIcon key={channel} channel={channel} size={16} />
          ))}
        </div>
      )}
      {customer.tags.length > 0 && (
        <ul className={styles["tags"]} aria-label={t("profile.tags")}>
          {customer.tags.map((tagName) => (
            <li key={tagName}>
              <Badge>{tagName}</Badge>
            </li>
          ))}
        </ul>
      )}
      <Prose title={t("profile.notes")} text={customer.notes} />
      <Prose title={t("profile.details")} text={customer.details} />
      <Prose title={t("profile.organisationNotes")} text={organisation?.notes ?? ""} />
      {custom.length > 0 && (
        <dl className={styles["custom"]}>
          {custom.map(([id, value]) => (
            <div key={id} className={styles["customRow"]}>
              <dt>{remoteOf(id).replaceAll("_", " ")}</dt>
              <dd data-selectable="">
                <bdi>
                  {typeof value === "object" && value !== null
                    ? value.join(", ")
                    : typeof value === "boolean"
                      ? t(value ? "profile.yes" : "profile.no")
                      : String(value)}
                </bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function IdentityLine({ identity }: { readonly identity: Identity }) {
  const { t } = useText();
  const Icon = ICONS[identity.kind];
  return (
    <li className={styles["identity"]}>
      <Icon
        size={14}
        strokeWidth={1.75}
        role="img"
        aria-label={t(`profile.identity.${identity.kind}`)}
        className={styles["icon"]}
      />
      <bdi dir="ltr" className={styles["identityValue"]} data-selectable="">
        {identity.value}
      </bdi>
      {identity.verified && (
        <BadgeCheck
          size={14}
          role="img"
          aria-label={t("profile.verified")}
          className={styles["verified"]}
        />
      )}
      <IconButton
        icon={Copy}
        size={14}
        label={t("profile.copy", { value: identity.value })}
        onPress={() => void copyIdentity(identity.value)}
      />
    </li>
  );
}

function Trait({
  icon: Icon,
  name,
  children,
}: {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <li className={styles["trait"]}>
      <Icon size={14} strokeWidth={1.75} role="img" aria-label={name} className={styles["icon"]} />
      <span>{children}</span>
    </li>
  );
}

function Prose({ title, text }: { readonly title: string; readonly text: string }) {
  if (text.trim() === "") return null;
  return (
    <section className={styles["prose"]}>
      <h3 className={styles["sectionTitle"]}>{title}</h3>
      <p dir="auto" data-selectable="" className={styles["proseText"]}>
        {text}
      </p>
    </section>
  );
}
