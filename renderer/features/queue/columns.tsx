import {
  columnOrderingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import { CircleAlert, Clock, CloudUpload } from "lucide-react";
import {
  type FieldKey,
  fieldIdOf,
  isFieldKey,
  type QueueRow,
  type QueueSort,
} from "#contract/asks.ts";
import type { TicketField } from "#domain/directory/directory.ts";
import type { FieldId } from "#domain/kernel/ids.ts";
import { fieldText } from "#renderer/actions/fields/field-text.ts";
import { OriginMark } from "#renderer/actions/OriginMark.tsx";
import { useDirectoryNames } from "#renderer/features/queue/directory-names.ts";
import styles from "#renderer/features/queue/Queue.module.css";
import { type Text, useText } from "#renderer/i18n/text.ts";
import type { ColumnId, FixedColumn, ViewLayout } from "#renderer/features/queue/view-layout.ts";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { PriorityMark } from "#renderer/ui/PriorityMark.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { SlaClock } from "#renderer/ui/SlaClock.tsx";
import { StatusBadge, StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { useAccountStatus } from "#renderer/workspace/status-store.ts";

/** px between two columns; those of the mark and the edges of a line. */
const GAP = 8;
const EDGES = 20 + 2 * 8 + 3;

type Shape = {
  /** Width as a grid track. */
  readonly track: string;
  /** px that it takes at least. */
  readonly least: number;
  /** Narrowest pane, px, in which the column is shown without being asked for. */
  readonly from: number;
  /** Its place in the wide layout, where it says more. */
  readonly wide?: { readonly track: string; readonly least: number; readonly from: number };
  readonly sort?: QueueSort;
  /** Always there: the row would not be understood without it. */
  readonly fixed?: true;
};
const SHAPES: Readonly<Record<FixedColumn, Shape>> = {
  due: { track: "60px", least: 60, from: 0, sort: "sla", fixed: true },
  status: {
    track: "16px",
    least: 16,
    from: 0,
    wide: { track: "88px", least: 88, from: 560 },
    sort: "status",
  },
  channel: { track: "18px", least: 18, from: 0, sort: "channel" },
  number: { track: "72px", least: 72, from: 820, sort: "number" },
  subject: { track: "minmax(84px, 2.4fr)", least: 84, from: 0, sort: "subject", fixed: true },
  requester: { track: "minmax(80px, 1fr)", least: 80, from: 420, sort: "requester" },
  organisation: {
    track: "minmax(70px, 0.9fr)",
    least: 70,
    from: Infinity,
    sort: "organisation",
  },
  value: { track: "76px", least: 76, from: 1400, sort: "value" },
  assignee: { track: "minmax(70px, 0.8fr)", least: 70, from: 780, sort: "assignee" },
  group: { track: "minmax(70px, 0.8fr)", least: 70, from: 940, sort: "group" },
  tags: { track: "minmax(80px, 1.2fr)", least: 80, from: 1080 },
  updated: { track: "64px", least: 64, from: 620, sort: "updated" },
  created: { track: "72px", least: 72, from: 1240, sort: "created" },
  priority: {
    track: "16px",
    least: 16,
    from: 0,
    wide: { track: "84px", least: 84, from: 1000 },
    sort: "priority",
  },
  pending: { track: "16px", least: 16, from: 0, fixed: true },
};

/** What a column of a custom field is like: it is there because it was asked for. */
export const shapeOf = (id: ColumnId): Shape =>
  isFieldKey(id) ? { track: "minmax(64px, 0.8fr)", least: 64, from: 0, sort: id } : SHAPES[id];

export const features = tableFeatures({
  columnOrderingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});
const helper = createColumnHelper<typeof features, QueueRow>();

const WAITING = <Clock size={12} strokeWidth={1.75} aria-hidden="true" />;

/** Time left of the nearest promise; without one, how long the customer has waited. */
function DueCell({ row }: { readonly row: QueueRow }) {
  const { t, format } = useText();
  const offset = useAccountStatus(row.accountId)?.clockOffsetMs ?? 0;
  const now = useNow() + offset;
  if (row.breachAt !== null)
    return (
      <SlaClock
        breachAt={row.breachAt}
        startedAt={row.waitingSince ?? row.createdAt}
        clockOffsetMs={offset}
        short
      />
    );
  if (row.waitingSince === null) return null;
  const time = format.duration(now - row.waitingSince);
  return (
    <span className={styles["waiting"]}>
      {WAITING}
      <span role="img" aria-label={t("queue.waits", { time })}>
        {time}
      </span>
    </span>
  );
}

function PendingCell({ row }: { readonly row: QueueRow }) {
  const { t } = useText();
  if (row.pending === "none") return null;
  const Icon = row.pending === "attention" ? CircleAlert : CloudUpload;
  return (
    <Icon
      size={14}
      role="img"
      aria-label={t(`queue.pending.${row.pending}`)}
      className={row.pending === "attention" ? styles["attention"] : styles["unsent"]}
    />
  );
}

/** People's words on one line: cut at their own end, whichever way they and the screen are written. */
const clipped = (words: string) => (
  <span dir="auto" className={styles["clip"]}>
    {words}
  </span>
);

function AssigneeCell({ row }: { readonly row: QueueRow }) {
  const { t } = useText();
  const names = useDirectoryNames();
  if (row.assigneeId === null) return <span className={styles["dim"]}>{t("queue.nobody")}</span>;
  return names.me.has(row.assigneeId)
    ? t("common.person.you")
    : clipped(names.agents.get(row.assigneeId) ?? t("common.person.unknown"));
}

function GroupCell({ row }: { readonly row: QueueRow }) {
  const names = useDirectoryNames();
  return row.groupId === null ? null : clipped(names.groups.get(row.groupId) ?? "");
}

function ValueCell({ row }: { readonly row: QueueRow }) {
  const { t } = useText();
  return row.value === null ? null : clipped(t(`queue.customerValue.${row.value}`));
}

/** Status and priority drop their word where there is no room; the shape and its name stay. */
export type CellWords = { readonly status: boolean; readonly priority: boolean };

/**
 * The columns as the table draws them.
 *
 * @param fields Custom fields that have a column, as they are known now.
 * @param text For the values of those: a cell of a field draws without looking anything up.
 */
export const columnsFor = (
  words: CellWords,
  fields: readonly { readonly key: FieldKey; readonly field: TicketField | undefined }[],
  text: Text,
) =>
  helper.columns([
    ...fields.map(({ key, field }) => {
      const id = fieldIdOf(key);
      return helper.display({
        id: key,
        cell: ({ row }) => clipped(fieldText(row.original.fields?.[id] ?? null, field, text)),
      });
    }),
    helper.display({
      id: "organisation",
      cell: ({ row }) => clipped(row.original.organisationName ?? ""),
    }),
    helper.display({ id: "due", cell: ({ row }) => <DueCell row={row.original} /> }),
    helper.accessor("status", {
      cell: ({ row: { original } }) =>
        words.status ? (
          <StatusBadge status={original.status} label={original.statusLabel} />
        ) : (
          <StatusMark status={original.status} label={original.statusLabel} />
        ),
    }),
    helper.accessor("channel", {
      cell: ({ row }) => <ChannelIcon channel={row.original.channel} />,
    }),
    helper.accessor("number", { cell: ({ getValue }) => <bdi dir="ltr">#{getValue()}</bdi> }),
    helper.accessor("subject", {
      cell: ({ row: { original } }) => (
        <span dir="auto" className={styles["clip"]}>
          <OriginMark accountId={original.accountId} />
          {original.subject}
        </span>
      ),
    }),
    helper.display({
      id: "requester",
      cell: ({ row }) => clipped(row.original.requesterName),
    }),
    helper.display({ id: "value", cell: ({ row }) => <ValueCell row={row.original} /> }),
    helper.display({ id: "assignee", cell: ({ row }) => <AssigneeCell row={row.original} /> }),
    helper.display({ id: "group", cell: ({ row }) => <GroupCell row={row.original} /> }),
    helper.accessor("tags", { cell: ({ getValue }) => clipped(getValue().join(" ")) }),
    helper.display({
      id: "updated",
      cell: ({ row }) => <RelativeTime at={row.original.updatedAt} short isFocusable={false} />,
    }),
    helper.display({
      id: "created",
      cell: ({ row }) => <RelativeTime at={row.original.createdAt} short isFocusable={false} />,
    }),
    helper.accessor("priority", {
      cell: ({ row }) => (
        <PriorityMark priority={row.original.priority} withWord={words.priority} />
      ),
    }),
    helper.accessor("pending", { cell: ({ row }) => <PendingCell row={row.original} /> }),
  ]);

type Chosen = Pick<ViewLayout, "columns" | "hidden" | "asked" | "widths">;

/**
 * Whether a column is on screen: it was asked for, or the width of the pane leaves room and nobody has hidden it.
 *
 * @param fields Those that the account has; a column of another one says nothing.
 */
export function isShown(
  id: ColumnId,
  width: number,
  { hidden, asked }: Pick<Chosen, "hidden" | "asked">,
  fields: ReadonlyMap<FieldId, unknown>,
): boolean {
  if (isFieldKey(id)) return fields.has(fieldIdOf(id));
  const { fixed, from } = SHAPES[id];
  return fixed === true || (!hidden.includes(id) && (width >= from || asked.includes(id)));
}

/** What is on screen, in the agent's order, with its place and the width that all of it needs. */
export function layoutFor(
  width: number,
  { columns, hidden, asked, widths }: Chosen,
  fields: ReadonlyMap<FieldId, unknown>,
): {
  readonly visible: readonly ColumnId[];
  readonly tracks: string;
  /** px below which the lines are wider than the pane. */
  readonly least: number;
  readonly words: CellWords;
} {
  const visible = columns.filter((id) => isShown(id, width, { hidden, asked }, fields));
  // A column that was given room says its word in it.
  const isWide = (id: ColumnId) =>
    width >= (shapeOf(id).wide?.from ?? Infinity) || (widths[id] ?? 0) >= 60;
  const track = (id: ColumnId) => {
    const set = widths[id];
    if (set !== undefined) return `${set}px`;
    const shape = shapeOf(id);
    return isWide(id) ? (shape.wide?.track ?? shape.track) : shape.track;
  };
  const least = visible.reduce(
    (sum, id) =>
      sum +
      GAP +
      (widths[id] ?? (isWide(id) ? shapeOf(id).wide?.least : undefined) ?? shapeOf(id).least),
    EDGES,
  );
  return {
    visible,
    tracks: visible.map(track).join(" "),
    least,
    words: { status: isWide("status"), priority: isWide("priority") },
  };
}
