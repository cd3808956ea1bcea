// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defineCommands } from "#renderer/commands/command.ts";
import { Palette } from "#renderer/commands/Palette.tsx";
import { registerPaletteSource } from "#renderer/commands/palette-source.ts";
import { openPalette, restoreRecent, usePalette } from "#renderer/commands/palette-store.ts";
import { registerCommands } from "#renderer/commands/registry.ts";

let ran: string[] = [];
const group = "commands.group.app" as const;
const table = defineCommands<undefined>()({
  "t.settings": {
    title: "app.screen.settings",
    group,
    keys: ["g ,"],
    run: () => void ran.push("settings"),
  },
  "t.outbox": {
    title: "app.screen.outbox",
    group,
    keys: ["g o"],
    run: () => void ran.push("outbox"),
  },
  "t.hidden": {
    title: "app.screen.macros",
    group,
    keys: ["x"],
    hidden: true,
    run: () => undefined,
  },
  "t.impossible": {
    title: "app.screen.queue",
    group,
    keys: [],
    when: () => false,
    run: () => undefined,
  },
});

let stops: (() => unknown)[] = [];
beforeEach(() => {
  ran = [];
  // What jsdom lacks and React Aria and the palette use.
  Element.prototype.scrollIntoView = () => undefined;
  Object.assign(globalThis, { CSS: { escape: (text: string) => text } });
  usePalette.setState({ isOpen: false, recent: [] });
  stops = [
    registerCommands(table, () => undefined),
    registerPaletteSource({
      id: "tickets",
      group: "commands.palette.tickets",
      minLength: 2,
      search: (text) => [
        { id: "ticket/1", title: `#1 ${text}`, run: () => void ran.push("ticket 1") },
      ],
      recall: (ids) =>
        ids.includes("ticket/1")
          ? [{ id: "ticket/1", title: "#1 Parcel", run: () => void ran.push("ticket 1") }]
          : [],
    }),
    registerPaletteSource({
      id: "broken",
      group: "commands.palette.macros",
      minLength: 2,
      search: () => Promise.reject(new Error("the cache is gone")),
      recall: () => Promise.reject(new Error("the cache is gone")),
    }),
  ];
});
afterEach(() => {
  cleanup();
  for (const stop of stops) stop();
});

const names = () => screen.getAllByRole("option").map((option) => option.textContent);
const field = () => screen.getByRole("combobox");
const settle = () =>
  act(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.resolve();
  });

async function openAndType(text: string): Promise<void> {
  render(<Palette />);
  act(openPalette);
  fireEvent.change(field(), { target: { value: text } });
  await settle();
}

test("offers what is possible and not hidden", async () => {
  await openAndType("");
  expect(names().join()).toMatch(/Settings.*Outbox/);
  expect(names()).toHaveLength(2);
});

test("the field has the focus, and Enter runs the marked item after the palette is gone", async () => {
  await openAndType("outb");
  expect(document.activeElement).toBe(field());
  fireEvent.keyDown(field(), { key: "Enter" });
  await settle();
  expect(usePalette.getState().isOpen).toBe(false);
  expect(ran).toEqual(["outbox"]);
});

test("arrows move the mark around, and it is told to screen readers", async () => {
  await openAndType("");
  fireEvent.keyDown(field(), { key: "ArrowUp" });
  const marked = screen.getByRole("option", { selected: true });
  expect(marked.textContent).toContain("Outbox");
  expect(field().getAttribute("aria-activedescendant")).toBe(marked.id);
});

test("what was used lately comes first", async () => {
  restoreRecent(["t.outbox", 7, "t.gone"]);
  await openAndType("");
  expect(names()[0]).toContain("Outbox");
});

test("sources are asked from their least length on, and one that fails does not stop the others", async () => {
  await openAndType("zq");
  expect(names()).toEqual(["#1 zq"]);
  fireEvent.keyDown(field(), { key: "Enter" });
  await settle();
  expect(ran).toEqual(["ticket 1"]);
});

test("says so when nothing matches", async () => {
  await openAndType("~");
  expect(screen.getByRole("status").textContent).toContain("~");
});

test("Enter of an input method chooses nothing", async () => {
  await openAndType("outb");
  fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
  await settle();
  expect(ran).toEqual([]);
});

test("what was used lately comes first whatever it is, as it is called now", async () => {
  restoreRecent(["ticket/1", "t.outbox", "ticket/gone"]);
  await openAndType("");
  await settle();
  expect(names().slice(0, 2).join()).toMatch(/#1 Parcel.*Outbox/);
  fireEvent.keyDown(field(), { key: "Enter" });
  await settle();
  expect(ran).toEqual(["ticket 1"]);
});
