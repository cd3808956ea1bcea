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

/** `updatedAt` of a macro as a save found it, and as the remote's answer to that save told it. Remote clock, ms epoch. */
export type MacroStamps = { readonly from: number; readonly to: number };

/** An earlier, delivered save of the same agent. */
export type OwnSave = {
  readonly base: Macro;
  readonly macro: Macro;
  /** null: the answer was lost or did not tell. */
  readonly stamps: MacroStamps | null;
};

/**
 * Three-way merge of a macro, field by field; `actions` is one field, because their order is their meaning.
 *
 * @param own Their delivered saves before this one, in order: what they wrote to a field is no conflict for who began
 *            from what one of them began from or led to, as long as nobody else saved the macro since.
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
    if (now === was || decided.keep.includes(field) || isOwn(own, field, was, remote)) {
      changed.push(field);
    } else if (!decided.leave.includes(field)) {
      conflicts.push({ field, from: was, to: now, mine: wish, who: null, at: remote.updatedAt });
    }
  }
  const wished = Object.fromEntries(changed.map((field) => [field, mine[field]]));
  return { send: { ...remote, ...wished }, changed, conflicts };
}

/**
 * A remote keeps no history of macros, but each save moves `updatedAt`: walking back from what is there, every step must
 * be a save of ours that we have the answer of. The value alone would not do: a colleague may have put it back.
 */
function isOwn(own: readonly OwnSave[], field: MacroField, was: string, remote: Macro): boolean {
  let stamp = remote.updatedAt;
  let isNewest = true;
  for (const { base, macro, stamps } of own.toReversed()) {
    if (stamps?.to !== stamp) return false;
    stamp = stamps.from;
    const [from, to] = [text(base[field]), text(macro[field])];
    if (from === to) continue;
    if (isNewest && to !== text(remote[field])) return false;
    if (from === was || to === was) return true;
    isNewest = false;
  }
  return false;
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
