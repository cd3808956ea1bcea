import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mergeSettings, openSettings } from "#main/settings/settings-store.ts";

let folder = "";
let file = "";
const now = () => 0;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-settings-"));
  file = path.join(folder, "settings.json");
});
afterEach(() => rm(folder, { recursive: true }));

test("a first start has defaults and writes nothing", async () => {
  const store = await openSettings(file, now);
  expect(store.get()).toMatchObject({ theme: "system", undoSeconds: 10, singleKeys: true });
  expect(await readdir(folder)).toEqual([]);
});

test("changes made together all count, and survive", async () => {
  const store = await openSettings(file, now);
  await Promise.all([
    store.update((value) => mergeSettings(value, { theme: "dark" })),
    store.update((value) => mergeSettings(value, { undoSeconds: 5 })),
    store.update((value) => mergeSettings(value, { theme: undefined, density: "compact" })),
  ]);
  const again = await openSettings(file, now);
  expect(again.get()).toMatchObject({ theme: "dark", undoSeconds: 5, density: "compact" });
  expect(await readdir(folder)).toEqual(["settings.json"]);
});

test("a file of an older release gets defaults for what it lacks", async () => {
  await writeFile(file, '{"theme":"light"}');
  const store = await openSettings(file, now);
  expect(store.get()).toMatchObject({ theme: "light", density: "default" });
  expect(store.broken).toBeNull();
});

test.each(["", "{", '{"theme":"pink"}', "[]", "null"])(
  "a file that holds %j is put aside with its content",
  async (content) => {
    await writeFile(file, content);
    const store = await openSettings(file, now);
    expect(store.get().theme).toBe("system");
    expect(store.broken).not.toBeNull();
    expect(await readFile(store.broken!, "utf8")).toBe(content);
  },
);

test("a change that cannot be written is not pretended", async () => {
  const store = await openSettings(file, now);
  await rm(folder, { recursive: true });
  await writeFile(folder, "a file where the folder was");
  await expect(store.update((value) => ({ ...value, theme: "dark" }))).rejects.toThrow();
  expect(store.get().theme).toBe("system");
});
