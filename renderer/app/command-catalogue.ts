import type { Command } from "#renderer/commands/command.ts";
import { addToCatalogue } from "#renderer/commands/registry.ts";

/** Every file of command tables of the screens. */
const files = import.meta.glob<Readonly<Record<string, unknown>>>([
  "#renderer/features/*/commands.ts",
  "#renderer/features/*/*-commands.ts",
]);

const isCommand = (value: unknown): value is Command<unknown> =>
  typeof value === "object" &&
  value !== null &&
  "title" in value &&
  "keys" in value &&
  "run" in value;

/** Tables among what a module exports. */
export function tablesIn(
  exported: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, Command<unknown>>>[] {
  return Object.values(exported).filter((value): value is Record<string, Command<unknown>> => {
    if (typeof value !== "object" || value === null) return false;
    const commands: readonly unknown[] = Object.values(value);
    return commands.length > 0 && commands.every(isCommand);
  });
}

/** Tells the registry the commands of all screens, for the keymap editor. */
export async function addAllCommands(): Promise<void> {
  const modules = await Promise.all(Object.values(files).map((load) => load()));
  for (const table of modules.flatMap(tablesIn)) addToCatalogue(table);
}
