// npm run torture: kills the built app again and again and compares what it acknowledged; for example -- --minutes 2.
import { build } from "./build.mjs";
import { run, withDisplay } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { node24, root, runScript } from "./project.mjs";

await runScript(async () => {
  const runtime = await prepare();
  await build();
  return withDisplay(async () => {
    const env = {
      ...process.env,
      SWITCHBOARD_ELECTRON: runtime.exe,
      SWITCHBOARD_ELECTRON_FLAGS: runtime.flags.join(" "),
      SWITCHBOARD_ELECTRON_VERSION: runtime.version,
    };
    const args = ["test/torture/cli.ts", ...process.argv.slice(2)];
    return (await run(node24, args, { cwd: root, env, quiet: true })).code;
  });
});
