import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFirstScreen } from "#main/app/first-screen.ts";
import { openSealedFile } from "#main/settings/sealed-file.ts";

let folder = "";
const start = () =>
  openFirstScreen(
    openSealedFile(path.join(folder, "glimpse"), new Uint8Array(32).fill(5), "glimpse"),
  );
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-first-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the next start has what was kept, until the cache answers", async () => {
  const first = start();
  expect(await first.text()).toBeNull();
  await first.keep("the queue");
  const next = start();
  expect(await next.text()).toBe("the queue");
  next.cacheOpened(false);
  expect(await next.text()).toBeNull();
  expect(await start().text()).toBe("the queue");
});

test("nothing is left of a cache that was lost", async () => {
  await start().keep("the queue");
  const next = start();
  next.cacheOpened(true);
  await next.keep("what came after it");
  expect(await start().text()).toBe("what came after it");
  next.cacheOpened(true);
  await next.forget();
  expect(await start().text()).toBeNull();
});

test("it goes with an account that is removed, also for a page that asks again", async () => {
  await start().keep("their tickets");
  const next = start();
  await next.forget();
  expect(await next.text()).toBeNull();
  expect(await start().text()).toBeNull();
});
