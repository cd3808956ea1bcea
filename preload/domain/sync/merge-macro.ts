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

/** An earlier, delivered save of the same agent. */
export type OwnSave = { readonly base: Macro; readonly macro: Macro };

/**
 * Three-way merge of a macro, field by field; `actions` is one field, because their order is their meaning.
 *
 * @param own Their delivered saves before this one, in order: what the last of them wrote to a field is no conflict for
 *            who began from what one of them began from or led to.
 */
export function mergeMacro(
  base: Macro,
  mine: Macro,
  remote: Macro,
  decided: Decisions,
  own: readonly OwnSave[] = [],
): MacroMerge {
  const changed: MacroField[] = [];
  const conflicts: FieldConflict[] = [];
  for (const field of MACRO_FIELDS) {
    const [was, wish, now] = [text(base[field]), text(mine[field]), text(remote[field])];
    if (wish === was || wish === now) continue;
    if (now === was || decided.keep.includes(field) || isOwnSave(own, field, was, now)) {
      changed.push(field);
    } else if (!decided.leave.includes(field)) {
      conflicts.push({ field, from: was, to: now, mine: wish, who: null, at: remote.updatedAt });
    }
  }
  const wished = Object.fromEntries(changed.map((field) => [field, mine[field]]));
  return { send: { ...remote, ...wished }, changed, conflicts };
}

function isOwnSave(own: readonly OwnSave[], field: MacroField, was: string, now: string): boolean {
  const saves = own.filter((save) => text(save.base[field]) !== text(save.macro[field]));
  const newest = saves.at(-1);
  return (
    newest !== undefined &&
    text(newest.macro[field]) === now &&
    saves.some((save) => text(save.base[field]) === was || text(save.macro[field]) === was)
  );
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
