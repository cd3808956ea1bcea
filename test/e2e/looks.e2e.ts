import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Page } from "@playwright/test";
import { root } from "#resources/build/project.mjs";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

const SIZES = [
  { width: 1280, height: 720 },
  { width: 2560, height: 1440 },
] as const;
const MOODS = [
  { name: "light", settings: { theme: "light", locale: "en" } },
  { name: "dark", settings: { theme: "dark", locale: "en" } },
  { name: "arabic", settings: { theme: "light", locale: "ar" } },
] as const;
/** Screens by the keys that lead there from the queue, and those that lead back. */
const SCREENS: readonly {
  readonly name: string;
  readonly there: readonly string[];
  readonly shows: string;
}[] = [
  { name: "queue", there: ["g", "q"], shows: "[data-conversation]" },
  { name: "palette", there: ["g", "q", "Control+k"], shows: "[role=combobox]:focus" },
  { name: "keymap", there: ["g", "e"], shows: "[data-screen=keymap] [role=option]" },
  { name: "macros", there: ["g", "m"], shows: "[data-screen=macros] [role=option]" },
  { name: "supervisor", there: ["g", "s"], shows: "[data-screen=supervisor] h2" },
  { name: "outbox", there: ["g", "o"], shows: "[data-screen=outbox] [role=option]" },
];
/** Those that README shows: light, at the small size. */
const IN_README = ["queue", "supervisor", "macros", "outbox", "palette"];

type Finding = { readonly id: string; readonly nodes: readonly { readonly html: string }[] };

/** What axe finds on the page as it is. The page's policy allows no script element: it runs from outside. */
async function findingsOn(page: Page, axe: string): Promise<readonly string[]> {
  if (!(await page.evaluate(() => Reflect.has(window, "axe")))) await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const engine = Reflect.get(window, "axe") as {
      readonly run: (options: object) => Promise<{ readonly violations: readonly Finding[] }>;
    };
    // A modal rightly hides the page behind it: what a whole page must have cannot be asked of it then. (axe tries to
    // tell by looking at a few points of the screen, and is not always right.)
    const isModal = document.querySelector("[data-overlay=modal]") !== null;
    const wholePage = { "landmark-one-main": !isModal, "page-has-heading-one": !isModal };
    const { violations } = await engine.run({
      resultTypes: ["violations"],
      rules: Object.fromEntries(
        Object.entries(wholePage).map(([rule, enabled]) => [rule, { enabled }]),
      ),
    });
    return violations;
  });
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(" | ")}`,
  );
}

test("screens in two sizes, light, dark and Arabic: pictures, and no finding of axe", async ({
  start,
  server,
}, info) => {
  test.setTimeout(420_000);
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const { page } = await start({ role: "supervisor" });
  const desk = new Desk(page);
  await desk.begin();
  await page.setViewportSize(SIZES[0]);
  await desk.showView("All open");
  await server.outage("refuse");
  await desk.syncNow();
  await expect(desk.status).toContainText("Offline");
  // Something in the outbox, something half written, a ticket in a tab.
  await desk.openAt(1);
  await desk.note("Asked the warehouse for the tracking number.");
  await desk.openAt(3);
  await page.keyboard.press("Shift+t");
  await desk.reply("Thank you for waiting. Your refund left us this morning.");
  // The one in the tab again, with the reply that waits; no notice over the pictures.
  await desk.openAt(2);
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.keyboard.press("Shift+Escape");
  const notices = page.getByRole("region", { name: "Notices" });
  await expect(notices.getByRole("button")).toHaveCount(0, { timeout: 30_000 });
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(page.locator("[data-screen=macros] [role=option]").first()).toBeVisible();
  await page.keyboard.press("j");
  await page.mouse.move(-1, -1);

  const picture = async (name: string): Promise<void> => {
    const target = info.outputPath(`${name}.png`);
    await page.screenshot({ path: target, animations: "disabled" });
  };
  const findings: string[] = [];
  for (const mood of MOODS) {
    await page.evaluate((settings) => window.bridge?.call("settings.set", settings), mood.settings);
    await expect(page.locator("html")).toHaveAttribute("lang", mood.settings.locale);
    await expect(page.locator("html")).toHaveAttribute("data-theme", mood.settings.theme);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const { name, there, shows } of SCREENS) {
        await page.keyboard.press("Escape");
        await page.keyboard.press("Escape");
        for (const key of there) await page.keyboard.press(key);
        await expect(page.locator(shows).first()).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        const title = `${name}-${mood.name}-${size.width}x${size.height}`;
        await picture(title);
        findings.push(...(await findingsOn(page, axe)).map((finding) => `${title}: ${finding}`));
        const isForReadme =
          process.env["SWITCHBOARD_UPDATE_SCREENSHOTS"] === "1" &&
          IN_README.includes(name) &&
          mood.name === "light" &&
          size === SIZES[0];
        if (isForReadme) {
          const folder = path.join(root, "resources/screenshots");
          await mkdir(folder, { recursive: true });
          await page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
        }
        await page.keyboard.press("Escape");
      }
    }
  }
  expect(findings).toEqual([]);
});
