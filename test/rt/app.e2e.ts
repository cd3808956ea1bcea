import type { Page } from "@playwright/test";
import { z } from "zod";
import { remoteOf } from "#domain/kernel/ids.ts";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";
import {
  askRt,
  credentialsOf,
  listRt,
  makeTicket,
  newestTransaction,
  rtBase,
  rtServer,
  writtenBy,
} from "#test/rt/support/rt-desk.ts";

/** The built app, by keys, on a real Request Tracker; the demo workspace of other tests stands beside it in one queue. */
const WHO = "desk.agent";
const NAMES = ["Aardwolf", "Bilby", "Caracal", "Dugong", "Echidna"] as const;
const words = {
  reply: (name: string) => `${name}: größer, مرحبا, 日本 — we are on it.`,
  note: (name: string) => `${name}: only for us.`,
};

/** Out of a text first. The two keys are pressed again where a busy machine took them for two single ones. */
async function goTo(page: Page, key: "q" | ",", screen: "Queue" | "Settings"): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    const heading = page.getByRole("heading", { level: 1, name: screen });
    await expect(heading).toBeVisible({ timeout: 3_000 });
  }).toPass();
}
async function addAccount(page: Page): Promise<void> {
  await goTo(page, ",", "Settings");
  await page.getByRole("button", { name: "Add a helpdesk account" }).press("Enter");
  const form = page.getByRole("form", { name: "Add a helpdesk account" });
  await form.getByRole("button", { name: /Zendesk/ }).press("Enter");
  await page.getByRole("option", { name: "Request Tracker" }).press("Enter");
  await form.getByRole("textbox", { name: "Address" }).fill(rtBase());
  await form.getByRole("textbox", { name: "User name" }).fill(WHO);
  await form.getByRole("textbox", { name: "Password" }).fill(credentialsOf(WHO).password);
  await page.keyboard.press("Enter");
  await expect(form.getByText(/It works: you are/)).toBeVisible();
  await form.getByRole("button", { name: "Add the account" }).press("Enter");
  await expect(form).toHaveCount(0);
  await goTo(page, "q", "Queue");
}
/** As after every start on a machine without a keyring: secrets are kept by one only. */
async function signInAgain(page: Page): Promise<void> {
  await goTo(page, ",", "Settings");
  const row = page.getByRole("listitem").filter({ hasText: rtBase() });
  await row.getByRole("button", { name: "Sign in again" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "User name" }).fill(WHO);
  await dialog.getByRole("textbox", { name: "Password" }).fill(credentialsOf(WHO).password);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).press("Enter");
  await expect(dialog).toHaveCount(0);
  await goTo(page, "q", "Queue");
}
async function openBySubject(desk: Desk, name: string): Promise<void> {
  await desk.showView("All open");
  await desk.page.keyboard.press("/");
  const search = desk.page.getByRole("searchbox", { name: "Search this view" });
  await expect(search).toBeFocused();
  await search.fill(name);
  const found = desk.page.locator("[role=row][data-ticket]");
  await expect(found).toHaveText([new RegExp(`Scenario ${name}`)]);
  await search.press("Enter");
  await expect(desk.page.locator("[data-cursor]")).toHaveText(new RegExp(`Scenario ${name}`));
  await desk.page.keyboard.press("Enter");
  await expect(desk.conversation).toContainText(`Scenario ${name}`);
}
async function act(desk: Desk, name: string): Promise<void> {
  await openBySubject(desk, name);
  await desk.reply(words.reply(name));
  await desk.note(words.note(name));
  await desk.choose("s", "Status", "pending");
}
const compare = (a: string, b: string): number => a.localeCompare(b);
const rows = async (page: Page): Promise<number> =>
  Number(await page.getByRole("grid").getAttribute("aria-rowcount"));

test("what an agent typed by keys while Request Tracker was gone and the app was killed is there once, as the screen says", async ({
  start,
}) => {
  test.setTimeout(600_000);
  rtServer("reset");
  const tickets: string[] = [];
  for (const name of NAMES)
    tickets.push(remoteOf(await makeTicket({ Subject: `Scenario ${name}` })));
  const since = await newestTransaction();
  const active = await listRt(WHO, "/tickets", "Status='__Active__'", "Status");

  // Signed in by keys; the first sync brings the whole desk.
  let console_ = await start();
  let desk = new Desk(console_.page);
  await desk.begin();
  await desk.showView("All open");
  const besides = await rows(console_.page);
  await addAccount(console_.page);
  await expect
    .poll(async () => (await desk.statuses()).map((one) => one.progress.complete), {
      timeout: 400_000,
    })
    .toEqual([true, true]);
  await desk.showView("All open");
  await expect.poll(() => rows(console_.page)).toBe(besides + active.length);

  // Request Tracker is stopped, then the app is killed half way.
  const { hostname, port } = new URL(rtBase());
  rtServer("stop");
  await desk.syncNow();
  await expect(desk.status).toContainText("Offline");
  for (const name of NAMES.slice(0, 3)) await act(desk, name);
  await desk.expectUnsent(9);
  await console_.kill();

  console_ = await start();
  desk = new Desk(console_.page);
  await desk.expectUnsent(9);
  for (const name of NAMES.slice(3)) await act(desk, name);
  await desk.expectUnsent(15);
  await console_.kill();

  console_ = await start();
  desk = new Desk(console_.page);
  await desk.expectUnsent(15);
  rtServer("start", "--host", hostname, "--port", port);
  await signInAgain(console_.page);
  await desk.syncNow();
  await desk.expectDelivered(200_000);

  // The server's books, then the screen.
  const written = (await writtenBy(WHO, since)).map(
    ({ ticket, text, isPublic }) => `#${ticket} ${isPublic ? "public" : "internal"}: ${text}`,
  );
  expect(written.toSorted(compare)).toEqual(
    NAMES.flatMap((name, at) => [
      `#${tickets[at]} internal: ${words.note(name)}`,
      `#${tickets[at]} public: ${words.reply(name)}`,
    ]).toSorted(compare),
  );
  for (const [at, name] of NAMES.entries()) {
    const { json } = await askRt("root", "GET", `/ticket/${tickets[at]}`);
    expect(z.object({ Status: z.string() }).parse(json).Status).toBe("stalled");
    await openBySubject(desk, name);
    await expect(desk.conversation.getByText(words.reply(name))).toHaveCount(1);
    await expect(desk.conversation.getByText(words.note(name))).toHaveCount(1);
    await expect(desk.conversation.locator("header").first()).toContainText("Pending");
  }
});
