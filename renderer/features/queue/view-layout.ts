import { z } from "zod";
import {
  fieldKey,
  isFieldKey,
  isGroupField,
  isQueueSort,
  MOST_GROUP_LEVELS,
  MOST_SORTS,
  type FieldKey,
  type GroupField,
  type QueueSort,
  type SortKey,
} from "#contract/asks.ts";
import type { RemoteView } from "#domain/directory/directory.ts";
import { globalId } from "#domain/kernel/ids.ts";
import type { Density } from "#renderer/ui/use-row-height.ts";

/** Columns in their usual order. */
export const COLUMNS = [
  "due",
  "status",
  "channel",
  "number",
  "subject",
  "requester",
  "organisation",
  "value",
  "assignee",
  "group",
  "tags",
  "updated",
  "created",
  "priority",
  "pending",
] as const;
export type FixedColumn = (typeof COLUMNS)[number];
/** A column that every list has, or a custom field that the agent put there. */
export type ColumnId = FixedColumn | FieldKey;
/** Columns of custom fields that one view can have. */
export const MOST_FIELDS = 20;
export const DENSITIES = [
  "compact",
  "default",
  "comfortable",
] as const satisfies readonly Density[];

/** Widths that a column can be given, px. */
export const LEAST_WIDTH = 32;
export const MOST_WIDTH = 800;
/** Folded groups that are remembered for a view. */
const MOST_FOLDED = 500;

/** How the list of one view is shown: kept for each view. */
export type ViewLayout = {
  readonly sort: QueueSort;
  readonly descending: boolean;
  /** Looked at where the order so far says equal. */
  readonly thenBy: readonly SortKey[];
  /** All fixed columns and the fields that were put there, in the order on screen. */
  readonly columns: readonly ColumnId[];
  readonly hidden: readonly ColumnId[];
  /** Columns that were asked for: they are there even where room is short. */
  readonly asked: readonly ColumnId[];
  /** Widths that were set, px. */
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
  readonly groupBy: readonly GroupField[];
  /** How high its lines are; null: as everywhere. */
  readonly density: Density | null;
  readonly allFolded: boolean;
  /** Groups that are folded; with `allFolded`, those that are not. */
  readonly folded: readonly string[];
};
export const USUAL: ViewLayout = {
  sort: "rank",
  descending: false,
  thenBy: [],
  columns: COLUMNS,
  hidden: [],
  asked: [],
  widths: {},
  groupBy: [],
  density: null,
  allFolded: false,
  folded: [],
};

const Column = z.custom<ColumnId>((id) => isFieldKey(id) || COLUMNS.some((known) => known === id));
const Sort = z.custom<QueueSort>(isQueueSort);
const list = <T>(one: z.ZodType<T>, most: number) =>
  z
    .array(z.unknown())
    .transform((all) => {
      const read = all.flatMap((value) => {
        const parsed = one.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      });
      return [...new Set(read)].slice(0, most);
    })
    .catch([]);

/** Reads a stored layout; what cannot be read falls back one by one. */
const Saved = z.object({
  sort: Sort.catch("rank"),
  descending: z.boolean().catch(false),
  thenBy: list(z.object({ sort: Sort, descending: z.boolean() }), MOST_SORTS - 1),
  columns: list(Column, COLUMNS.length + MOST_FIELDS).transform(allColumns),
  hidden: list(Column, COLUMNS.length),
  asked: list(Column, COLUMNS.length),
  widths: z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((all) => {
      const widths: Partial<Record<ColumnId, number>> = {};
      for (const [id, width] of Object.entries(all)) {
        if (!Column.safeParse(id).success) continue;
        if (typeof width === "number" && width >= LEAST_WIDTH && width <= MOST_WIDTH)
          widths[id as ColumnId] = width;
      }
      return widths;
    }),
  groupBy: list(z.custom<GroupField>(isGroupField), MOST_GROUP_LEVELS),
  density: z.enum(DENSITIES).nullable().catch(null),
  allFolded: z.boolean().catch(false),
  folded: list(z.string().max(1000), MOST_FOLDED),
});

/** Columns that a later version brought stand at their usual place, or at the end. */
function allColumns(some: readonly ColumnId[]): readonly ColumnId[] {
  const order = [...some];
  for (const id of COLUMNS) {
    if (order.includes(id)) continue;
    const before = COLUMNS[COLUMNS.indexOf(id) - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}

/** @param saved Unchecked. @returns The usual layout when it is nothing that can be read. */
export function readLayout(saved: unknown): ViewLayout {
  const read = Saved.safeParse(saved);
  return read.success ? read.data : USUAL;
}

/** The layout alone, of whatever carries one. */
export const pickLayout = (view: ViewLayout): ViewLayout => ({
  sort: view.sort,
  descending: view.descending,
  thenBy: view.thenBy,
  columns: view.columns,
  hidden: view.hidden,
  asked: view.asked,
  widths: view.widths,
  groupBy: view.groupBy,
  density: view.density,
  allFolded: view.allFolded,
  folded: view.folded,
});

/** A layout to be kept with a view or in a file, without what is folded just now; `readLayout` reads it. */
export function writeLayout(view: ViewLayout): Readonly<Record<string, unknown>> {
  const { allFolded: _1, folded: _2, ...kept } = pickLayout(view);
  return kept;
}

/** The helpdesk's words for fields, as orders and groups here. Source: Zendesk "Views" (`execution`). */
const SORT_OF: Readonly<Record<string, QueueSort>> = {
  nice_id: "number",
  id: "number",
  ticket_id: "number",
  status: "status",
  priority: "priority",
  created: "created",
  created_at: "created",
  updated: "updated",
  updated_at: "updated",
  subject: "subject",
  requester: "requester",
  assignee: "assignee",
  group: "group",
  sla_next_breach_at: "sla",
  channel: "channel",
  organization: "organisation",
};
const GROUP_OF: Readonly<Record<string, GroupField>> = {
  status: "status",
  priority: "priority",
  assignee: "assignee",
  group: "group",
  requester: "requester",
  organization: "organisation",
  channel: "channel",
};
const COLUMN_OF: Readonly<Record<string, FixedColumn>> = {
  nice_id: "number",
  status: "status",
  priority: "priority",
  created: "created",
  updated: "updated",
  subject: "subject",
  requester: "requester",
  assignee: "assignee",
  group: "group",
  sla_next_breach_at: "due",
  channel: "channel",
  organization: "organisation",
};

/**
 * The layout that the helpdesk gave a view: its order, groups and columns, as far as they are known here. Columns that
 * it does not list stand after those that it does.
 */
export function remoteLayout(view: RemoteView): ViewLayout {
  const { order } = view;
  if (order === undefined) return USUAL;
  // The helpdesk calls its own fields by number.
  const field = (id: string): FieldKey | undefined =>
    /^\d{3,20}$/.test(id) ? fieldKey(globalId(view.accountId, id)) : undefined;
  const { sortBy, groupBy } = order;
  const sort = sortBy === null ? undefined : (SORT_OF[sortBy] ?? field(sortBy));
  const group = groupBy === null ? undefined : (GROUP_OF[groupBy] ?? field(groupBy));
  const listed = order.columns.flatMap((id) => COLUMN_OF[id] ?? field(id) ?? []);
  const [due, ...others] = COLUMNS.filter((id) => !listed.includes(id));
  const columns = due === undefined ? listed : [due, ...listed, ...others];
  return {
    ...USUAL,
    ...(sort !== undefined && { sort, descending: order.descending }),
    ...(group !== undefined && { groupBy: [group] }),
    ...(listed.length > 0 && { columns: allColumns([...new Set(columns)]) }),
    ...(listed.includes("organisation") && { asked: ["organisation"] as const }),
  };
}

/** Adds, turns around, and takes away a level of an order: ascending, descending, gone. */
export function toggleSort(
  order: Pick<ViewLayout, "sort" | "descending" | "thenBy">,
  sort: QueueSort,
): Pick<ViewLayout, "sort" | "descending" | "thenBy"> {
  const levels = [{ sort: order.sort, descending: order.descending }, ...order.thenBy];
  const known = levels.find((level) => level.sort === sort);
  // The order of work tells any two tickets apart: nothing can come after it.
  const before = levels.filter((level) => level.sort !== "rank").slice(0, MOST_SORTS - 2);
  const last = levels.filter((level) => level.sort === "rank");
  const next =
    known === undefined
      ? [...before, { sort, descending: false }, ...last]
      : known.descending
        ? levels.filter((level) => level !== known)
        : levels.map((level) => (level === known ? { sort, descending: true } : level));
  const [first, ...thenBy] = next;
  return first === undefined
    ? { sort: "rank", descending: false, thenBy: [] }
    : { ...first, thenBy };
}

/** @param by Places to move: negative towards the start. */
export function moveColumn(
  columns: readonly ColumnId[],
  id: ColumnId,
  by: number,
): readonly ColumnId[] {
  const from = columns.indexOf(id);
  const to = Math.min(columns.length - 1, Math.max(0, from + by));
  if (from === -1 || from === to) return columns;
  const others = columns.filter((other) => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** Puts a field's column right of who asked, where it is near what the ticket is about; or takes it away. */
export function toggleField(columns: readonly ColumnId[], id: FieldKey): readonly ColumnId[] {
  if (columns.includes(id)) return columns.filter((other) => other !== id);
  if (columns.filter(isFieldKey).length >= MOST_FIELDS) return columns;
  const last = columns.findLastIndex(isFieldKey);
  const at = last === -1 ? columns.indexOf("requester") : last;
  return [...columns.slice(0, at + 1), id, ...columns.slice(at + 1)];
}

/** Adds a level of grouping, or takes it away. */
export const toggleGroup = (
  groupBy: readonly GroupField[],
  field: GroupField,
): readonly GroupField[] =>
  groupBy.includes(field)
    ? groupBy.filter((other) => other !== field)
    : [...groupBy, field].slice(-MOST_GROUP_LEVELS);

export const clampWidth = (width: number): number =>
  Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)));
