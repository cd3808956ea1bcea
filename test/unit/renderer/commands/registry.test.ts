import { afterEach, expect, test, vi } from "vitest";
import { defineCommands } from "#renderer/commands/command.ts";
import {
  keysFor,
  listBindings,
  listCommands,
  registerCommands,
  runCommand,
  setKeymap,
  setSingleKeys,
} from "#renderer/commands/registry.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  setKeymap({});
  setSingleKeys(true);
});

const words = { title: "common.action.show", group: "commands.group.app" } as const;
const table = (run: (context: number) => void, when?: (context: number) => boolean) =>
  defineCommands<number>()({
    "test.one": { ...words, keys: ["j", "g i"], run, ...(when !== undefined && { when }) },
    "test.two": { ...words, keys: ["Mod+k"], run },
  });

test("a command runs with the context of this moment", () => {
  const seen: number[] = [];
  let context = 1;
  stops.push(
    registerCommands(
      table((value) => void seen.push(value)),
      () => context,
    ),
  );
  context = 2;
  expect(runCommand("test.one")).toBe(true);
  expect(seen).toEqual([2]);
});

test("an impossible or unknown command does not run", () => {
  const run = vi.fn<(context: number) => void>();
  stops.push(
    registerCommands(
      table(run, (value) => value > 5),
      () => 1,
    ),
  );
  expect(runCommand("test.one")).toBe(false);
  expect(runCommand("test.none")).toBe(false);
  expect(run).not.toHaveBeenCalled();
});

test("the latest registration of an id wins, and the earlier comes back", () => {
  const seen: string[] = [];
  stops.push(
    registerCommands(
      table(() => void seen.push("first")),
      () => 0,
    ),
  );
  const stop = registerCommands(
    table(() => void seen.push("second")),
    () => 0,
  );
  runCommand("test.one");
  stop();
  runCommand("test.one");
  expect(seen).toEqual(["second", "first"]);
});

test("the keymap overrides defaults, and an empty list takes the keys away", () => {
  stops.push(
    registerCommands(
      table(() => undefined),
      () => 0,
    ),
  );
  expect(keysFor("test.one")).toBe("j");
  setKeymap({ "test.one": ["Shift+x"], "test.two": [] });
  expect(keysFor("test.one")).toBe("Shift+x");
  expect(keysFor("test.two")).toBeNull();
});

test("a key in the keymap that cannot be read is left out and stops nothing", () => {
  stops.push(
    registerCommands(
      table(() => undefined),
      () => 0,
    ),
  );
  setKeymap({ "test.one": ["Alt+x", "Mod+y"] });
  expect(keysFor("test.one")).toBe("Mod+y");
});

test("with single keys off only combinations are left", () => {
  stops.push(
    registerCommands(
      table(() => undefined),
      () => 0,
    ),
  );
  setSingleKeys(false);
  expect(keysFor("test.one")).toBeNull();
  expect(listBindings().map((binding) => binding.strokes.join(" "))).toEqual(["Mod+k"]);
});

test("commands leave the list with the component that brought them", () => {
  const stop = registerCommands(
    table(() => undefined),
    () => 0,
  );
  expect(listCommands().map(({ id }) => id)).toEqual(["test.one", "test.two"]);
  stop();
  expect(listCommands()).toEqual([]);
});
