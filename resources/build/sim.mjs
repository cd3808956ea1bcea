// npm run sim: the deterministic simulator of synchronisation; for example -- --seeds 200.
import { installDependencies } from "./dependencies.mjs";
import { run } from "./launch.mjs";
import { node24, root, runScript } from "./project.mjs";

await runScript(async () => {
  installDependencies();
  return (await run(node24, ["test/sim/cli.ts", ...process.argv.slice(2)], { cwd: root })).code;
});
