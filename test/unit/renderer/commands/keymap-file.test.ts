import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FileCommand,
  readKeymapFile,
  writeKeymapFile,
} from "#renderer/commands/keymap-file.ts";
import { placesOf } from "#renderer/commands/places.ts";

const command = (id: string, ...defaultKeys: readonly string[]): FileCommand => ({
  id,
  keys: defaultKeys,
  defaultKeys,
  where: placesOf(id),
  inText: false,
});
const COMMANDS = [
  command("queue.down", "j", "ArrowDown"),
  command("queue.up", "k"),
  command("queue.showMine", "g i"),
  command("queue.why"),
  command("outbox.down", "j"),
  command("app.settings", "g ,", "Mod+,"),
  command("macro.demo:7"),
];
const read = (...lines: readonly string[]) =>
  readKeymapFile(["switchboard-keymap 1", ...lines].join("\n"), COMMANDS);
const faultsOf = (...lines: readonly string[]) => {
  const found = read(...lines);
  return found.ok ? [] : found.faults;
};

describe("a keymap file", () => {
  test("gives commands their keys, macros too; remarks and empty lines say nothing", () => {
    expect(
      read("# mine", "", "queue.down = n or Mod+n", "macro.demo:7 = Mod+Shift+1", "queue.up ="),
    ).toEqual({
      ok: true,
      keymap: {
        "queue.down": ["n", "Mod+n"],
        "macro.demo:7": ["Mod+Shift+1"],
        "queue.up": [],
      },
    });
  });

  test("keys that are the defaults leave no entry", () => {
    expect(read("queue.up = k", "queue.down = J or ArrowDown")).toEqual({
      ok: true,
      keymap: { "queue.down": ["Shift+j", "ArrowDown"] },
    });
  });

  test("a comma is a key like any other", () => {
    expect(read("app.settings = g ,")).toEqual({ ok: true, keymap: { "app.settings": ["g ,"] } });
  });

  test("@ takes over the keys of another command", () => {
    expect(read("queue.down = n", "outbox.down = @queue.down")).toEqual({
      ok: true,
      keymap: { "queue.down": ["n"], "outbox.down": ["n"] },
    });
  });

  test("a preset lies underneath, lines go over it", () => {
    const found = readKeymapFile("switchboard-keymap 1\npreset vim\nqueue.up = Mod+e\n", COMMANDS);
    expect(found.ok && found.keymap["queue.up"]).toEqual(["Mod+e"]);
    expect(found.ok && found.keymap["app.undo"]).toEqual(["Shift+u", "Mod+z"]);
  });

  test("endings of Windows and a byte order mark are read", () => {
    expect(readKeymapFile("\uFEFFswitchboard-keymap 1\r\nqueue.up = e\r\n", COMMANDS)).toEqual({
      ok: true,
      keymap: { "queue.up": ["e"] },
    });
  });
});

describe("a keymap file is refused, all of it, with the line", () => {
  test("without its first line", () => {
    expect(readKeymapFile("queue.up = e", COMMANDS)).toEqual({
      ok: false,
      faults: [{ kind: "no-header", line: 1 }],
    });
  });
  test("longer than any keymap", () => {
    const text = `switchboard-keymap 1\n${"# x\n".repeat(300_000)}`;
    expect(readKeymapFile(text, COMMANDS)).toEqual({ ok: false, faults: [{ kind: "too-long" }] });
  });
  test("a command that is not there", () => {
    expect(faultsOf("queue.up = e", "queue.sideways = x")).toEqual([
      { kind: "unknown-command", line: 3, id: "queue.sideways" },
    ]);
    expect(faultsOf("queue.up = @nowhere.at.all")).toEqual([
      { kind: "unknown-command", line: 2, id: "nowhere.at.all" },
    ]);
  });
  test("a circle of commands, told once", () => {
    expect(
      faultsOf("queue.up = @queue.why", "queue.why = @outbox.down", "outbox.down = @queue.up"),
    ).toEqual([
      {
        kind: "cycle",
        line: 2,
        ids: ["queue.up", "queue.why", "outbox.down", "queue.up"],
      },
    ]);
    expect(faultsOf("queue.up = @queue.up")).toEqual([
      { kind: "cycle", line: 2, ids: ["queue.up", "queue.up"] },
    ]);
  });
  test("keys that begin other keys", () => {
    expect(faultsOf("queue.why = g")).toMatchObject([
      { kind: "clash", line: 2, id: "queue.why", clash: { kind: "begins", keys: "g" } },
      { kind: "clash", line: 2, id: "queue.why", clash: { kind: "begins", keys: "g" } },
    ]);
    expect(faultsOf("queue.why = g i x")).toMatchObject([
      { kind: "clash", line: 2, clash: { kind: "begun", other: "queue.showMine" } },
    ]);
  });
  test("the same keys for two commands of one place", () => {
    expect(faultsOf("queue.why = j")).toMatchObject([
      { kind: "clash", line: 2, clash: { kind: "same", other: "queue.down" } },
    ]);
  });
  test("keys that no command may have, a second line, an odd line, a strange preset", () => {
    expect(
      faultsOf("queue.up = Alt+x", "queue.up = e", "what is this", "preset emacs", "queue.why = 5"),
    ).toEqual([
      { kind: "keys", line: 2, keys: "Alt+x", fault: "alt" },
      { kind: "twice", line: 3, id: "queue.up", first: 2 },
      { kind: "not-understood", line: 4, text: "what is this" },
      { kind: "unknown-preset", line: 5, text: "emacs" },
      { kind: "keys", line: 6, keys: "5", fault: "digit" },
    ]);
  });
});

test("what is written is read back the same", () => {
  const key = fc.constantFrom("a", "b", "Shift+c", "Mod+d", "q x", "Mod+.", "F2", "=", "#", "@");
  const keymap = fc.dictionary(
    fc.constantFrom("queue.why", "macro.demo:7", "outbox.down"),
    fc.uniqueArray(key, { maxLength: 3 }),
  );
  fc.assert(
    fc.property(keymap, (given) => {
      const own = Object.fromEntries(
        Object.entries(given).filter(([id, keys]) => id === "outbox.down" || keys.length > 0),
      );
      const found = readKeymapFile(
        writeKeymapFile(own, (id) => `${id}\nqueue.up = x`),
        COMMANDS,
      );
      const used = Object.entries(own)
        .filter(([id]) => id !== "outbox.down")
        .flatMap(([, keys]) => keys);
      // Two of one place with the same keys are refused; everything else comes back.
      if (new Set(used).size === used.length) expect(found).toEqual({ ok: true, keymap: own });
      else expect(found.ok).toBe(false);
    }),
  );
});

test("whatever stands in a file, reading it ends and never throws", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "queue.up = @queue.why",
      "queue.why = @queue.up",
      "preset vim",
      "queue.up =",
      "# x",
    ),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const found = read(...lines);
      expect(found.ok || found.faults.length > 0).toBe(true);
    }),
  );
});

test("lines that point at each other: refused exactly when a way leads back, and the circle is named", () => {
  const many = Array.from({ length: 8 }, (_, n) => command(`outbox.c${n}`));
  const target = fc.option(fc.nat(7), { nil: null });
  fc.assert(
    fc.property(fc.array(target, { minLength: 8, maxLength: 8 }), (targets) => {
      // A command points at another one, or has no keys; who is pointed at has a line of its own.
      const lines = targets.map((to, n) =>
        to === null ? `outbox.c${n} =` : `outbox.c${n} = @outbox.c${to}`,
      );
      const found = readKeymapFile(["switchboard-keymap 1", ...lines].join("\n"), many);
      const leadsBack = (start: number): boolean => {
        let at: number | null = start;
        for (let step = 0; step < 8; step += 1) {
          at = at === null ? null : (targets[at] ?? null);
          if (at === start) return true;
        }
        return false;
      };
      const circled = targets.flatMap((_, n) => (leadsBack(n) ? [`outbox.c${n}`] : []));
      expect(found.ok).toBe(circled.length === 0);
      if (found.ok) return;
      const told = found.faults.flatMap((fault) => (fault.kind === "cycle" ? fault.ids : []));
      expect([...new Set(told)].toSorted()).toEqual(circled);
      for (const fault of found.faults) {
        if (fault.kind !== "cycle") throw new Error(fault.kind);
        expect(fault.ids.at(-1)).toBe(fault.ids[0]);
      }
    }),
  );
});
