import { fieldIdOf, type GroupField, type GroupHead, isFieldKey } from "#contract/asks.ts";
import { fold } from "#domain/search/fold.ts";
import { CHANNELS, PRIORITIES, TICKET_STATUSES } from "#domain/ticket/ticket.ts";
import type { NameSource } from "#renderer/cache/memory/compare.ts";
import { fieldGroup, fieldOrder, groupLabel } from "#renderer/cache/memory/field-values.ts";
import { organisationOf, type Shown } from "#renderer/cache/memory/shown.ts";

/** A group with its tickets in the order of the list, or its inner groups. */
export type GroupNode = Omit<GroupHead, "isFolded"> & {
  readonly rows: readonly Shown[];
  readonly inner: readonly GroupNode[];
};

/** Head at place `at`, its tickets (none when folded or when inner groups follow) right after it. */
type Segment = {
  readonly at: number;
  readonly head: GroupHead;
  readonly parents: readonly GroupHead[];
  readonly rows: readonly Shown[];
};
/** A list with heads, laid out: which head and which ticket stands at which place. */
export type GroupLayout = { readonly total: number; readonly segments: readonly Segment[] };

const FIXED_ORDER: Partial<Readonly<Record<GroupField, readonly string[]>>> = {
  status: TICKET_STATUSES,
  priority: PRIORITIES.toReversed(),
  channel: CHANNELS,
  value: ["3", "2", "1", "0"],
};

/** What a ticket is grouped under: status, priority, channel, value, a field's value, or an id; null for none. */
export function groupValue(field: GroupField, shown: Shown): string | null {
  const { line } = shown;
  if (isFieldKey(field)) return fieldGroup(line.customFields[fieldIdOf(field)] ?? null);
  switch (field) {
    case "status":
      return shown.status;
    case "priority":
      return shown.priority;
    case "channel":
      return line.channel;
    case "assignee":
      return line.assigneeId;
    case "group":
      return line.groupId;
    case "organisation":
      return organisationOf(shown);
    case "requester":
      return line.requesterId;
    case "value":
      return shown.value === null ? null : String(shown.value);
    case "account":
      return line.accountId;
  }
}

function labelOf(
  field: GroupField,
  value: string,
  sample: Shown,
  { nameOf, fieldShape }: NameSource,
): string | null {
  if (isFieldKey(field)) return groupLabel(value, fieldShape(fieldIdOf(field)));
  if (field === "assignee") return nameOf("agent", value);
  if (field === "group" || field === "organisation") return nameOf(field, value);
  return field === "requester" ? sample.requesterName : null;
}

/** Fixed orders as people think of them, names by alphabet, values of fields as an order by the field has them, none last. */
function inOrder(
  field: GroupField,
  nodes: readonly GroupNode[],
  { fieldShape }: NameSource,
): readonly GroupNode[] {
  const fixed = FIXED_ORDER[field];
  const shape = isFieldKey(field) ? fieldShape(fieldIdOf(field)) : undefined;
  const keyOf = ({ label, value }: GroupNode): string | number => {
    if (fixed !== undefined) return fixed.indexOf(value ?? "");
    if (!isFieldKey(field)) return fold(label ?? "");
    return shape?.type === "multichoice"
      ? fold(label ?? "")
      : (fieldOrder(value, shape) ?? Number.MAX_SAFE_INTEGER);
  };
  // Folded once for each: there may be as many groups as customers.
  const keyed = nodes.map((node) => ({ node, key: keyOf(node) }));
  keyed.sort((a, b) => {
    const [left, right] = [a.node.value, b.node.value];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    if (a.key !== b.key) return a.key < b.key ? -1 : 1;
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return keyed.map(({ node }) => node);
}

/**
 * Groups of a list. Tickets keep the order of the list inside their group.
 *
 * @param fields Outermost level first.
 */
export function groupRows(
  rows: readonly Shown[],
  fields: readonly GroupField[],
  names: NameSource,
  path = "group",
  level = 0,
): readonly GroupNode[] {
  const field = fields[level];
  if (field === undefined) return [];
  const buckets = new Map<string | null, Shown[]>();
  for (const row of rows) {
    const value = groupValue(field, row);
    const bucket = buckets.get(value);
    if (bucket === undefined) buckets.set(value, [row]);
    else bucket.push(row);
  }
  const nodes: GroupNode[] = [];
  for (const [value, inside] of buckets) {
    const [sample] = inside;
    if (sample === undefined) continue;
    const id = `${path}/${value === null ? "" : encodeURIComponent(value)}`;
    const label = value === null ? null : labelOf(field, value, sample, names);
    const inner = groupRows(inside, fields, names, id, level + 1);
    nodes.push({ id, level, field, value, label, count: inside.length, rows: inside, inner });
  }
  return inOrder(field, nodes, names);
}

/**
 * Gives every head and every ticket that is not folded away its place.
 *
 * @param allFolded Everything is folded but those in `folded`.
 */
export function layOut(
  nodes: readonly GroupNode[],
  folded: ReadonlySet<string>,
  allFolded = false,
): GroupLayout {
  const segments: Segment[] = [];
  let at = 0;
  const walk = (inside: readonly GroupNode[], parents: readonly GroupHead[]): void => {
    for (const { rows, inner, ...node } of inside) {
      const isFolded = folded.has(node.id) !== allFolded;
      const head: GroupHead = { ...node, isFolded };
      const own = isFolded || inner.length > 0 ? [] : rows;
      segments.push({ at, head, parents, rows: own });
      at += 1 + own.length;
      if (!isFolded) walk(inner, [...parents, head]);
    }
  };
  walk(nodes, []);
  return { total: at, segments };
}

/** @returns The group with this id, at whatever level. */
export function findGroup(nodes: readonly GroupNode[], id: string): GroupNode | undefined {
  for (const node of nodes) {
    if (node.id === id) return node;
    const inner = id.startsWith(`${node.id}/`) ? findGroup(node.inner, id) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** @returns Index of the segment that holds a place; -1 in an empty list. */
function segmentAt({ segments }: GroupLayout, place: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle]?.at ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Heads and tickets at places [from, to). */
export function itemsBetween(
  layout: GroupLayout,
  from: number,
  to: number,
): readonly (Shown | GroupHead)[] {
  const items: (Shown | GroupHead)[] = [];
  let place = from;
  for (
    let i = segmentAt(layout, from);
    place < to && i >= 0 && i < layout.segments.length;
    i += 1
  ) {
    const segment = layout.segments[i];
    if (segment === undefined) break;
    if (place === segment.at) {
      items.push(segment.head);
      place += 1;
    }
    const part = segment.rows.slice(place - segment.at - 1, to - segment.at - 1);
    for (const row of part) items.push(row);
    place += part.length;
  }
  return items;
}

/** Heads of the groups that a place stands in, outermost first; a head at that place is not among them. */
export function headsAbove(layout: GroupLayout, place: number): readonly GroupHead[] {
  const segment = layout.segments[segmentAt(layout, place)];
  if (segment === undefined) return [];
  return segment.at === place ? segment.parents : [...segment.parents, segment.head];
}

/** @param id A ticket or a head. @returns -1 when it has no place. */
export function placeOf(layout: GroupLayout, id: string): number {
  for (const { at, head, rows } of layout.segments) {
    if (head.id === id) return at;
    const inside = rows.findIndex((row) => row.id === id);
    if (inside !== -1) return at + 1 + inside;
  }
  return -1;
}
