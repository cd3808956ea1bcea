import type { TicketField } from "#domain/directory/directory.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import {
  type RtMapping,
  queueName,
  toChannel,
  toPriority,
  toSatisfaction,
  toStatus,
} from "#domain/mapping/rt-mapping.ts";
import type { Channel, Priority, Ticket, TicketStatus } from "#domain/ticket/ticket.ts";
import styles from "#renderer/features/settings/Mapping.module.css";
import settings from "#renderer/features/settings/Settings.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { PriorityMark } from "#renderer/ui/PriorityMark.tsx";
import { StatusBadge } from "#renderer/ui/StatusBadge.tsx";

export type Mapped = {
  readonly status: TicketStatus;
  readonly priority: Priority | null;
  readonly channel: Channel;
  readonly satisfaction: "good" | "bad" | null;
  readonly queue: string;
};

/** A ticket as the mapping reads its words; null when its words are not kept. */
export function mapTicket(
  ticket: Ticket,
  mapping: RtMapping,
  fields: readonly Pick<TicketField, "id" | "title">[],
): Mapped | null {
  const words = ticket.remoteWords;
  if (words === undefined) return null;
  const valueOf = (name: string): string | undefined => {
    const field = fields.find((one) => one.title === name);
    const value = field === undefined ? null : (ticket.customFields[field.id] ?? null);
    if (value === null) return undefined;
    return typeof value === "object" ? value[0] : String(value);
  };
  const { channel, csat, nps, ces } = mapping.fields;
  return {
    status: toStatus(mapping, words.lifecycle, words.status, words.activity ?? null),
    priority: toPriority(mapping, words.priority),
    channel: toChannel(mapping, valueOf(channel), words.queue),
    satisfaction: toSatisfaction({ csat: valueOf(csat), nps: valueOf(nps), ces: valueOf(ces) }),
    queue: queueName(mapping, words.queue),
  };
}

/** Ten tickets that are kept here, with their own words and what they become; follows every change. */
export function MappingPreview({
  mapping,
  tickets,
  fields,
}: {
  readonly mapping: RtMapping;
  readonly tickets: readonly Ticket[];
  readonly fields: readonly TicketField[];
}) {
  const { t } = useText();
  const rows = tickets.flatMap((ticket) => {
    const mapped = mapTicket(ticket, mapping, fields);
    return mapped === null ? [] : [{ ticket, mapped }];
  });
  return (
    <section className={settings["section"]} aria-labelledby="mapping-preview">
      <h2 id="mapping-preview" className={settings["heading"]}>
        {t("settings.mapping.preview", { count: rows.length })}
      </h2>
      {rows.length === 0 ? (
        <p className={settings["quiet"]}>{t("settings.mapping.noTickets")}</p>
      ) : (
        <table className={styles["preview"]} data-mapping-preview="">
          <thead>
            <tr>
              <th scope="col">{t("settings.mapping.ticket")}</th>
              <th scope="col">{t("actions.field.status")}</th>
              <th scope="col">{t("actions.field.priority")}</th>
              <th scope="col">{t("settings.mapping.queue")}</th>
              <th scope="col">{t("settings.mapping.channel")}</th>
              <th scope="col">{t("settings.mapping.satisfaction")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ ticket, mapped }) => (
              <tr key={ticket.id} data-ticket={ticket.id}>
                <th scope="row">
                  <bdi>#{remoteOf(ticket.id)}</bdi> <bdi>{ticket.subject}</bdi>
                </th>
                <td>
                  <bdi className={settings["quiet"]}>{ticket.remoteWords?.status}</bdi>{" "}
                  <StatusBadge status={mapped.status} label={null} />
                </td>
                <td>
                  <bdi className={settings["quiet"]}>{ticket.remoteWords?.priority ?? "–"}</bdi>{" "}
                  <PriorityMark priority={mapped.priority} withWord />
                </td>
                <td>
                  <bdi>{mapped.queue}</bdi>
                </td>
                <td>
                  <ChannelIcon channel={mapped.channel} withWord />
                </td>
                <td>
                  {mapped.satisfaction === null
                    ? "–"
                    : t(`settings.mapping.score.${mapped.satisfaction}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
