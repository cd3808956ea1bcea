import { useMemo, useState } from "react";
import type { TimelineEntry } from "#contract/asks.ts";
import { type CustomerId, type TicketId, isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import { useCacheQuery, useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { changeWords } from "#renderer/features/profile/change-words.ts";
import { newestFirst, sideOf } from "#renderer/features/profile/profile-facts.ts";
import styles from "#renderer/features/profile/Profile.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { type Names, namesOf } from "#renderer/ui/field-words.ts";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { PickList } from "#renderer/ui/PickList.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Entries asked for at first, and more of them each time the end comes near. */
const STEP = 200;
const TALL = 84;
const SHORT = 48;

/** Everything that happened with one customer, over all tickets and channels, the newest first. */
export function Timeline({
  customerId,
  customerName,
  ticketId,
  isWhole,
}: {
  readonly customerId: CustomerId;
  readonly customerName: string;
  readonly ticketId: TicketId | null;
  /** Off while older history is still being fetched. */
  readonly isWhole: boolean;
}) {
  const { t, format } = useText();
  const [last, setLast] = useState(STEP);
  const [activeId, setActiveId] = useState<string | null>(null);
  const result = useCacheResult("customer.timeline", { customerId, last });
  const entries = useMemo(
    () => (result?.ok === true ? newestFirst(result.value.entries) : []),
    [result],
  );
  const total = result?.ok === true ? result.value.total : 0;
  const heightOf = useMemo(
    () => (index: number) => {
      const entry = entries[index];
      return entry !== undefined && sideOf(entry.interaction.kind) === "event" ? SHORT : TALL;
    },
    [entries],
  );
  const directory = useCacheQuery("directory.get", {});
  const names: Names = useMemo(
    () => namesOf(directory).set(customerId, customerName),
    [directory, customerId, customerName],
  );
  const active = entries.findIndex(({ interaction }) => interaction.id === activeId);
  return (
    <section className={styles["timeline"]} aria-label={t("profile.timeline")}>
      <h3 className={styles["timelineTitle"]}>
        {t("profile.timeline")}
        <span className={styles["quiet"]}>{format.number(total)}</span>
        {!isWhole && <span className={styles["quiet"]}>{t("profile.partial")}</span>}
      </h3>
      {result === undefined ? (
        <Skeleton />
      ) : !result.ok ? (
        <ErrorNote error={result.error} />
      ) : entries.length === 0 ? (
        <p className={styles["noEntries"]}>{t("profile.noEntries")}</p>
      ) : (
        <div className={styles["timelinePlace"]}>
          <PickList
            label={t("profile.timeline")}
            count={entries.length}
            rowHeight={heightOf}
            active={active}
            keyOf={(index) => entries[index]?.interaction.id ?? String(index)}
            onActive={(index) => setActiveId(entries[index]?.interaction.id ?? null)}
            onOpen={(index) => workspace.openTicket(entries[index]?.interaction.ticketId ?? null)}
            onWindow={(_, end) => {
              if (end > entries.length - 20 && entries.length < total && last <= entries.length)
                setLast(last + STEP * 2);
            }}
            renderRow={(index) => {
              const entry = entries[index];
              return entry === undefined ? null : (
                <Entry
                  entry={entry}
                  names={names}
                  isHere={entry.interaction.ticketId === ticketId}
                />
              );
            }}
          />
        </div>
      )}
    </section>
  );
}

function Entry({
  entry,
  names,
  isHere,
}: {
  readonly entry: TimelineEntry;
  readonly names: Names;
  readonly isHere: boolean;
}) {
  const text = useText();
  const { t } = text;
  const { interaction, ticketSubject } = entry;
  const { author, kind } = interaction;
  const side = sideOf(kind);
  const known = author.kind === "system" ? null : (names.get(author.id) ?? null);
  const number = isProvisional(interaction.ticketId)
    ? t("profile.newNumber")
    : remoteOf(interaction.ticketId);
  const happened =
    interaction.text === "" ? changeWords(interaction.changes, names, text) : interaction.text;
  return (
    <article className={cx(styles["entry"], styles[side], isHere && styles["here"])}>
      <p className={styles["entryHead"]}>
        <ChannelIcon channel={interaction.channel} />
        {kind !== "message" && <span className={styles["kind"]}>{t(`profile.kind.${kind}`)}</span>}
        <bdi className={styles["author"]}>
          {author.name ??
            known ??
            t(author.kind === "system" ? "profile.system" : "common.person.unknown")}
        </bdi>
        <span className={styles["entryTime"]}>
          <RelativeTime at={interaction.at} short isFocusable={false} />
        </span>
      </p>
      {side !== "event" && (
        <p className={styles["excerpt"]} dir="auto">
          {interaction.text.slice(0, 300)}
        </p>
      )}
      <p className={styles["entryTicket"]} dir="auto">
        <bdi dir="ltr">#{number}</bdi>{" "}
        {side === "event" && happened !== "" ? happened.slice(0, 200) : ticketSubject}
      </p>
    </article>
  );
}
