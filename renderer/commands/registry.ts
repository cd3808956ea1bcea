import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { Command, CommandTable } from "#renderer/commands/command.ts";
import { type Stroke, isPrintable, parseKeys } from "#renderer/commands/stroke.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";

/** A registered command with its keys as they are now. */
export type LiveCommand = {
  readonly id: string;
  readonly title: TextKey;
  readonly group: TextKey;
  /** Keys that work now, after the agent's keymap and the switch for single keys; the first is the one to show. */
  readonly keys: readonly string[];
  readonly defaultKeys: readonly string[];
  readonly inText: boolean;
  readonly inOverlay: boolean;
  readonly repeats: boolean;
  readonly hidden: boolean;
  readonly possible: () => boolean;
  readonly run: () => void;
};

/** One way of calling a command by keys. */
export type Binding = { readonly strokes: readonly Stroke[]; readonly command: LiveCommand };

type Registration = { readonly table: CommandTable<unknown>; readonly context: () => unknown };

const registrations: Registration[] = [];
const listeners = new Set<() => void>();
let keymap: Readonly<Record<string, readonly string[]>> = {};
let singleKeys = true;
let commands: readonly LiveCommand[] | null = null;
let bindings: readonly Binding[] | null = null;

function changed(): void {
  commands = null;
  bindings = null;
  for (const listener of listeners) listener();
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
    group: command.group,
    keys: (keymap[id] ?? command.keys).filter(isUsable),
    defaultKeys: command.keys,
    inText: command.inText ?? false,
    inOverlay: command.inOverlay ?? false,
    repeats: command.repeats ?? false,
    hidden: command.hidden ?? false,
    possible: () => command.when?.(context()) ?? true,
    run: () => {
      const outcome = command.run(context());
      if (outcome instanceof Promise) outcome.catch((cause: unknown) => reportError(cause));
    },
  };
}

/** All commands there are now, the latest registered first; of one id only the latest. */
export function listCommands(): readonly LiveCommand[] {
  if (commands !== null) return commands;
  const byId = new Map<string, LiveCommand>();
  for (const { table, context } of registrations.toReversed()) {
    for (const [id, command] of Object.entries(table)) {
      if (!byId.has(id)) byId.set(id, toLive(id, command, context));
    }
  }
  commands = [...byId.values()];
  return commands;
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
  const registration = { table, context } as unknown as Registration;
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

const find = (id: string): LiveCommand | undefined =>
  listCommands().find((command) => command.id === id);

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
  changed();
}

/** Single printable keys and sequences of them, on or off (WCAG 2.1.4). */
export function setSingleKeys(on: boolean): void {
  singleKeys = on;
  changed();
}

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

export const useCommandList = (): readonly LiveCommand[] =>
  useSyncExternalStore(subscribe, listCommands);
