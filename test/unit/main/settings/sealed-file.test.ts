import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSealedFile } from "#main/settings/sealed-file.ts";

const KEY = new Uint8Array(32).fill(3);
let folder = "";
const at = (): string => path.join(folder, "kept");
const file = (key = KEY, scope = "glimpse") => openSealedFile(at(), key, scope);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-sealed-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("what was written is read again, by this key and for this purpose only", async () => {
  await file().write("Retour cassé · 返品");
  expect(await file().read()).toBe("Retour cassé · 返品");
  expect(await file(new Uint8Array(32).fill(4)).read()).toBeNull();
  expect(await file(KEY, "something else").read()).toBeNull();
});

test("nobody reads it on the disk", async () => {
  await file().write("Refund for Ada");
  expect((await readFile(at())).includes("Refund")).toBe(false);
});

test("a file that is missing, short, torn or changed is as if there were none", async () => {
  expect(await file().read()).toBeNull();
  await file().write("a text of some length");
  const whole = await readFile(at());
  for (const length of [0, 1, 13, 28, whole.length - 1]) {
    await writeFile(at(), whole.subarray(0, length));
    expect(await file().read()).toBeNull();
  }
  const flipped = Buffer.from(whole);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  await writeFile(at(), flipped);
  expect(await file().read()).toBeNull();
});

test("the last of many writes stays, and what is removed after them stays away", async () => {
  const one = file();
  await Promise.all(["one", "two", "three"].map((text) => one.write(text)));
  expect(await one.read()).toBe("three");
  void one.write("four");
  await one.remove();
  expect(await one.read()).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});

test("a folder that cannot be written leaves the text before", async () => {
  await file().write("before");
  const nowhere = openSealedFile(path.join(at(), "deeper"), KEY, "glimpse");
  await nowhere.write("after");
  expect(await nowhere.read()).toBeNull();
  expect(await file().read()).toBe("before");
});
