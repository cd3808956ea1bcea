// npm run demo: the embedded demo workspace as a server of its own, without the console.
import { installDependencies } from "./dependencies.mjs";
import { run } from "./launch.mjs";
import { node24, root, runScript } from "./project.mjs";

await runScript(async () => {
  installDependencies();
  return (await run(node24, ["main/demo/cli.ts", ...process.argv.slice(2)], { cwd: root })).code;
});
