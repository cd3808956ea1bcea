// The stages of checking: each runs one tool and says how much passed and failed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "./launch.mjs";
import { appEnvironment } from "./on-app.mjs";
import { node24, root } from "./project.mjs";

/**
 * @typedef {object} Outcome
 * @property {number} passed Tests; a tool that only says yes or no counts as one.
 * @property {number} failed
 */

const reports = path.join(root, "node_modules/.cache/reports");

/**
 * @param {string} tool Name in node_modules/.bin.
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
async function yesOrNo(tool, args) {
  const { code } = await run(path.join(root, "node_modules/.bin", tool), args, { cwd: root });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @returns {readonly string[]} Source files, from the root, that no compiler project includes. */
function uncheckedSources() {
  const checked = new Set();
  const built = path.join(root, "node_modules/.cache/types");
  const sources = ["main", "preload", "renderer", "test"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
      .map((name) => path.join(root, folder, name)),
  );
  for (const name of readdirSync(built, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".tsbuildinfo")) continue;
    const info = path.join(built, name);
    const { fileNames = [] } = JSON.parse(readFileSync(info, "utf8"));
    for (const file of fileNames) checked.add(path.resolve(path.dirname(info), file));
  }
  return sources.filter((file) => !checked.has(file)).map((file) => path.relative(root, file));
}

/** Types of the whole project, then of main and preload against the oldest supported runtime's Electron. */
export async function types() {
  const whole = await yesOrNo("tsc", ["-b"]);
  const unchecked = uncheckedSources();
  if (unchecked.length > 0) {
    console.error(`No tsconfig.json includes these files: ${unchecked.join(", ")}`);
    whole.failed += 1;
  }
  const floor = await yesOrNo("tsc", ["-p", "resources/build/electron-floor/tsconfig.json"]);
  return { passed: whole.passed + floor.passed, failed: whole.failed + floor.failed };
}

export const lint = () => yesOrNo("oxlint", ["--deny-warnings"]);
export const format = () => yesOrNo("oxfmt", ["--check"]);

/**
 * @param {"unit" | "contract" | "rt"} project
 * @param {readonly string[]} [args] More for vitest, for example a filter.
 * @returns {Promise<Outcome>}
 */
export async function vitest(project, args = []) {
  const report = freshReport(project);
  const { code } = await run(
    node24,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config=test/vitest.config.ts",
      `--project=${project}`,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...args,
    ],
    { cwd: root },
  );
  const result = readReport(report);
  if (result === null) return { passed: 0, failed: 1 };
  const failed = result.numFailedTests;
  // A file that fails before its first test, or an unhandled error, fails the run without a failed test.
  return { passed: result.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/**
 * End-to-end tests of the built app. Needs a display and a build.
 *
 * @param {import("./runtime.mjs").Runtime} runtime
 * @param {readonly string[]} [args] More for Playwright, for example a filter.
 * @param {"e2e" | "rt"} [suite]
 * @returns {Promise<Outcome>}
 */
export async function endToEnd(runtime, args = [], suite = "e2e") {
  const report = freshReport(`${suite}-app`);
  const { code } = await run(
    node24,
    [
      "node_modules/@playwright/test/cli.js",
      "test",
      "--config=test/playwright.config.ts",
      `--project=${suite}`,
      ...args,
    ],
    {
      cwd: root,
      quiet: true,
      env: {
        ...appEnvironment(runtime),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    },
  );
  const result = readReport(report);
  if (result === null) return { passed: 0, failed: 1 };
  const { expected, flaky, unexpected } = result.stats;
  const failed = unexpected + flaky; // a test that passes only when repeated has failed
  return { passed: expected, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/**
 * @param {string} name
 * @returns {string} Path for a report; one of an earlier run is gone.
 */
function freshReport(name) {
  mkdirSync(reports, { recursive: true });
  const file = path.join(reports, `${name}-${process.pid}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * @param {string} file
 * @returns {any} Its content; null when the tool wrote none. The file is deleted.
 */
function readReport(file) {
  if (!existsSync(file)) return null;
  const content = JSON.parse(readFileSync(file, "utf8"));
  rmSync(file);
  return content;
}

/**
 * Runs stages one after the other, later ones also when an earlier failed, and prints what each counted.
 *
 * @param {readonly (readonly [name: string, stage: () => Promise<Outcome>])[]} stages
 * @returns {Promise<Outcome>} The sum.
 */
export async function runStages(stages) {
  const sum = { passed: 0, failed: 0 };
  const lines = [];
  for (const [name, stage] of stages) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    let outcome = { passed: 0, failed: 1 };
    try {
      outcome = await stage();
    } catch (cause) {
      console.error(cause instanceof Error ? cause.message : cause);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    lines.push(
      `${name.padEnd(10)} ${outcome.passed} passed, ${outcome.failed} failed (${seconds} s)`,
    );
    sum.passed += outcome.passed;
    sum.failed += outcome.failed;
  }
  console.log(`\n${lines.join("\n")}`);
  return sum;
}
