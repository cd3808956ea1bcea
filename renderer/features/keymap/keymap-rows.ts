import type { Macro } from "#domain/macro/macro.ts";
import { type Clash, type Surroundings, findClashes } from "#renderer/commands/clashes.ts";
import { type Keymap, keysIn, macroCommandId, macroIdOf } from "#renderer/commands/keymap.ts";
import { matchScore } from "#renderer/commands/match.ts";
import { placesOf } from "#renderer/commands/places.ts";
import { type LiveCommand, commandName } from "#renderer/commands/registry.ts";
import { spellKeys } from "#renderer/commands/stroke.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import type { Translate } from "#renderer/i18n/text.ts";
import type { Place } from "#renderer/commands/places.ts";

/** One command of the editor, as the agent's keymap has it. */
export type KeymapRow = {
  readonly id: string;
  readonly name: string;
  readonly group: TextKey;
  readonly keys: readonly string[];
  readonly defaultKeys: readonly string[];
  readonly where: readonly Place[];
  readonly inText: boolean;
  readonly isChanged: boolean;
  /** A macro without keys is only listed when it is looked for. */
  readonly isMacro: boolean;
};

/** Every command and every macro, with the keys as the keymap has them; single keys switched off are shown too. */
export function toKeymapRows(
  commands: readonly LiveCommand[],
  macros: readonly Macro[],
  keymap: Keymap,
  t: Translate,
): readonly KeymapRow[] {
  const own = commands
    .filter(({ id }) => macroIdOf(id) === null)
    .map((command): KeymapRow => ({
      id: command.id,
      name: commandName(command, t),
      group: command.group,
      keys: keysIn(keymap, command),
      defaultKeys: command.defaultKeys,
      where: command.where,
      inText: command.inText,
      isChanged: keymap[command.id] !== undefined,
      isMacro: false,
    }));
  const macroRow = (id: string, name: string): KeymapRow => ({
    id,
    name,
    group: "commands.group.macro",
    keys: keymap[id] ?? [],
    defaultKeys: [],
    where: placesOf(id),
    inText: false,
    isChanged: keymap[id] !== undefined,
    isMacro: true,
  });
  const usable = macros.filter(
    (macro) => macro.active || keymap[macroCommandId(macro.id)] !== undefined,
  );
  const here = new Set(usable.map((macro) => macroCommandId(macro.id)));
  const gone = Object.keys(keymap).filter((id) => macroIdOf(id) !== null && !here.has(id));
  return [
    ...own,
    ...usable.map((macro) =>
      macroRow(macroCommandId(macro.id), macro.title.replaceAll("::", " › ")),
    ),
    ...gone.map((id) => macroRow(id, t("keymap.macroGone"))),
  ];
}

export const clashesOf = (
  rows: readonly KeymapRow[],
  surroundings: Surroundings,
): ReadonlyMap<string, readonly Clash[]> => findClashes(rows, surroundings);

/** Headings in the order of a day's work; those not named come before the last two. */
const GROUPS: readonly TextKey[] = [
  "commands.group.queue",
  "commands.group.ticket",
  "commands.group.reply",
  "commands.group.macro",
  "commands.group.navigation",
  "commands.group.customer",
  "commands.group.outbox",
];
const LAST_GROUPS: readonly TextKey[] = [
  "commands.group.panes",
  "commands.group.app",
  "commands.group.keymap",
];
function orderOf(group: TextKey): number {
  if (GROUPS.includes(group)) return GROUPS.indexOf(group);
  return LAST_GROUPS.includes(group) ? 100 + LAST_GROUPS.indexOf(group) : 50;
}

/** Most macros listed by their names alone. */
const MOST_MACROS = 50;

/** Rows that fit, under their headings. */
export function listRows(
  rows: readonly KeymapRow[],
  filter: string,
  has: ((row: KeymapRow) => boolean) | null,
): readonly KeymapRow[] {
  const text = filter.trim();
  const spelt = text.toLocaleLowerCase();
  const fits = (row: KeymapRow): boolean => {
    if (text === "") return !row.isMacro || row.keys.length > 0;
    if (row.keys.some((keys) => keys === text || spellKeys(keys).toLocaleLowerCase() === spelt))
      return true;
    return (matchScore(text, row.name) ?? 0) >= 20 || row.id === text;
  };
  const shown = rows.filter((row) => fits(row) && (has === null || has(row)));
  const macros = shown.filter((row) => row.isMacro);
  const kept = new Set(
    macros.toSorted((a, b) => b.keys.length - a.keys.length).slice(0, MOST_MACROS),
  );
  const listed = shown.filter((row) => !row.isMacro || kept.has(row));
  const groups = [...new Set(listed.map((row) => row.group))].toSorted(
    (a, b) => orderOf(a) - orderOf(b),
  );
  return groups.flatMap((group) => listed.filter((row) => row.group === group));
}
