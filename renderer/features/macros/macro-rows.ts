import type { Macro } from "#domain/macro/macro.ts";

/** One line of the macro list: a folder's name, or a macro below it. */
export type MacroRow =
  | { readonly kind: "folder"; readonly key: string; readonly path: readonly string[] }
  | {
      readonly kind: "macro";
      readonly key: string;
      readonly macro: Macro;
      /** The last part of its title. */
      readonly name: string;
      readonly folder: readonly string[];
    };

const SEPARATOR = "::";

/** `A::B::C` → folder `["A", "B"]`, name `C`. Empty parts are left out. */
export function splitTitle(title: string): {
  readonly folder: readonly string[];
  readonly name: string;
} {
  const parts = title
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return { folder: parts.slice(0, -1), name: parts.at(-1) ?? title.trim() };
}

/** Macros in alphabetical order under their folders; those without a folder come first. */
export function toMacroRows(macros: readonly Macro[], locale: string): readonly MacroRow[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const placed = macros
    .map((macro) => ({ macro, ...splitTitle(macro.title) }))
    .toSorted(
      (a, b) =>
        comparePaths(a.folder, b.folder, collator) ||
        collator.compare(a.name, b.name) ||
        (a.macro.id < b.macro.id ? -1 : 1),
    );
  const rows: MacroRow[] = [];
  let before = "";
  for (const { macro, folder, name } of placed) {
    const path = folder.join(SEPARATOR);
    if (path !== before && folder.length > 0)
      rows.push({ kind: "folder", key: `folder/${path}`, path: folder });
    before = path;
    rows.push({ kind: "macro", key: macro.id, macro, name, folder });
  }
  return rows;
}

function comparePaths(a: readonly string[], b: readonly string[], collator: Intl.Collator): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const order = collator.compare(left, right);
    if (order !== 0) return order;
  }
  return 0;
}
