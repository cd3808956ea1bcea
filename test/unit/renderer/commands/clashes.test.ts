import { expect, test } from "vitest";
import { type Keyed, findClashes } from "#renderer/commands/clashes.ts";
import { placesOf } from "#renderer/commands/places.ts";

const ALONE = { systems: [], layouts: [], reader: null } as const;
const keyed = (id: string, ...keys: readonly string[]): Keyed => ({
  id,
  keys,
  where: placesOf(id),
  inText: false,
});
const kinds = (found: ReturnType<typeof findClashes>, id: string) =>
  found.get(id)?.map((clash) => clash.kind) ?? [];

test("the same keys in one place clash, in places apart they do not", () => {
  const found = findClashes(
    [keyed("queue.a", "j"), keyed("queue.b", "j"), keyed("outbox.c", "j")],
    ALONE,
  );
  expect(found.get("queue.a")).toEqual([
    { kind: "same", keys: "j", other: "queue.b", otherKeys: "j" },
  ]);
  expect(found.has("outbox.c")).toBe(false);
});

test("a command that acts everywhere clashes with one of any screen", () => {
  const found = findClashes([keyed("app.a", "j"), keyed("outbox.c", "j")], ALONE);
  expect(kinds(found, "app.a")).toEqual(["same"]);
  expect(kinds(found, "outbox.c")).toEqual(["same"]);
});

test("keys that begin others are told on both sides", () => {
  const found = findClashes([keyed("queue.a", "g"), keyed("queue.b", "g i")], ALONE);
  expect(found.get("queue.a")).toEqual([
    { kind: "begins", keys: "g", other: "queue.b", otherKeys: "g i" },
  ]);
  expect(found.get("queue.b")).toEqual([
    { kind: "begun", keys: "g i", other: "queue.a", otherKeys: "g" },
  ]);
});

test("one command's own keys may begin each other only with a report", () => {
  expect(kinds(findClashes([keyed("queue.a", "g", "g i")], ALONE), "queue.a")).toEqual([
    "begins",
    "begun",
  ]);
});

test("what cannot be read is told, and stops nothing", () => {
  const found = findClashes([keyed("queue.a", "Alt+x", "j"), keyed("queue.b", "j")], ALONE);
  expect(kinds(found, "queue.a")).toEqual(["unreadable", "same"]);
});

test("system, editing, keyboard and screen reader are checked when asked for", () => {
  const command = { ...keyed("app.a", "Mod+w", "Mod+c", "[", "h"), inText: true };
  const found = findClashes([command], { systems: ["mac"], layouts: ["us", "de"], reader: "nvda" });
  expect(found.get("app.a")).toEqual([
    { kind: "system", keys: "Mod+w", system: "mac" },
    { kind: "editing", keys: "Mod+c" },
    { kind: "layout", keys: "[", layout: "de", reach: "altgr" },
    { kind: "reader", keys: "h", reader: "nvda" },
  ]);
});
