import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAX_STAGED_BYTES, openStagedFiles } from "#main/accounts/staged-files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-staged-"));
});
afterEach(() => rm(folder, { recursive: true }));
const file = {
  fileName: "../../a.png",
  contentType: "image/png",
  bytes: new Uint8Array([1, 2, 3]),
};

test("what was staged is read back whole, under a name of our own", async () => {
  const files = openStagedFiles(folder);
  const staged = await files.stage(file);
  expect(staged).toMatchObject({ ok: true, value: { fileName: "../../a.png", sizeBytes: 3 } });
  const id = staged.ok ? staged.value.stagedId : "";
  expect(await readdir(folder)).toEqual([id]);
  expect(await files.read(id)).toEqual({ ok: true, value: new Uint8Array([1, 2, 3]) });
});

test.each(["../key.json", "", "..", "x"])("an id like %j reads nothing", async (id) => {
  expect(await openStagedFiles(folder).read(id)).toMatchObject({ ok: false });
});

test("a file that no helpdesk takes is refused by name and size", async () => {
  const bytes = { byteLength: MAX_STAGED_BYTES + 1 } as Uint8Array;
  expect(
    await openStagedFiles(folder).stage({ ...file, fileName: "film.mov", bytes }),
  ).toMatchObject({
    ok: false,
    error: {
      kind: "invalid",
      field: "file",
      remedy: "fileTooLarge",
      detail: expect.stringContaining("film.mov"),
    },
  });
});

test("tidying leaves what is in use and what is young", async () => {
  const files = openStagedFiles(folder);
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const staged = await files.stage(file);
    if (staged.ok) ids.push(staged.value.stagedId);
  }
  for (const id of ids.slice(0, 2)) await utimes(path.join(folder, id), 0, 0);
  await files.tidy(new Set([ids[0]!]), Date.now());
  expect((await readdir(folder)).toSorted()).toEqual([ids[0]!, ids[2]!].toSorted());
});
