// npm run check: types, lint, format and unit tests; no Electron needed.
import { installDependencies } from "./dependencies.mjs";
import { runScript } from "./project.mjs";
import { format, lint, runStages, types, vitest } from "./stages.mjs";

await runScript(async () => {
  installDependencies();
  const sum = await runStages([
    ["types", types],
    ["lint", lint],
    ["format", format],
    ["unit", () => vitest("unit")],
  ]);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
});
