import { randomBytes } from "node:crypto";
import { appendFile, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

/** Folder of the cache's database files. */
async function databaseOf(profile: string): Promise<string> {
  const base = path.join(profile, "IndexedDB");
  const name = (await readdir(base)).find((one) => one.endsWith(".leveldb"));
  if (name === undefined) throw new Error("the profile has no database");
  return path.join(base, name);
}
async function eachFile(folder: string, act: (file: string) => Promise<void>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.(ldb|log)$/.test(name)) await act(path.join(folder, name));
  }
}

const DAMAGES: readonly (readonly [string, (folder: string) => Promise<void>])[] = [
  ["removed", (folder) => rm(folder, { recursive: true })],
  [
    "overwritten with noise",
    (folder) =>
      eachFile(folder, async (file) => writeFile(file, randomBytes((await stat(file)).size))),
  ],
  [
    "cut in half",
    (folder) =>
      eachFile(folder, async (file) => truncate(file, Math.floor((await stat(file)).size / 2))),
  ],
];

for (const [what, damage] of DAMAGES) {
  test(`cache files ${what} between starts: noticed, fetched again, no typed text lost`, async ({
    start,
    server,
    profile,
  }) => {
    const first = await start();
    let desk = new Desk(first.page);
    await desk.begin();
    await server.outage("refuse");
    await desk.syncNow();
    await expect(desk.status).toContainText("Offline");
    const answered = await desk.openAt(0);
    await desk.reply("Queued before the damage");
    const drafted = await desk.openAt(1);
    await desk.write("reply", "Half a sentence that was never");
    const rows = await first.page.getByRole("grid").getAttribute("aria-label");
    await first.quit();
    await damage(await databaseOf(profile));

    await server.outage(null);
    const second = await start();
    desk = new Desk(second.page);
    await expect(second.page.getByText("The offline copy was damaged")).toBeVisible();
    await desk.begin();
    await expect(second.page.getByRole("grid", { name: rows ?? "" })).toBeVisible();
    await desk.expectUnsent(0);
    const sent = server.ledger().filter(({ body }) => body === "Queued before the damage");
    expect(sent.map(({ ticketId }) => String(ticketId))).toEqual([answered]);

    const drafts = await second.page.evaluate(() => window.bridge?.call("drafts.list", {}));
    expect(drafts).toMatchObject({ value: [{ text: "Half a sentence that was never" }] });
    await desk.find(drafted);
    await second.page.keyboard.press("r");
    await expect(desk.composer("reply")).toContainText("Half a sentence that was never");
  });
}

/** A log record that a kill tore: its head says more than what follows. Source: google/leveldb issue 1287. */
const TORN = Buffer.from([0x01, 0x02, 0x03, 0x04, 0xb7, 0x00, 0x01]);

test("a torn record in the database's log, written past and found at the start after, loses no typed text", async ({
  start,
  server,
  profile,
}) => {
  const first = await start();
  let desk = new Desk(first.page);
  await desk.begin();
  await desk.openAt(0);
  await desk.note("Before the kill");
  await desk.expectUnsent(0);
  await first.kill();
  const logs = (await readdir(await databaseOf(profile))).filter((name) => name.endsWith(".log"));
  const newest = logs.toSorted().at(-1) ?? "";
  await appendFile(path.join(await databaseOf(profile), newest), TORN);

  const second = await start();
  desk = new Desk(second.page);
  await desk.begin();
  await desk.openAt(1);
  await desk.note("Written past the tear");
  await desk.expectUnsent(0);
  await desk.write("reply", "Draft past the tear");
  await second.quit();

  const third = await start();
  desk = new Desk(third.page);
  await desk.begin();
  const bodies = server.ledger().map(({ body }) => body);
  expect(bodies.filter((body) => body === "Before the kill")).toHaveLength(1);
  expect(bodies.filter((body) => body === "Written past the tear")).toHaveLength(1);
  const drafts = await third.page.evaluate(() => window.bridge?.call("drafts.list", {}));
  expect(drafts).toMatchObject({ value: [{ text: "Draft past the tear" }] });
  await desk.showView("All open");
});
