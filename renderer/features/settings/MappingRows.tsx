import type { MappingSample } from "#contract/asks.ts";
import type { Group, TicketField } from "#domain/directory/directory.ts";
import { type RtMapping, toStatus } from "#domain/mapping/rt-mapping.ts";
import {
  CHANNELS,
  PRIORITIES,
  type Ticket,
  TICKET_STATUSES,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";
import styles from "#renderer/features/settings/Settings.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Select } from "#renderer/ui/Select.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";

type Change = (part: Partial<RtMapping>) => void;
type Rows = { readonly mapping: RtMapping; readonly onChange: Change };
/** As the defaults say, or nothing. */
const USUAL = "-usual";

/** `record` with `key` at `value`; without it when there is none. */
export function withKey<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  value: T | null,
): Record<string, T> {
  const { [key]: _gone, ...rest } = record;
  return value === null ? rest : { ...rest, [key]: value };
}

/** Each status of each lifecycle, as far as tickets show them. */
export function StatusRows({
  mapping,
  lifecycles,
  onChange,
}: Rows & { readonly lifecycles: MappingSample["lifecycles"] }) {
  const { t } = useText();
  const set = (lifecycle: string, word: string, value: TicketStatus | null) => {
    const words = withKey(mapping.statuses[lifecycle] ?? {}, word, value);
    const isEmpty = Object.keys(words).length === 0;
    onChange({ statuses: withKey(mapping.statuses, lifecycle, isEmpty ? null : words) });
  };
  return (
    <section className={styles["section"]} aria-labelledby="mapping-statuses">
      <h2 id="mapping-statuses" className={styles["heading"]}>
        {t("settings.mapping.statuses")}
      </h2>
      {lifecycles.map(({ name, statuses }) => (
        <fieldset key={name} className={styles["fields"]}>
          <legend>{t("settings.mapping.lifecycle", { name })}</legend>
          {statuses.map(({ word, count, activity }) => {
            const usual = toStatus({ ...mapping, statuses: {} }, name, word, activity);
            return (
              <Select
                key={word}
                label={t("settings.mapping.status", { word, count })}
                value={mapping.statuses[name]?.[word] ?? USUAL}
                onChange={(value) => set(name, word, value === USUAL ? null : value)}
                options={[
                  {
                    value: USUAL,
                    label: t("settings.mapping.usual", { value: t(`common.status.${usual}`) }),
                  },
                  ...TICKET_STATUSES.map((value) => ({
                    value,
                    label: t(`common.status.${value}`),
                  })),
                ]}
              />
            );
          })}
        </fieldset>
      ))}
    </section>
  );
}

/** The number that each priority is written as. */
export function PriorityRows({ mapping, onChange }: Rows) {
  const { t } = useText();
  return (
    <section className={styles["section"]} aria-labelledby="mapping-priorities">
      <h2 id="mapping-priorities" className={styles["heading"]}>
        {t("settings.mapping.priorities")}
      </h2>
      <div className={styles["fields"]}>
        {PRIORITIES.map((priority) => (
          <TextField
            key={priority}
            label={t(`common.priority.${priority}`)}
            dir="ltr"
            value={String(mapping.priorities[priority])}
            onChange={(text) => {
              const number = Number(text.trim());
              if (text.trim() !== "" && Number.isFinite(number))
                onChange({ priorities: { ...mapping.priorities, [priority]: number } });
            }}
          />
        ))}
      </div>
      <p className={styles["quiet"]}>{t("settings.mapping.prioritiesHint")}</p>
    </section>
  );
}

const FIELDS = ["channel", "csat", "nps", "ces", "tags", "marker", "created"] as const;

/** Which custom field is what, and what the values of the channel field mean. */
export function FieldRows({
  mapping,
  fields,
  onChange,
}: Rows & { readonly fields: readonly TicketField[] }) {
  const { t } = useText();
  const channelField = fields.find((field) => field.title === mapping.fields.channel);
  const values = new Set([
    ...(channelField?.options ?? []).map((option) => option.value),
    ...Object.keys(mapping.channels),
  ]);
  return (
    <section className={styles["section"]} aria-labelledby="mapping-fields">
      <h2 id="mapping-fields" className={styles["heading"]}>
        {t("settings.mapping.fields")}
      </h2>
      <div className={styles["fields"]}>
        {FIELDS.map((name) => (
          <TextField
            key={name}
            label={t(`settings.mapping.field.${name}`)}
            value={mapping.fields[name]}
            onChange={(text) => onChange({ fields: { ...mapping.fields, [name]: text } })}
            description={
              name === "marker" ||
              name === "created" ||
              fields.some((field) => field.title === mapping.fields[name])
                ? undefined
                : t("settings.mapping.noField")
            }
          />
        ))}
      </div>
      {values.size > 0 && (
        <div className={styles["fields"]}>
          {[...values].map((value) => (
            <Select
              key={value}
              label={t("settings.mapping.channelValue", { value })}
              value={mapping.channels[value] ?? USUAL}
              onChange={(channel) =>
                onChange({
                  channels: withKey(mapping.channels, value, channel === USUAL ? null : channel),
                })
              }
              options={[
                { value: USUAL, label: t("settings.mapping.byName") },
                ...CHANNELS.map((channel) => ({
                  value: channel,
                  label: t(`common.channel.${channel}`),
                })),
              ]}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** How queues are called here, and the channel of tickets that name none. */
export function QueueRows({
  mapping,
  queues,
  tickets,
  onChange,
}: Rows & { readonly queues: readonly Group[]; readonly tickets: readonly Ticket[] }) {
  const { t } = useText();
  // A queue that was given a name is listed under it; its own name is what the mapping goes by.
  const own = new Map(
    Object.entries(mapping.queues).map(([name, queue]) => [queue.name, name] as const),
  );
  const names = new Set([
    ...queues.map((queue) => own.get(queue.name) ?? queue.name),
    ...tickets.flatMap((ticket) => ticket.remoteWords?.queue ?? []),
    ...Object.keys(mapping.queues),
  ]);
  return (
    <section className={styles["section"]} aria-labelledby="mapping-queues">
      <h2 id="mapping-queues" className={styles["heading"]}>
        {t("settings.mapping.queues")}
      </h2>
      {[...names].toSorted().map((name) => {
        const queue = mapping.queues[name] ?? { name: "", channel: null };
        const put = (part: Partial<typeof queue>) => {
          const next = { ...queue, ...part };
          const isUsual = next.name === "" && next.channel === null;
          onChange({ queues: withKey(mapping.queues, name, isUsual ? null : next) });
        };
        return (
          <div key={name} className={styles["fields"]}>
            <TextField
              label={t("settings.mapping.queueName", { name })}
              placeholder={name}
              value={queue.name}
              onChange={(text) => put({ name: text })}
            />
            <Select
              label={t("settings.mapping.queueChannel", { name })}
              value={queue.channel ?? USUAL}
              onChange={(channel) => put({ channel: channel === USUAL ? null : channel })}
              options={[
                {
                  value: USUAL,
                  label: t("settings.mapping.usual", { value: t("common.channel.email") }),
                },
                ...CHANNELS.map((channel) => ({
                  value: channel,
                  label: t(`common.channel.${channel}`),
                })),
              ]}
            />
          </div>
        );
      })}
      <div className={styles["fields"]}>
        <Select
          label={t("settings.mapping.newQueue")}
          value={mapping.newTicketQueue ?? USUAL}
          onChange={(name) => onChange({ newTicketQueue: name === USUAL ? null : name })}
          options={[
            { value: USUAL, label: t("settings.mapping.firstQueue") },
            ...[...names].toSorted().map((value) => ({ value, label: value })),
          ]}
        />
      </div>
    </section>
  );
}
