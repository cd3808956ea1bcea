import { parseKeys } from "#renderer/commands/stroke.ts";

/** The agent's own keys by command id; a command without an entry keeps its defaults, `[]` has none. */
export type Keymap = Readonly<Record<string, readonly string[]>>;

/** A command and the keys it has from the start. */
export type Defaulted = { readonly id: string; readonly defaultKeys: readonly string[] };

/** First word of the ids of commands that apply a macro; the rest is the macro's id. */
export const MACRO_AREA = "macro.";
export const macroCommandId = (macroId: string): string => `${MACRO_AREA}${macroId}`;
export const macroIdOf = (commandId: string): string | null =>
  commandId.startsWith(MACRO_AREA) ? commandId.slice(MACRO_AREA.length) : null;

/** The same keys written the same way; what cannot be read stays as it is. */
export function normalKeys(keys: string): string {
  const parsed = parseKeys(keys);
  return parsed.ok ? parsed.strokes.join(" ") : keys.trim();
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length &&
  a.every((keys, index) => normalKeys(keys) === normalKeys(b[index] ?? ""));

export const keysIn = (keymap: Keymap, { id, defaultKeys }: Defaulted): readonly string[] =>
  keymap[id] ?? defaultKeys;

/** Gives a command its keys; keys that are its defaults leave no entry behind. */
export function withKeys(keymap: Keymap, command: Defaulted, keys: readonly string[]): Keymap {
  const { [command.id]: _, ...others } = keymap;
  const written = [...new Set(keys.map(normalKeys))];
  return isSame(written, command.defaultKeys) ? others : { ...others, [command.id]: written };
}

export const withKey = (keymap: Keymap, command: Defaulted, keys: string): Keymap =>
  withKeys(keymap, command, [...keysIn(keymap, command), keys]);

export const withoutKey = (keymap: Keymap, command: Defaulted, keys: string): Keymap =>
  withKeys(
    keymap,
    command,
    keysIn(keymap, command).filter((other) => normalKeys(other) !== normalKeys(keys)),
  );

/** Only the keys of macros: they stay when a preset is chosen, which knows of no macro. */
export const macroKeysOf = (keymap: Keymap): Keymap =>
  Object.fromEntries(Object.entries(keymap).filter(([id]) => macroIdOf(id) !== null));
