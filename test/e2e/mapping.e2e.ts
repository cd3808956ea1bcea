import { writeFile } from "node:fs/promises";
import { DEFAULT_MAPPING, writeMappingFile } from "#domain/mapping/rt-mapping.ts";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";
import { SmallRt } from "#test/e2e/support/small-rt.ts";

const TOKEN = `1-43-${"a".repeat(32)}`;

test("what a Request Tracker's words mean is chosen on a page, seen at once, and kept tickets follow", async ({
  start,
}, info) => {
  test.setTimeout(120_000);
  const rt = new SmallRt(Date.now());
  await rt.start();
  const { page } = await start();
  const desk = new Desk(page);
  await desk.begin();
  await page.evaluate((input) => window.bridge?.call("accounts.add", input), {
    kind: "rt",
    baseUrl: rt.base,
    credentials: { kind: "bearer", token: TOKEN },
  } as const);
  await expect
    .poll(async () => (await desk.statuses()).every((one) => one.progress.complete), {
      timeout: 60_000,
    })
    .toBe(true);

  // From anywhere by the palette.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("words of request tracker");
  await page.keyboard.press("Enter");
  const example = page.locator("[data-mapping-preview] tr", { hasText: "Exam results" });
  await expect(example).toContainText("stalled");
  await expect(example).toContainText("Pending");
  await page.getByRole("button", { name: /“stalled”/ }).press("Enter");
  await page.getByRole("option", { name: "On hold", exact: true }).press("Enter");
  await expect(example).toContainText("On hold");
  await page.getByRole("button", { name: "Save and read again" }).press("Enter");
  await expect(page.getByText("are being read again")).toBeVisible();

  // What is kept is read again with it.
  await page.getByRole("button", { name: "Back to settings" }).press("Enter");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search this view" });
  await search.fill("exam results");
  const row = page.locator("[role=row][data-ticket]");
  await expect(row).toHaveCount(1);
  // Its own word stays beside a meaning that is not the usual one.
  await expect(row.getByRole("img", { name: "stalled" })).toBeVisible({ timeout: 30_000 });

  // A wrong file is refused by the name of its field, and nothing of it is taken.
  const file = info.outputPath("mapping.json");
  await writeFile(file, writeMappingFile(DEFAULT_MAPPING).replace('"high": 100', '"high": "much"'));
  await search.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("words of request tracker");
  await page.keyboard.press("Enter");
  await page.locator("[data-mapping-file]").setInputFiles(file);
  await expect(page.getByText(/mapping\.priorities\.high/).first()).toBeVisible();
  await expect(example).toContainText("On hold");
  await rt.stop();
});
