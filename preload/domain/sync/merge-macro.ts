import type { Macro } from "#domain/macro/macro.ts";
import type { Decisions } from "#domain/sync/merge.ts";
import type { FieldConflict } from "#domain/sync/outbox.ts";

const MACRO_FIELDS = [
  "title",
  "description",
  "active",
  "position",
  "restriction",
  "actions",
] as const satisfies readonly (keyof Macro)[];
type MacroField = (typeof MACRO_FIELDS)[number];

export type MacroMerge = {
  /** The macro to write: the remote's, with the fields that the agent changed. */
  readonly send: Macro;
  /** Fields of `send` that differ from the remote's; empty: nothing to write. */
  readonly changed: readonly MacroField[];
  readonly conflicts: readonly FieldConflict[];
};

/**
 * Three-way merge of a macro, field by field; `actions` is one field, because their order is their meaning.
 */
export function mergeMacro(
  base: Macro,
  mine: Macro,
  remote: Macro,
  decided: Decisions,
): MacroMerge {
  const changed: MacroField[] = [];
  const conflicts: FieldConflict[] = [];
  for (const field of MACRO_FIELDS) {
    const [was, wish, now] = [text(base[field]), text(mine[field]), text(remote[field])];
    if (wish === was || wish === now) continue;
    if (now === was || decided.keep.includes(field)) changed.push(field);
    else if (!decided.leave.includes(field)) {
      conflicts.push({ field, from: was, to: now, mine: wish, who: null, at: remote.updatedAt });
    }
  }
  const wished = Object.fromEntries(changed.map((field) => [field, mine[field]]));
  return { send: { ...remote, ...wished }, changed, conflicts };
}

const text = (value: Macro[MacroField]): string =>
  typeof value === "string" ? value : JSON.stringify(sorted(value));

/** Same content, same text: the order of an object's keys says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
