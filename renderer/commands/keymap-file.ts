import { type Keyed, type PairClash, findClashes, isSerious } from "#renderer/commands/clashes.ts";
import { type Keymap, keysIn, normalKeys, withKeys } from "#renderer/commands/keymap.ts";
import { PRESETS, PRESET_KEYMAPS, type Preset } from "#renderer/commands/presets.ts";
import { type KeysFault, parseKeys } from "#renderer/commands/stroke.ts";

/** Largest file that is read, in characters: a hundred times what every command with three keys needs. */
export const LONGEST_FILE = 1_000_000;
const HEADER = "switchboard-keymap 1";
const BETWEEN = " or ";

/** A command that a file may name. */
export type FileCommand = Keyed & { readonly defaultKeys: readonly string[] };

/** Why a file is refused, and where: lines count from 1. */
export type FileFault =
  | { readonly kind: "too-long" }
  | { readonly kind: "no-header"; readonly line: 1 }
  | { readonly kind: "not-understood"; readonly line: number; readonly text: string }
  | { readonly kind: "unknown-preset"; readonly line: number; readonly text: string }
  | { readonly kind: "unknown-command"; readonly line: number; readonly id: string }
  | { readonly kind: "twice"; readonly line: number; readonly id: string; readonly first: number }
  | {
      readonly kind: "keys";
      readonly line: number;
      readonly keys: string;
      readonly fault: KeysFault;
    }
  | { readonly kind: "cycle"; readonly line: number; readonly ids: readonly string[] }
  | {
      readonly kind: "clash";
      readonly line: number;
      readonly id: string;
      readonly clash: PairClash;
    };

export type ReadFile =
  | { readonly ok: true; readonly keymap: Keymap }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

/** One line that gives keys: written ones, or `@id`: those of another command. */
type Line = { readonly line: number; readonly keys: readonly string[] };
type Draft = { readonly preset: Preset; readonly lines: ReadonlyMap<string, Line> };

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/**
 * Reads `id = keys or keys`, one command a line; `preset name` sets what is underneath, `@id` means "the keys of that
 * command", `#` begins a remark.
 */
function readLines(text: string, ids: ReadonlySet<string>, faults: FileFault[]): Draft {
  let preset: Preset = "switchboard";
  const lines = new Map<string, Line>();
  const rows = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  if (rows[0]?.trim() !== HEADER) faults.push({ kind: "no-header", line: 1 });
  for (const [index, row] of rows.entries()) {
    const line = index + 1;
    const written = row.trim();
    if (index === 0 || written === "" || written.startsWith("#")) continue;
    const named = /^preset\s+(\S+)$/.exec(written)?.[1];
    if (named !== undefined) {
      const found = PRESETS.find((each) => each === named);
      if (found === undefined) faults.push({ kind: "unknown-preset", line, text: shorten(named) });
      else preset = found;
      continue;
    }
    const [, id, keys] = /^(\S+)\s*=(?:\s+(.*))?$/.exec(written) ?? [];
    if (id === undefined) {
      faults.push({ kind: "not-understood", line, text: shorten(written) });
      continue;
    }
    const before = lines.get(id);
    if (!ids.has(id)) faults.push({ kind: "unknown-command", line, id: shorten(id) });
    else if (before !== undefined) faults.push({ kind: "twice", line, id, first: before.line });
    else lines.set(id, { line, keys: (keys ?? "").split(/\s+or\s+/).filter(Boolean) });
  }
  return { preset, lines };
}

/** Puts keys in the place of `@id`; an id that leads back to itself is a cycle, told once at its first line. */
function resolve(
  draft: Draft,
  commands: ReadonlyMap<string, FileCommand>,
  faults: FileFault[],
): ReadonlyMap<string, readonly string[]> {
  const done = new Map<string, readonly string[]>();
  const base = PRESET_KEYMAPS[draft.preset];
  const inCycle = new Set<string>();
  const follow = (id: string, path: readonly string[]): readonly string[] => {
    const known = done.get(id);
    if (known !== undefined) return known;
    const line = draft.lines.get(id);
    const command = commands.get(id);
    if (line === undefined) return command === undefined ? [] : keysIn(base, command);
    if (path.includes(id)) {
      const ids = path.slice(path.indexOf(id));
      if (!ids.some((each) => inCycle.has(each)))
        faults.push({
          kind: "cycle",
          line: Math.min(...ids.map((each) => draft.lines.get(each)?.line ?? line.line)),
          ids: [...ids, id],
        });
      for (const each of ids) inCycle.add(each);
      return [];
    }
    const keys = line.keys.flatMap((written): readonly string[] => {
      if (/^@\S+$/.test(written)) {
        const other = written.slice(1);
        if (commands.has(other)) return follow(other, [...path, id]);
        faults.push({ kind: "unknown-command", line: line.line, id: shorten(other) });
        return [];
      }
      const parsed = parseKeys(written);
      if (parsed.ok) return [normalKeys(written)];
      faults.push({ kind: "keys", line: line.line, keys: shorten(written), fault: parsed.fault });
      return [];
    });
    done.set(id, keys);
    return keys;
  };
  for (const id of draft.lines.keys()) follow(id, []);
  return done;
}

/** Clashes that a line of the file brings; those of the app's own keys among each other are not its fault. */
function clashesOf(
  keymap: Keymap,
  draft: Draft,
  commands: readonly FileCommand[],
): readonly FileFault[] {
  const keyed = commands.map((command) => ({ ...command, keys: keysIn(keymap, command) }));
  const found = findClashes(keyed, { systems: [], layouts: [], reader: null });
  const told = new Set<string>();
  const faults: FileFault[] = [];
  for (const [id, { line }] of draft.lines) {
    for (const clash of found.get(id) ?? []) {
      if (!isSerious(clash) || !("other" in clash)) continue;
      const pair = [id, clash.other].toSorted().join(" ");
      if (told.has(pair)) continue;
      told.add(pair);
      faults.push({ kind: "clash", line, id, clash });
    }
  }
  return faults;
}

/**
 * Reads a keymap from a file. All or nothing: one fault refuses the whole file, so that what is there is never lost.
 *
 * @param commands Every command there is.
 * @returns        The keymap, or all faults in order of their lines.
 */
export function readKeymapFile(text: string, commands: readonly FileCommand[]): ReadFile {
  if (text.length > LONGEST_FILE) return { ok: false, faults: [{ kind: "too-long" }] };
  const faults: FileFault[] = [];
  const byId = new Map(commands.map((command) => [command.id, command]));
  const draft = readLines(text, new Set(byId.keys()), faults);
  if (faults[0]?.kind === "no-header") return { ok: false, faults: faults.slice(0, 1) };
  const keys = resolve(draft, byId, faults);
  let keymap: Keymap = PRESET_KEYMAPS[draft.preset];
  for (const [id, list] of keys) {
    const command = byId.get(id);
    if (command !== undefined) keymap = withKeys(keymap, command, list);
  }
  if (faults.length === 0) faults.push(...clashesOf(keymap, draft, commands));
  const lineOf = (fault: FileFault) => ("line" in fault ? fault.line : 0);
  return faults.length === 0
    ? { ok: true, keymap }
    : { ok: false, faults: faults.toSorted((a, b) => lineOf(a) - lineOf(b)) };
}

/** Writes a keymap so that `readKeymapFile` reads the same. `titleOf` gives the remark above each line. */
export function writeKeymapFile(keymap: Keymap, titleOf: (id: string) => string): string {
  const lines = Object.entries(keymap)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, keys]) => [
      `# ${titleOf(id).replace(/\s+/g, " ")}`,
      `${id} = ${keys.join(BETWEEN)}`.trimEnd(),
    ]);
  return [HEADER, ...lines, ""].join("\n");
}
