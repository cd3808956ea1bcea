// npm run herd: a team's consoles come back after an outage, in virtual time; for example -- --desktops 50.
import { installDependencies } from "./dependencies.mjs";
import { run } from "./launch.mjs";
import { node24, root, runScript } from "./project.mjs";

await runScript(async () => {
  installDependencies();
  return (await run(node24, ["test/herd/cli.ts", ...process.argv.slice(2)], { cwd: root })).code;
});
