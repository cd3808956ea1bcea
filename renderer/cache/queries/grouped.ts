import { isGroupField, MOST_GROUP_LEVELS } from "#contract/asks.ts";
import type { GroupedQuestion } from "#contract/asks.ts";
import { rowMaker, toQueueRow } from "#renderer/cache/memory/shown.ts";
import type { Shown } from "#renderer/cache/memory/shown.ts";
import {
  findGroup,
  groupRows,
  headsAbove,
  itemsBetween,
  layOut,
  placeOf,
} from "#renderer/cache/queries/grouping.ts";
import type { GroupLayout, GroupNode } from "#renderer/cache/queries/grouping.ts";
import { NAMED } from "#renderer/cache/queries/queue.ts";
import { clampRange, type Query, type QueryContext } from "#renderer/cache/queries/query.ts";

/** Most tickets that a change of many may reach. */
const MOST_IDS = 5_000;

type Known = {
  readonly version: number;
  readonly groups: string;
  readonly nodes: readonly GroupNode[];
  readonly folded: string;
  readonly layout: GroupLayout;
};
/** Groups of lists that were asked for, by the list: scrolling asks the same ones again and again. */
const known = new WeakMap<object, Known>();

function arranged(
  question: GroupedQuestion,
  { orders, memory, now, reads }: QueryContext,
): {
  readonly rows: readonly Shown[];
  readonly nodes: readonly GroupNode[];
  readonly layout: GroupLayout;
} {
  for (const topic of ["tickets", "kind/view", ...NAMED] as const) reads(topic);
  const list = orders.list(question, now);
  if (list.timed) reads("time");
  const fields = question.groupBy
    .filter((field, i, all) => isGroupField(field) && all.indexOf(field) === i)
    .slice(0, MOST_GROUP_LEVELS);
  const groups = fields.join(" ");
  const folded = JSON.stringify([question.allFolded, question.folded]);
  const before = known.get(list);
  const isSame = before?.version === list.version && before.groups === groups;
  if (isSame && before.folded === folded)
    return { rows: list.rows, nodes: before.nodes, layout: before.layout };
  const nodes = isSame ? before.nodes : groupRows(list.rows, fields, memory);
  const layout = layOut(nodes, new Set(question.folded), question.allFolded);
  known.set(list, { version: list.version, groups, nodes, folded, layout });
  return { rows: list.rows, nodes, layout };
}

/** The visible window of a view in groups. */
export const listGrouped: Query<"queue.grouped"> = (input, context) => {
  const { rows, layout } = arranged(input, context);
  const [from, to] = clampRange(input.from, input.to, layout.total);
  const { anchorId } = input;
  const toRow = rowMaker(input.show, context.memory.nameOf);
  const anchor = anchorId === null ? null : context.memory.outbox.resolve(anchorId);
  return {
    total: layout.total,
    tickets: rows.length,
    from,
    rows: itemsBetween(layout, from, to).map((item) => ("level" in item ? item : toRow(item))),
    anchorIndex: anchor === null ? -1 : placeOf(layout, anchor),
    above: headsAbove(layout, from),
  };
};

/** Ids of tickets of a list: for ranges and "all", without their rows. */
export const listIds: Query<"queue.ids"> = (input, context) => {
  const limit = Math.min(Math.max(0, input.limit), MOST_IDS);
  const { rows, nodes, layout } = arranged(input, context);
  if (input.group !== undefined) {
    const inGroup = findGroup(nodes, input.group)?.rows ?? [];
    return { tickets: inGroup.length, ids: inGroup.slice(0, limit).map(({ id }) => id) };
  }
  const isFlat = input.groupBy.length === 0 || input.unfolded;
  const from = Math.max(0, Math.floor(input.from) || 0);
  const inside: readonly { readonly id: string }[] = isFlat
    ? rows.slice(from, Math.min(input.to, from + limit))
    : itemsBetween(layout, from, Math.min(input.to, layout.total))
        .filter((item) => !("level" in item))
        .slice(0, limit);
  return { tickets: rows.length, ids: inside.map(({ id }) => id) };
};

/** Tickets by id, as they are now. */
export const listRows: Query<"queue.rows"> = ({ ids }, { memory, reads }) => {
  reads("tickets");
  return ids.slice(0, MOST_IDS).flatMap((id) => {
    const shown = memory.shown(memory.outbox.resolve(id));
    return shown === undefined ? [] : [toQueueRow(shown)];
  });
};
