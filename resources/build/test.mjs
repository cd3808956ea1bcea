// npm test: prepares, then types, lint, format, unit, contract and end-to-end tests; ends with one line of
// figures. With the name of one suite (unit, contract, e2e) it runs only that; what follows goes to its tool.
import { build } from "./build.mjs";
import { installDependencies } from "./dependencies.mjs";
import { withDisplay } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { runScript, Stop } from "./project.mjs";
import { endToEnd, format, lint, runStages, types, vitest } from "./stages.mjs";

/**
 * @param {readonly string[]} args For Playwright.
 * @returns {Promise<import("./stages.mjs").Outcome>}
 */
async function builtApp(args) {
  const runtime = await prepare();
  await build();
  return withDisplay(() => endToEnd(runtime, args));
}

/**
 * @param {readonly string[]} args One suite and arguments for its tool, or nothing for all.
 * @returns {readonly (readonly [string, () => Promise<import("./stages.mjs").Outcome>])[]}
 */
function chooseStages([suite, ...rest]) {
  if (suite === "unit" || suite === "contract") return [[suite, () => vitest(suite, rest)]];
  if (suite === "e2e") return [["e2e", () => builtApp(rest)]];
  if (suite !== undefined) {
    throw new Stop(
      `There is no suite "${suite}". Choose unit, contract or e2e, or none for all.`,
      2,
    );
  }
  return [
    ["types", types],
    ["lint", lint],
    ["format", format],
    ["unit", () => vitest("unit")],
    ["contract", () => vitest("contract")],
    ["e2e", () => builtApp([])],
  ];
}

await runScript(async () => {
  const stages = chooseStages(process.argv.slice(2));
  installDependencies();
  const sum = await runStages(stages);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
});
