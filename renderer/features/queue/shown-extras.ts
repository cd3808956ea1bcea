import { isFieldKey, type ShownExtra } from "#contract/asks.ts";
import type { ColumnId, ViewLayout } from "#renderer/features/queue/view-layout.ts";

const NO_EXTRAS: readonly ShownExtra[] = [];
const extras = new WeakMap<readonly ColumnId[], readonly ShownExtra[]>();
const withOrganisation = new WeakMap<readonly ShownExtra[], readonly ShownExtra[]>();

/** What the rows must tell besides, for the columns of this layout: the same list until the columns change. */
export function shownExtras({
  columns,
  hidden,
  asked,
}: Pick<ViewLayout, "columns" | "hidden" | "asked">): readonly ShownExtra[] {
  let fields = extras.get(columns);
  if (fields === undefined) {
    const keys = columns.filter(isFieldKey).toSorted();
    fields = keys.length === 0 ? NO_EXTRAS : keys;
    extras.set(columns, fields);
  }
  if (!asked.includes("organisation") || hidden.includes("organisation")) return fields;
  let both = withOrganisation.get(fields);
  if (both === undefined) withOrganisation.set(fields, (both = ["organisation", ...fields]));
  return both;
}
