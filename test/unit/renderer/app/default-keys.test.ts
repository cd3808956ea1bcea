// @vitest-environment jsdom
import { beforeAll, expect, test } from "vitest";
import { ticketCommands } from "#renderer/actions/ticket-commands.ts";
import { addAllCommands, tablesIn } from "#renderer/app/command-catalogue.ts";
import { shellCommands } from "#renderer/app/shell-commands.ts";
import { SYSTEMS, findClashes, isSerious } from "#renderer/commands/clashes.ts";
import { keysIn } from "#renderer/commands/keymap.ts";
import { LAYOUTS, reachOf } from "#renderer/commands/layouts.ts";
import { PRESETS, PRESET_KEYMAPS } from "#renderer/commands/presets.ts";
import {
  type LiveCommand,
  addToCatalogue,
  listKnownCommands,
} from "#renderer/commands/registry.ts";
import { parseKeys } from "#renderer/commands/stroke.ts";

let all: readonly LiveCommand[] = [];
beforeAll(async () => {
  await addAllCommands();
  addToCatalogue(ticketCommands);
  addToCatalogue(shellCommands);
  all = listKnownCommands();
});

test("the catalogue knows the commands of every screen", () => {
  const areas = new Set(all.map(({ id }) => id.split(".")[0]));
  for (const area of [
    "queue",
    "composer",
    "tab",
    "outbox",
    "macros",
    "supervisor",
    "keymap",
    "app",
  ])
    expect(areas).toContain(area);
  expect(tablesIn({ other: { a: 1 }, none: null })).toEqual([]);
});

test.each(PRESETS)("the keys of %s are never in each other's way", (preset) => {
  const keyed = all.map((command) => ({
    ...command,
    keys: keysIn(PRESET_KEYMAPS[preset], command),
  }));
  const found = findClashes(keyed, { systems: [], layouts: [], reader: null });
  const serious = [...found].flatMap(([id, clashes]) =>
    clashes.filter(isSerious).map((clash) => `${id}: ${JSON.stringify(clash)}`),
  );
  expect(serious).toEqual([]);
  for (const id of Object.keys(PRESET_KEYMAPS[preset]))
    expect(all.map((command) => command.id)).toContain(id);
});

test.each(PRESETS)("no key of %s belongs to a system or keeps text from being edited", (preset) => {
  const keyed = all.map((command) => ({
    ...command,
    keys: keysIn(PRESET_KEYMAPS[preset], command),
  }));
  const found = findClashes(keyed, { systems: SYSTEMS, layouts: [], reader: null });
  expect([...found.values()].flat().filter((clash) => !isSerious(clash))).toEqual([]);
});

test("every command that has keys has one that every keyboard can press, AltGr aside", () => {
  const lost = all.flatMap(({ id, defaultKeys }) =>
    LAYOUTS.flatMap((layout) => {
      const reach = defaultKeys.map((keys) => {
        const parsed = parseKeys(keys);
        return parsed.ok ? reachOf(parsed.strokes, layout) : "missing";
      });
      return reach.length > 0 && !reach.includes("ok") ? [`${id} on ${layout}`] : [];
    }),
  );
  expect(lost).toEqual([]);
});
