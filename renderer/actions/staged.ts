import type { MacroId } from "#domain/kernel/ids.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";

/** Field changes that go out together with the text being written, as macros set them. */
export type Staged = {
  readonly edits: TicketEdits;
  readonly macroIds: readonly MacroId[];
  /** Placeholders that had no value; told until the text is sent. */
  readonly unresolved: readonly string[];
};
export const NOTHING_STAGED: Staged = { edits: {}, macroIds: [], unresolved: [] };
const FIELD = "staged";

/** What a draft carries besides its words. Damaged values count as nothing: main checks every intent again. */
export function readStaged(fields: Draft["fields"]): Staged {
  const text = fields[FIELD];
  if (text === undefined || text === "") return NOTHING_STAGED;
  try {
    const { edits, macroIds, unresolved } = JSON.parse(text) as Partial<Staged>;
    return {
      edits: edits ?? {},
      macroIds: macroIds ?? [],
      unresolved: unresolved ?? [],
    };
  } catch {
    return NOTHING_STAGED;
  }
}

export function writeStaged(staged: Staged): Draft["fields"] {
  const isNothing =
    Object.keys(staged.edits).length === 0 &&
    staged.macroIds.length === 0 &&
    staged.unresolved.length === 0;
  return isNothing ? {} : { [FIELD]: JSON.stringify(staged) };
}

/** Later changes of the same field win. */
export function mergeStaged(before: Staged, after: Staged): Staged {
  const tags =
    before.edits.tags !== undefined && after.edits.tags !== undefined
      ? {
          tags: {
            add: [...new Set([...before.edits.tags.add, ...after.edits.tags.add])].filter(
              (tag) => !after.edits.tags?.remove.includes(tag),
            ),
            remove: [...new Set([...before.edits.tags.remove, ...after.edits.tags.remove])].filter(
              (tag) => !after.edits.tags?.add.includes(tag),
            ),
          },
        }
      : {};
  const customFields =
    before.edits.customFields !== undefined && after.edits.customFields !== undefined
      ? { customFields: { ...before.edits.customFields, ...after.edits.customFields } }
      : {};
  return {
    edits: { ...before.edits, ...after.edits, ...tags, ...customFields },
    macroIds: [...new Set([...before.macroIds, ...after.macroIds])],
    unresolved: [...new Set([...before.unresolved, ...after.unresolved])],
  };
}

/** @param field  A key of `TicketEdits`. */
export function withoutEdit(staged: Staged, field: string): Staged {
  const edits = Object.fromEntries(
    Object.entries(staged.edits).filter(([name]) => name !== field),
  ) as TicketEdits;
  return { ...staged, edits };
}
