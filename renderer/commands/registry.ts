import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { Command, CommandTable } from "#renderer/commands/command.ts";
import { type Place, placesOf } from "#renderer/commands/places.ts";
import { type Stroke, isPrintable, parseKeys } from "#renderer/commands/stroke.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import type { Translate } from "#renderer/i18n/text.ts";

/** A registered command with its keys as they are now. */
export type LiveCommand = {
  readonly id: string;
  readonly title: TextKey;
  readonly name: string | null;
  readonly group: TextKey;
  /** Keys that work now, after the agent's keymap and the switch for single keys; the first is the one to show. */
  readonly keys: readonly string[];
  readonly defaultKeys: readonly string[];
  readonly inText: boolean;
  readonly inOverlay: boolean;
  readonly repeats: boolean;
  readonly hidden: boolean;
  readonly where: readonly Place[];
  readonly possible: () => boolean;
  /** @param count The number typed before its keys; 1 when left out. */
  readonly run: (count?: number) => void;
};

/** The words for a command: the name that people gave it, or its title. */
export const commandName = (
  { name, title }: Pick<LiveCommand, "name" | "title">,
  t: Translate,
): string => name ?? t(title);

/** One way of calling a command by keys. */
export type Binding = { readonly strokes: readonly Stroke[]; readonly command: LiveCommand };

type Registration = {
  readonly table: CommandTable<unknown>;
  readonly context: () => unknown;
  /** The same commands until keys change, so that only what shows one of them is drawn anew. */
  live: readonly LiveCommand[] | null;
};

const registrations: Registration[] = [];
/** Tables of screens that are not shown now, for the keymap editor: their commands cannot run. */
let catalogue: CommandTable<unknown> = {};
const listeners = new Set<() => void>();
let keymap: Readonly<Record<string, readonly string[]>> = {};
let singleKeys = true;
let commands: ReadonlyMap<string, LiveCommand> | null = null;
let list: readonly LiveCommand[] | null = null;
let known: readonly LiveCommand[] | null = null;
let bindings: readonly Binding[] | null = null;

function changed(): void {
  commands = null;
  list = null;
  known = null;
  bindings = null;
  for (const listener of listeners) listener();
}

function keysChanged(): void {
  for (const registration of registrations) registration.live = null;
  changed();
}

/** Whether keys can be read and are not switched off. */
function isUsable(written: string): boolean {
  const parsed = parseKeys(written);
  return parsed.ok && (singleKeys || !isPrintable(parsed.strokes[0] ?? ""));
}

function toLive(id: string, command: Command<unknown>, context: () => unknown): LiveCommand {
  return {
    id,
    title: command.title,
    name: command.name ?? null,
    group: command.group,
    keys: (keymap[id] ?? command.keys).filter(isUsable),
    defaultKeys: command.keys,
    inText: command.inText ?? false,
    inOverlay: command.inOverlay ?? false,
    repeats: command.repeats ?? false,
    hidden: command.hidden ?? false,
    where: command.where ?? placesOf(id),
    possible: () => command.when?.(context()) ?? true,
    run: (count = 1) => {
      const times = command.counts !== true && command.repeats === true ? count : 1;
      for (let time = 0; time < times; time += 1) {
        const outcome = command.run(context(), count);
        if (outcome instanceof Promise) outcome.catch((cause: unknown) => reportError(cause));
      }
    },
  };
}

function commandsById(): ReadonlyMap<string, LiveCommand> {
  if (commands !== null) return commands;
  const byId = new Map<string, LiveCommand>();
  for (const registration of registrations.toReversed()) {
    registration.live ??= Object.entries(registration.table).map(([id, command]) =>
      toLive(id, command, registration.context),
    );
    for (const command of registration.live) {
      if (!byId.has(command.id)) byId.set(command.id, command);
    }
  }
  commands = byId;
  return byId;
}

/** All commands there are now, the latest registered first; of one id only the latest. */
export function listCommands(): readonly LiveCommand[] {
  list ??= [...commandsById().values()];
  return list;
}

/** Commands of every screen, shown or not; the latter are never possible. */
export function listKnownCommands(): readonly LiveCommand[] {
  if (known !== null) return known;
  const live = listCommands();
  const ids = new Set(live.map(({ id }) => id));
  const others = Object.entries(catalogue)
    .filter(([id]) => !ids.has(id))
    .map(([id, command]) => ({ ...toLive(id, command, () => undefined), possible: () => false }));
  known = [...live, ...others];
  return known;
}

/** Adds tables of screens that are not shown now to `listKnownCommands`. */
export function addToCatalogue<C>(table: CommandTable<C>): void {
  // Only what a command is called and which keys it has is read: its context never comes.
  catalogue = { ...catalogue, ...(table as unknown as CommandTable<unknown>) };
  changed();
}

/** All usable key bindings, latest registered first. */
export function listBindings(): readonly Binding[] {
  bindings ??= listCommands().flatMap((command) =>
    command.keys.flatMap((written) => {
      const parsed = parseKeys(written);
      return parsed.ok ? [{ strokes: parsed.strokes, command }] : [];
    }),
  );
  return bindings;
}

/**
 * Adds commands.
 *
 * @param context Called each time a command is offered or run.
 * @returns Takes them away again.
 */
export function registerCommands<C>(table: CommandTable<C>, context: () => C): () => void {
  // The table and its context belong together; the list only ever passes one to the other.
  const registration = { table, context, live: null } as unknown as Registration;
  registrations.push(registration);
  changed();
  return () => {
    registrations.splice(registrations.indexOf(registration), 1);
    changed();
  };
}

/** Commands of a component while it is on screen, always with its latest context. */
export function useCommands<C>(table: CommandTable<C>, context: C): void {
  const latest = useRef(context);
  useLayoutEffect(() => {
    latest.current = context;
  });
  useEffect(() => registerCommands(table, () => latest.current), [table]);
}

const find = (id: string): LiveCommand | undefined => commandsById().get(id);

/** @returns false when there is no such command or it is not possible now. */
export function runCommand(id: string): boolean {
  const command = find(id);
  if (command === undefined || !command.possible()) return false;
  command.run();
  return true;
}

/** The agent's own keys by command id; a command without an entry keeps its defaults, `[]` has none. */
export function setKeymap(next: Readonly<Record<string, readonly string[]>>): void {
  keymap = next;
  keysChanged();
}

/** Single printable keys and sequences of them, on or off (WCAG 2.1.4). */
export function setSingleKeys(on: boolean): void {
  singleKeys = on;
  keysChanged();
}

export const areSingleKeysOn = (): boolean => singleKeys;

/** Keys to show for a command: null when it has none that works now. */
export function keysFor(id: string): string | null {
  return find(id)?.keys[0] ?? null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `keysFor`, drawn anew when the keymap changes. */
export const useKeysFor = (id: string | undefined): string | null =>
  useSyncExternalStore(subscribe, () => (id === undefined ? null : keysFor(id)));

/** The command as it is now; drawn anew when it comes, goes or gets other keys. */
export const useCommand = (id: string): LiveCommand | undefined =>
  useSyncExternalStore(subscribe, () => find(id));

export const useCommandList = (): readonly LiveCommand[] =>
  useSyncExternalStore(subscribe, listCommands);

/** As `useCommandList`, with the commands of screens that are not shown. */
export const useKnownCommands = (): readonly LiveCommand[] =>
  useSyncExternalStore(subscribe, listKnownCommands);
