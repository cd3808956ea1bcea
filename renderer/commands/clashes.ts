import { type Layout, type Reach, reachOf } from "#renderer/commands/layouts.ts";
import { type Place, shareAPlace } from "#renderer/commands/places.ts";
import { type Stroke, isPrintable, parseKeys, splitStroke } from "#renderer/commands/stroke.ts";

/** A command as far as its keys are concerned. */
export type Keyed = {
  readonly id: string;
  readonly keys: readonly string[];
  readonly where: readonly Place[];
  readonly inText: boolean;
};

export const SYSTEMS = ["app", "windows", "mac", "linux"] as const;
export type System = (typeof SYSTEMS)[number];
export const READERS = ["nvda", "jaws", "orca"] as const;
export type Reader = (typeof READERS)[number];

/** What is wrong with one of a command's keys. `keys` as written. */
export type Clash =
  /** Another command has the same keys where this one acts. */
  | {
      readonly kind: "same";
      readonly keys: string;
      readonly other: string;
      readonly otherKeys: string;
    }
  /** This one's keys begin the other's: it never acts, since more keys are waited for. */
  | {
      readonly kind: "begins";
      readonly keys: string;
      readonly other: string;
      readonly otherKeys: string;
    }
  /** The other's keys begin this one's: the other never acts. */
  | {
      readonly kind: "begun";
      readonly keys: string;
      readonly other: string;
      readonly otherKeys: string;
    }
  | { readonly kind: "unreadable"; readonly keys: string }
  | { readonly kind: "system"; readonly keys: string; readonly system: System }
  /** Copying, pasting and the like would stop working while typing. */
  | { readonly kind: "editing"; readonly keys: string }
  | {
      readonly kind: "layout";
      readonly keys: string;
      readonly layout: Layout;
      readonly reach: Exclude<Reach, "ok">;
    }
  | { readonly kind: "reader"; readonly keys: string; readonly reader: Reader };

export type PairClash = Extract<Clash, { readonly other: string }>;

/** Kinds in which a key does not do what was asked; the others may matter or not. */
const SERIOUS = new Set<Clash["kind"]>(["same", "begins", "begun", "unreadable"]);
export const isSerious = (clash: Clash): boolean => SERIOUS.has(clash.kind);

/** What to check keys against. */
export type Surroundings = {
  readonly systems: readonly System[];
  readonly layouts: readonly Layout[];
  readonly reader: Reader | null;
};

/** Keys that the system or our own menu takes before a page sees them. */
const TAKEN: Readonly<Record<System, readonly Stroke[]>> = {
  app: ["Mod+q", "Mod++", "Mod+=", "Mod+-", "Mod+0", "F11", "F12"],
  windows: ["Mod+Escape", "Mod+Shift+Escape", "F10", "Shift+F10", "Mod+Space"],
  linux: ["Mod+Space", "Mod+Shift+u", "F10", "Shift+F10"],
  mac: ["Mod+Space", "Mod+h", "Mod+m", "Mod+w", "Mod+Tab", "Mod+`", "Mod+Shift+Tab"],
};
const EDITING: readonly Stroke[] = [
  "Mod+a",
  "Mod+c",
  "Mod+v",
  "Mod+x",
  "Mod+y",
  "Mod+z",
  "Mod+Shift+z",
];
/**
 * Plain letters that move through a page in a screen reader's browse mode; with Shift they move back. In focus mode,
 * which the queue asks for, they come through.
 *
 * Source: user guides of NVDA (single letter navigation), JAWS (navigation quick keys), Orca (structural navigation).
 */
const BROWSE: Readonly<Record<Reader, string>> = {
  nvda: "abcdefghiklmnopqrstuvwx",
  jaws: "abcdefghijklmnopqrstuvwxyz",
  orca: "abcdeghiklmopqrstuvxy",
};

const startsWith = (longer: readonly Stroke[], shorter: readonly Stroke[]): boolean =>
  shorter.every((stroke, index) => longer[index] === stroke);

type Bound = { readonly command: Keyed; readonly strokes: readonly Stroke[] };

/** Which of all bindings share a first stroke: only those can be in each other's way. */
function byFirstStroke(commands: readonly Keyed[]): ReadonlyMap<Stroke, readonly Bound[]> {
  const bound = new Map<Stroke, Bound[]>();
  for (const command of commands) {
    for (const keys of command.keys) {
      const parsed = parseKeys(keys);
      if (!parsed.ok) continue;
      const first = parsed.strokes[0] ?? "";
      const list = bound.get(first) ?? [];
      list.push({ command, strokes: parsed.strokes });
      bound.set(first, list);
    }
  }
  return bound;
}

function amongCommands(
  command: Keyed,
  keys: string,
  strokes: readonly Stroke[],
  others: readonly Bound[],
): readonly Clash[] {
  const clashes: Clash[] = [];
  for (const other of others) {
    const otherId = other.command.id;
    if (otherId === command.id && other.strokes.join(" ") === strokes.join(" ")) continue;
    if (!shareAPlace(command.where, other.command.where)) continue;
    const isLonger = strokes.length > other.strokes.length;
    const [long, short] = isLonger ? [strokes, other.strokes] : [other.strokes, strokes];
    if (!startsWith(long, short)) continue;
    const kind = strokes.length === other.strokes.length ? "same" : isLonger ? "begun" : "begins";
    clashes.push({ kind, keys, other: otherId, otherKeys: other.strokes.join(" ") });
  }
  return clashes;
}

function withSurroundings(
  command: Keyed,
  keys: string,
  strokes: readonly Stroke[],
  { systems, layouts, reader }: Surroundings,
): readonly Clash[] {
  const clashes: Clash[] = [];
  for (const system of systems)
    if (strokes.some((stroke) => TAKEN[system].includes(stroke)))
      clashes.push({ kind: "system", keys, system });
  if (command.inText && strokes.some((stroke) => EDITING.includes(stroke)))
    clashes.push({ kind: "editing", keys });
  for (const layout of layouts) {
    const reach = reachOf(strokes, layout);
    if (reach !== "ok") clashes.push({ kind: "layout", keys, layout, reach });
  }
  const first = strokes[0] ?? "";
  if (reader !== null && isPrintable(first) && BROWSE[reader].includes(splitStroke(first).key))
    clashes.push({ kind: "reader", keys, reader });
  return clashes;
}

/**
 * What is wrong with the keys of all commands.
 *
 * @param commands Every command there is, with the keys as they are to be.
 * @returns        By command id; a command without an entry is well.
 */
export function findClashes(
  commands: readonly Keyed[],
  surroundings: Surroundings,
): ReadonlyMap<string, readonly Clash[]> {
  const bound = byFirstStroke(commands);
  const found = new Map<string, readonly Clash[]>();
  for (const command of commands) {
    const clashes = command.keys.flatMap((keys): readonly Clash[] => {
      const parsed = parseKeys(keys);
      if (!parsed.ok) return [{ kind: "unreadable", keys }];
      const others = bound.get(parsed.strokes[0] ?? "") ?? [];
      return [
        ...amongCommands(command, keys, parsed.strokes, others),
        ...withSurroundings(command, keys, parsed.strokes, surroundings),
      ];
    });
    if (clashes.length > 0) found.set(command.id, clashes);
  }
  return found;
}
