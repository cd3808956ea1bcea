import type { AccountSummary } from "#contract/account.ts";
import { type Console, expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

const SMALL = ["--demo-tickets=300", "--demo-customers=60", "--demo-seed=7", "--demo-rate=0"];

const account = async ({ page }: Console): Promise<AccountSummary | undefined> => {
  const answer = await page.evaluate(() => window.bridge?.call("accounts.list", {}));
  return answer?.ok === true ? answer.value[0] : undefined;
};
/** Ends the workspace's process and tells its id. */
const endWorkspace = ({ app }: Console): Promise<number> =>
  app.evaluate(({ app: electron }) => {
    const process_ = electron
      .getAppMetrics()
      .find(({ name, type }) => type === "Utility" && name?.includes("demo workspace") === true);
    const pid = process_?.pid ?? 0;
    if (pid !== 0) process.kill(pid, "SIGKILL");
    return pid;
  });

test("a first start needs nothing: a workspace is there, signed in, with a queue to work on", async ({
  start,
}) => {
  const console = await start({ embedded: true, args: SMALL });
  const desk = new Desk(console.page);
  await desk.begin();
  const found = await account(console);
  expect(found).toMatchObject({ accountId: "demo", kind: "demo", mode: "agent" });
  await desk.openAt(0);
  await desk.note("Kept by the workspace");
  await desk.expectUnsent(0);
});

test("the workspace may die: it is started again where it was, with what it had", async ({
  start,
}) => {
  const console = await start({ embedded: true, args: SMALL });
  const desk = new Desk(console.page);
  await desk.begin();
  const before = await account(console);
  await desk.openAt(0);
  await desk.note("Before its end");
  await desk.expectUnsent(0);
  expect(await endWorkspace(console)).toBeGreaterThan(0);
  await desk.note("While it was away");
  await desk.syncNow();
  await desk.expectUnsent(0);
  expect((await account(console))?.baseUrl).toBe(before?.baseUrl);
  await desk.syncNow();
  for (const text of ["Before its end", "While it was away"]) {
    await expect(desk.conversation.getByText(text)).toHaveCount(1);
  }
});

test("what was done at the workspace is there after a restart of the app", async ({ start }) => {
  const first = await start({ embedded: true, args: SMALL });
  let desk = new Desk(first.page);
  await desk.begin();
  const number = await desk.openAt(0);
  await desk.note("Said yesterday");
  await desk.expectUnsent(0);
  const before = await account(first);
  await first.quit();
  const second = await start({ embedded: true, args: SMALL });
  desk = new Desk(second.page);
  await desk.begin();
  expect((await account(second))?.baseUrl).toBe(before?.baseUrl);
  await desk.find(number);
  await expect(second.page.getByText("Said yesterday").first()).toBeVisible();
});

test("another role signs in when it is asked for", async ({ start }) => {
  const console = await start({ embedded: true, role: "admin", args: SMALL });
  await expect(new Desk(console.page).status).toContainText("Online");
  expect((await account(console))?.mode).toBe("admin");
});
