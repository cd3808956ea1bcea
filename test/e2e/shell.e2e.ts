import { spawn } from "node:child_process";
import type { Credentials } from "#contract/account.ts";
import { root } from "#resources/build/project.mjs";
import { findRuntime } from "#resources/build/runtime.mjs";
import { type Console, expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";
import { killNow } from "#test/support/process-tree.ts";

/** Kills the process behind one of the app's windows: from outside, for main's answer could go down with it. */
async function crash({ app }: Console, part: string): Promise<void> {
  const pid = await app.evaluate(({ BrowserWindow }, name) => {
    const windows = BrowserWindow.getAllWindows().map(({ webContents }) => webContents);
    return windows.find((page) => page.getURL().includes(name))?.getOSProcessId() ?? 0;
  }, part);
  killNow(pid);
}

test("the cache host may die: the queue goes on answering and nothing is fetched again", async ({
  start,
}) => {
  const console = await start();
  const desk = new Desk(console.page);
  await desk.begin();
  await crash(console, "host.html");
  await desk.showView("All open");
  const number = await desk.openAt(2);
  await desk.note("Written after the crash");
  await desk.expectUnsent(0);
  await expect(desk.conversation.getByText("Written after the crash")).toHaveCount(1);
  await expect(desk.conversation.getByText(`#${number}`)).toBeVisible();
  await expect(console.page.getByText("The offline copy was damaged")).toHaveCount(0);
});

test("the window may die: it comes back with the draft that was being written", async ({
  start,
}) => {
  const console = await start();
  const desk = new Desk(console.page);
  await desk.begin();
  const number = await desk.openAt(1);
  await desk.write("note", "Not finished when it");
  await expect(desk.conversation.getByText("Draft saved")).toBeVisible();
  const next = console.app.waitForEvent("window", (page) => page.url().endsWith("index.html"));
  await crash(console, "index.html");
  const again = new Desk(await next);
  await expect(again.status).toContainText("Online");
  await again.find(number);
  await again.page.keyboard.press("n");
  await expect(again.composer("note")).toContainText("Not finished when it");
});

test("a second start on the same profile ends by itself and touches nothing", async ({
  start,
  profile,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  const runtime = findRuntime();
  const second = spawn(
    runtime?.exe ?? "",
    [...(runtime?.flags ?? []), `--user-data-dir=${profile}`, root],
    { stdio: "ignore" },
  );
  const code = await new Promise((resolve) => second.once("exit", resolve));
  expect(code).toBe(0);
  await desk.showView("All open");
  await expect(desk.status).toContainText("Online");
});

test("what a page of the app may not do, it cannot", async ({ start }) => {
  const { page, app } = await start();
  await expect(page.getByRole("grid")).toBeVisible();
  await app.evaluate(({ shell, dialog }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    shell.openExternal = async (url) => void seen.push(url);
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
  });
  const reached = await page.evaluate(async () => {
    const results: Record<string, unknown> = {};
    for (const url of [
      "app://switchboard/..%2f..%2fpackage.json",
      "app://elsewhere/index.html",
      "file:///etc/passwd",
      "https://example.com/",
    ]) {
      results[url] = await fetch(url).then(
        (answer) => answer.status,
        () => "closed",
      );
    }
    window.open("https://example.com/popup");
    const names = ["require", "process", "Buffer", "electron", "ipcRenderer"];
    results["globals"] = names.filter((name) => name in globalThis);
    results["camera"] = (await navigator.permissions.query({ name: "camera" as never })).state;
    results["bridge"] = Object.keys(window.bridge ?? {});
    return results;
  });
  expect(reached).toEqual({
    "app://switchboard/..%2f..%2fpackage.json": 403,
    "app://elsewhere/index.html": "closed",
    "file:///etc/passwd": "closed",
    "https://example.com/": "closed",
    globals: [],
    camera: "denied",
    bridge: ["call", "on"],
  });
  expect(app.windows()).toHaveLength(2);
  const link = (url: string) =>
    page.evaluate((text) => window.bridge?.call("links.open", { url: text }), url);
  expect(await link("file:///etc/passwd")).toMatchObject({ ok: false, error: { field: "url" } });
  expect(await link("https://example.com/help")).toEqual({ ok: true, value: {} });
  expect(await app.evaluate(() => (globalThis as { seen?: string[] }).seen)).toEqual([
    "https://example.com/help",
  ]);
});

test("a form that is filled in wrongly is told by field and remedy, and the app goes on", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  const { email, token } = server.credentials.agent;
  const right: Credentials = { kind: "api-token", email, token };
  const probe = (baseUrl: string, credentials: Credentials = right) =>
    page.evaluate((form) => window.bridge?.call("accounts.probe", form), {
      kind: "zendesk" as const,
      baseUrl,
      credentials,
    });
  const wrong = (field: string, remedy: string | null) => ({
    ok: false,
    error: { kind: "invalid", field, remedy },
  });
  const here = server.baseUrl();
  expect(await probe("")).toMatchObject(wrong("baseUrl", "baseUrl.empty"));
  expect(await probe("http://helpdesk.example")).toMatchObject(wrong("baseUrl", "baseUrl.https"));
  expect(await probe("zendesk.com")).toMatchObject(wrong("baseUrl", "baseUrl.subdomain"));
  expect(await probe("https://no-such-host.invalid")).toMatchObject(
    wrong("baseUrl", "baseUrl.unknownHost"),
  );
  expect(await probe(here, { ...right, token: "wrong" })).toMatchObject(
    wrong("token", "credentials"),
  );
  expect(await probe(here, { ...right, email: "x" })).toMatchObject(
    wrong("credentials.email", null),
  );
  expect(await probe("http://127.0.0.1:1")).toMatchObject({
    ok: false,
    error: { kind: "offline" },
  });
  server.faults.add({ kind: "captive", path: "users/me" });
  expect(await probe(here)).toMatchObject({ ok: false, error: { kind: "blocked" } });
  expect(await probe(here)).toMatchObject({ ok: true, value: { agentEmail: email } });
  await expect(desk.status).toContainText("Online");
});

test("a login page of the network is not taken for the helpdesk, and is over by itself", async ({
  start,
  server,
}) => {
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  server.faults.add({ kind: "captive", count: null });
  await desk.openAt(0);
  await desk.reply("Written behind a login page");
  await desk.syncNow();
  await expect
    .poll(async () => (await desk.statuses())[0]?.state, { timeout: 30_000 })
    .toBe("blocked");
  await desk.expectUnsent(1);
  server.faults.clear();
  await desk.syncNow();
  await desk.expectUnsent(0);
  expect(server.ledger().filter(({ body }) => body === "Written behind a login page")).toHaveLength(
    1,
  );
});
